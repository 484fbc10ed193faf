"""schema.org descriptions of materials and regions, as JSON-LD for a page's head."""

from textwrap import shorten

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse

from kimportal.ui.structured_data import absolute, json_ld

TYPES = {"artikel": "Article", "klarifikasi": "Article"}
#: Only of a material that is played here: the script of a film is no VideoObject.
PLAYED = {"videografis": "VideoObject", "iklan-radio": "AudioObject", "jingle": "AudioObject"}
MAX_HEADLINE = 110


def material_data(material, url):
    types = PLAYED if material.media_download else TYPES
    data = {
        "@type": types.get(material.kind, "CreativeWork"),
        "name": material.title,
        "headline": shorten(material.title, MAX_HEADLINE, placeholder="…"),
        "description": material.summary or material.title,
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
        # Search engines require one of a video.
        "thumbnailUrl": data.get("image") or absolute(static("img/share.png")),
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
    """Describe a region as an administrative area."""
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
    return json_ld(area)
