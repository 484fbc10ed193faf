"""schema.org descriptions of materials and places, as one JSON-LD block for a page's head."""

from django.conf import settings
from django.urls import reverse
from django.utils.html import json_script
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

TYPES = {
    "videografis": "VideoObject",
    "iklan-radio": "AudioObject",
    "jingle": "AudioObject",
    "artikel": "Article",
    "klarifikasi": "Article",
}


def material_data(material, url):
    facts = {
        "@type": TYPES.get(material.kind, "CreativeWork"),
        "name": material.title,
        "headline": material.title,
        "description": material.summary,
        "url": url,
        "inLanguage": material.language.slug,
        "version": str(material.edition),
        "license": material.licence_url,
        "datePublished": material.published_at and material.published_at.isoformat(),
        "expires": material.expire_at and material.expire_at.isoformat(),
        "publisher": {"@type": "GovernmentOrganization", "name": settings.MINISTRY_NAME},
        "author": {"@type": "Organization", "name": material.publisher},
        "identifier": material.pretty_code,
    }
    picture = material.page_picture
    if picture:
        facts["image"] = absolute(picture["src"])
    if material.media_download:
        facts |= played(material, facts)
    return json_ld({key: value for key, value in facts.items() if value})


def played(material, facts):
    """What players and search engines ask of a sound or film."""
    file = material.media_download.file
    return {
        "contentUrl": absolute(file.url),
        "encodingFormat": file.mime,
        "contentSize": str(file.size),
        "duration": f"PT{round(file.duration)}S" if file.duration else "",
        "transcript": material.transcript,
        "thumbnailUrl": facts.get("image"),
        "uploadDate": facts["datePublished"],
    }


def site_data():
    """The portal itself and who stands behind it, for the front page."""
    return json_ld(
        {
            "@type": "WebSite",
            "name": settings.SITE_NAME,
            "url": settings.SITE_URL,
            "inLanguage": ["id", "en"],
            "publisher": {"@type": "GovernmentOrganization", "name": settings.MINISTRY_NAME},
            "potentialAction": {
                "@type": "SearchAction",
                "target": f"{settings.SITE_URL}{reverse('material_list')}?q={{search_term}}",
                "query-input": "required name=search_term",
            },
        }
    )


def place_data(region, above):
    """A region as an administrative area, and the way down to it from the list of regions."""
    trail = [(_("Places"), reverse("region_list"))]
    trail += [(place.title, place.get_absolute_url()) for place in [*above, region]]
    crumbs = [
        {"@type": "ListItem", "position": n, "name": str(name), "item": absolute(url)}
        for n, (name, url) in enumerate(trail, 1)
    ]
    area = {
        "@type": "AdministrativeArea",
        "name": region.title,
        "identifier": region.code,
        "url": absolute(region.get_absolute_url()),
        "address": {"@type": "PostalAddress", "addressCountry": "ID"},
    }
    if above:
        inside = above[-1]
        area["containedInPlace"] = {
            "@type": "AdministrativeArea",
            "name": inside.title,
            "url": absolute(inside.get_absolute_url()),
        }
    return json_ld({"@graph": [area, {"@type": "BreadcrumbList", "itemListElement": crumbs}]})


def json_ld(facts):
    """A data block no browser runs; Django's own json_script does the escaping."""
    script = str(json_script({"@context": "https://schema.org", **facts}))
    return mark_safe(script.replace("application/json", "application/ld+json", 1))


def absolute(url):
    """Media may live on this site or on a storage of its own."""
    return settings.SITE_URL + url if url.startswith("/") else url
