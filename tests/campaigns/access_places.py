"""Access table of regions, coverage, open data, sitemaps and the API."""

from tests.access import PUBLIC
from tests.factories import EventFactory, MaterialFactory


def code(world):
    return {"code": world.village.code}


ACCESS = {
    "region_list": PUBLIC,
    "region_detail": PUBLIC(kwargs=code),
    "coverage": PUBLIC,
    "coverage_csv": PUBLIC,
    "coverage_region": PUBLIC(kwargs=code),
    "coverage_region_csv": PUBLIC(kwargs=code),
    "data": PUBLIC,
    "data_csv": PUBLIC(kwargs=lambda world: {"name": "kim"}),
    "data_xlsx": PUBLIC(kwargs=lambda world: {"name": "kim"}),
    "datapackage": PUBLIC,
    "data_catalog": PUBLIC,
    "api_docs": PUBLIC,
    "embed": PUBLIC,
    "embed_region": PUBLIC(kwargs=code),
    "sitemap": PUBLIC,
    "sitemap_section": PUBLIC(kwargs=lambda world: {"section": "wilayah-35"}),
    "robots": PUBLIC,
    "api_schema": PUBLIC,
    "api_moved": PUBLIC(kwargs=lambda world: {"rest": "kim/"}, status=301),
    "api-1:index": PUBLIC,
    "api-1:code_list": PUBLIC,
    "api-1:unknown": PUBLIC(kwargs=lambda world: {"rest": "tidak-ada"}, status=404),
    "api-1:group_list": PUBLIC,
    "api-1:group_detail": PUBLIC(kwargs=lambda world: {"slug": world.group.slug}),
    "api-1:material_list": PUBLIC,
    "api-1:material_detail": PUBLIC(kwargs=lambda world: {"slug": MaterialFactory().slug}),
    "api-1:event_list": PUBLIC,
    "api-1:event_detail": PUBLIC(kwargs=lambda world: {"id": EventFactory(group=world.group).pk}),
    "api-1:tally_list": PUBLIC,
    "api-1:coverage": PUBLIC,
    "api-1:region_list": PUBLIC,
    "api-1:region_detail": PUBLIC(kwargs=code),
}
