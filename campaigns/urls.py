"""Addresses of this app, in order: public (materials, programmes, checking), then members."""

from django.urls import path, register_converter

from campaigns.feeds.event import EventFeed, event_calendar, event_invite
from campaigns.feeds.material import MaterialFeed
from campaigns.sitemaps import SECTIONS
from campaigns.views import (
    campaign,
    coverage,
    dashboard,
    embed,
    event,
    event_end,
    event_own,
    event_plan,
    event_report,
    event_year,
    home,
    machines,
    material,
    material_new,
    material_own,
    opendata,
    region,
    verify,
)
from groups.pickers import RegionCode
from kimportal.addresses import Later

register_converter(RegionCode, "region")

urlpatterns = [
    path("", home.Home.as_view(), name="home"),
    # materials, programmes, is this official?
    path("materi/", material.MaterialList.as_view(), name="material_list"),
    path("materi/feed/", MaterialFeed(), name="material_feed"),
    path("materi/<slug:slug>/", material.MaterialPage.as_view(), name="material_detail"),
    path(
        "materi/<slug:slug>/unduh/<int:pk>/", material.material_download, name="material_download"
    ),
    path("program/", campaign.CampaignList.as_view(), name="campaign_list"),
    path("program/<slug:slug>/", campaign.CampaignPage.as_view(), name="campaign_detail"),
    path("v/", verify.VerifyPage.as_view(), name="verify"),
    path("v/<str:code>/", verify.VerifyCodePage.as_view(), name="verify_code"),
    path("v/<str:code>/qr.svg", verify.verify_qr, name="verify_qr"),
    # events
    path("kegiatan/", event.EventList.as_view(), name="event_list"),
    path("kegiatan/feed/", EventFeed(), name="event_feed"),
    path("kegiatan/kalender.ics", event_calendar, name="event_calendar"),
    path("kegiatan/<uuid:pk>/", event.EventDetail.as_view(), name="event_detail"),
    path("kegiatan/<uuid:pk>/kalender.ics", event_invite, name="event_invite"),
    # places, coverage, open data; what other sites frame, and what machines read
    path("wilayah/", region.RegionList.as_view(), name="region_list"),
    path("wilayah/<region:code>/", region.RegionDetail.as_view(), name="region_detail"),
    path("capaian/", coverage.CoveragePage.as_view(), name="coverage"),
    path("capaian/capaian.csv", coverage.CoverageCsv.as_view(), name="coverage_csv"),
    path("capaian/<region:code>/", coverage.CoveragePage.as_view(), name="coverage_region"),
    path(
        "capaian/<region:code>/capaian.csv",
        coverage.CoverageCsv.as_view(),
        name="coverage_region_csv",
    ),
    path("data/", opendata.DataPage.as_view(), name="data"),
    path("data/<slug:name>.csv", opendata.DataCsv.as_view(), name="data_csv"),
    # Of the API only the name, for ninja and pydantic are a quarter of all that would be loaded.
    path(
        "api/v1/openapi.json",
        opendata.ApiSchema.as_view(api="campaigns.api.api"),
        name="api_schema",
    ),
    Later("api/v1/", "campaigns.api", namespace="api-1"),
    path("sematan/capaian/", embed.EmbedCoverage.as_view(), name="embed"),
    path("sematan/wilayah/<region:code>/", embed.EmbedCoverage.as_view(), name="embed_region"),
    path("sitemap.xml", machines.sitemap_index, {"sections": SECTIONS}, name="sitemap"),
    path(
        "sitemap-<slug:section>.xml",
        machines.sitemap_section,
        {"sections": SECTIONS},
        name="sitemap_section",
    ),
    path("robots.txt", machines.robots, name="robots"),
    # members
    path("anggota/", dashboard.Dashboard.as_view(), name="dashboard"),
    # members: materials
    path("anggota/materi/", material_own.MyMaterials.as_view(), name="my_materials"),
    path("anggota/materi/baru/", material_new.MaterialNew.as_view(), name="material_new"),
    path("anggota/materi/<slug:slug>/", material_own.MaterialOwn.as_view(), name="material_own"),
    path(
        "anggota/materi/<slug:slug>/pratinjau/",
        material_own.MaterialPreview.as_view(),
        name="material_preview",
    ),
    path(
        "anggota/materi/<slug:slug>/ubah/",
        material_own.MaterialEdit.as_view(),
        name="material_edit",
    ),
    path(
        "anggota/materi/<slug:slug>/berkas/",
        material_own.material_file_add,
        name="material_file_add",
    ),
    path(
        "anggota/materi/<slug:slug>/berkas/<int:pk>/hapus/",
        material_own.material_file_remove,
        name="material_file_remove",
    ),
    path("anggota/materi/<slug:slug>/kirim/", material_own.material_submit, name="material_submit"),
    path(
        "anggota/materi/<slug:slug>/versi-baru/", material_own.material_renew, name="material_renew"
    ),
    path(
        "anggota/materi/<slug:slug>/tarik/",
        material_own.material_withdraw,
        name="material_withdraw",
    ),
    # members: events
    path("anggota/kegiatan/", event_own.MyEvents.as_view(), name="my_events"),
    path("anggota/kegiatan/baru/", event_plan.EventNew.as_view(), name="event_new"),
    path("anggota/kegiatan/simpan/", event_own.event_keep, name="event_keep"),
    path("anggota/kegiatan/buang/<uuid:key>/", event_own.event_forget, name="event_forget"),
    path("anggota/kegiatan/<uuid:pk>/", event_own.EventOwn.as_view(), name="event_own"),
    path("anggota/kegiatan/<uuid:pk>/rencana/", event_plan.EventPlan.as_view(), name="event_plan"),
    path(
        "anggota/kegiatan/<uuid:pk>/lapor/", event_report.EventReport.as_view(), name="event_report"
    ),
    path("anggota/kegiatan/<uuid:pk>/ajukan/", event_own.event_submit, name="event_submit"),
    path(
        "anggota/kegiatan/<uuid:pk>/tanda-terima/<int:receipt>/",
        event_own.EventReceipt.as_view(),
        name="event_receipt",
    ),
    path(
        "anggota/kegiatan/<uuid:pk>/tarik/",
        event_end.EventWithdraw.as_view(),
        name="event_withdraw",
    ),
    path(
        "anggota/kegiatan/<uuid:pk>/tarik/ya/",
        event_end.event_withdraw_now,
        name="event_withdraw_now",
    ),
    path(
        "anggota/kegiatan/<uuid:pk>/buang/",
        event_end.EventDiscard.as_view(),
        name="event_discard",
    ),
    path(
        "anggota/kegiatan/<uuid:pk>/buang/ya/",
        event_end.event_discard_now,
        name="event_discard_now",
    ),
    path("anggota/kegiatan/<uuid:pk>/foto/<int:photo>/", event_own.event_photo, name="event_photo"),
    path("anggota/kim/<slug:slug>/kinerja/", event_year.EventYear.as_view(), name="event_year"),
    path(
        "anggota/kim/<slug:slug>/kinerja/<int:year>/",
        event_year.EventYear.as_view(),
        name="event_year_of",
    ),
]
