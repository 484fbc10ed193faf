"""Sitemaps and robots.txt."""

from django.conf import settings
from django.contrib.sitemaps.views import sitemap
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from kimportal.web.views import PUBLIC_CACHE

#: Crawlers do not need the list of pages to the minute.
CACHE_ONE_HOUR = {**PUBLIC_CACHE, "s_maxage": 3600}


@require_safe
def sitemap_index(request, sections):
    """List the sitemap of each section; `sections` is {name: Sitemap}."""
    urls = [settings.SITE_URL + reverse("sitemap_section", args=[name]) for name in sections]
    response = render(
        request,
        "campaigns/open_data/sitemap_index.xml",
        {"urls": urls},
        content_type="application/xml",
    )
    patch_cache_control(response, **CACHE_ONE_HOUR)
    return response


@require_safe
def sitemap_section(request, section, sections):
    if section not in sections:
        raise Http404
    response = sitemap(request, sitemaps={section: sections[section]}, section=section)
    response.render()
    patch_cache_control(response, **CACHE_ONE_HOUR)
    return response


@require_safe
def robots(request):
    disallowed = [reverse("dashboard"), "/akun/", "/en/akun/", "/en/anggota/"]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in disallowed)]
    lines += ["", f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}", ""]
    response = HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
    patch_cache_control(response, **CACHE_ONE_HOUR)
    return response
