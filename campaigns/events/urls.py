from django.urls import path

from campaigns.events.feeds import EventFeed, event_calendar, event_invite
from campaigns.events.views import drop, end, members, plan, public, quick, report, year

urlpatterns = [
    path("kegiatan/", public.EventList.as_view(), name="event_list"),
    path("kegiatan/feed/", EventFeed(), name="event_feed"),
    path("kegiatan/kalender.ics", event_calendar, name="event_calendar"),
    path("kegiatan/<uuid:pk>/", public.EventDetail.as_view(), name="event_detail"),
    path("kegiatan/<uuid:pk>/kalender.ics", event_invite, name="event_invite"),
    path("titip/", drop.drop, name="drop"),
    path("anggota/kegiatan/", members.MyEvents.as_view(), name="my_events"),
    path("anggota/kegiatan/baru/", plan.EventNew.as_view(), name="event_new"),
    path("anggota/kegiatan/catat/", quick.EventQuick.as_view(), name="event_quick"),
    path("anggota/kegiatan/catat/tempel/", quick.event_paste, name="event_paste"),
    path("luring/terima/", quick.shared, name="shared"),
    path(
        "anggota/kegiatan/catat/foto/<int:photo>/",
        members.unsent_photo,
        name="event_unsent_photo",
    ),
    path("anggota/kegiatan/<uuid:pk>/", members.EventOwn.as_view(), name="event_own"),
    path("anggota/kegiatan/<uuid:pk>/rencana/", plan.EventPlan.as_view(), name="event_plan"),
    path("anggota/kegiatan/<uuid:pk>/lapor/", report.EventReport.as_view(), name="event_report"),
    path("anggota/kegiatan/<uuid:pk>/ajukan/", members.event_submit, name="event_submit"),
    path(
        "anggota/kegiatan/<uuid:pk>/tanda-terima/<int:receipt>/",
        members.EventReceipt.as_view(),
        name="event_receipt",
    ),
    path("anggota/kegiatan/<uuid:pk>/tarik/", end.EventWithdraw.as_view(), name="event_withdraw"),
    path("anggota/kegiatan/<uuid:pk>/tarik/ya/", end.event_withdraw_now, name="event_withdraw_now"),
    path("anggota/kegiatan/<uuid:pk>/buang/", end.EventDiscard.as_view(), name="event_discard"),
    path("anggota/kegiatan/<uuid:pk>/buang/ya/", end.event_discard_now, name="event_discard_now"),
    path("anggota/kegiatan/<uuid:pk>/foto/<int:photo>/", members.event_photo, name="event_photo"),
    path("anggota/kim/<slug:slug>/kinerja/", year.EventYear.as_view(), name="event_year"),
    path(
        "anggota/kim/<slug:slug>/kinerja/<int:year>/",
        year.EventYear.as_view(),
        name="event_year_of",
    ),
    path(
        "anggota/kim/<slug:slug>/kinerja/<int:year>/piagam/",
        year.EventCertificate.as_view(),
        name="event_certificate",
    ),
]
