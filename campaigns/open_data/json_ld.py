"""schema.org descriptions of materials and regions, as JSON-LD for a page's head."""

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
    data = {
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
        "identifier": material.formatted_code,
    }
    picture = material.page_picture
    if picture:
        data["image"] = absolute(picture["src"])
    if material.media_download:
        data |= media_properties(material, data)
    return json_ld({key: value for key, value in data.items() if value})


def media_properties(material, data):
    """Return the schema.org properties of audio and video."""
    file = material.media_download.file
    return {
        "contentUrl": absolute(file.url),
        "encodingFormat": file.mime,
        "contentSize": str(file.size),
        "duration": f"PT{round(file.duration)}S" if file.duration else "",
        "transcript": material.transcript,
        "thumbnailUrl": data.get("image"),
        "uploadDate": data["datePublished"],
    }


def site_data():
    """Describe the portal and its publisher, for the home page."""
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
    """Describe a region as an administrative area, with its breadcrumbs."""
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
        parent = above[-1]
        area["containedInPlace"] = {
            "@type": "AdministrativeArea",
            "name": parent.title,
            "url": absolute(parent.get_absolute_url()),
        }
    return json_ld({"@graph": [area, {"@type": "BreadcrumbList", "itemListElement": crumbs}]})


def json_ld(data):
    """Return a JSON-LD script element, escaped by Django's json_script."""
    script = str(json_script({"@context": "https://schema.org", **data}))
    return mark_safe(script.replace("application/json", "application/ld+json", 1))


def absolute(url):
    """Return an absolute URL; media may be on this site or on another storage."""
    return settings.SITE_URL + url if url.startswith("/") else url
