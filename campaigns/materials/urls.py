from django.urls import path

from campaigns.materials.feeds import MaterialFeed
from campaigns.materials.views import members, public, start

urlpatterns = [
    path("materi/", public.MaterialList.as_view(), name="material_list"),
    path("materi/feed/", MaterialFeed(), name="material_feed"),
    path("materi/<slug:slug>/", public.MaterialPage.as_view(), name="material_detail"),
    path("materi/<slug:slug>/unduh/<int:pk>/", public.material_download, name="material_download"),
    path("materi/<slug:slug>/berkas/<int:pk>/", public.material_file, name="material_file"),
    path("anggota/materi/", members.MyMaterials.as_view(), name="my_materials"),
    path("anggota/materi/baru/", start.MaterialNew.as_view(), name="material_new"),
    path("anggota/materi/<slug:slug>/", members.MaterialOwn.as_view(), name="material_own"),
    path(
        "anggota/materi/<slug:slug>/pratinjau/",
        members.MaterialPreview.as_view(),
        name="material_preview",
    ),
    path("anggota/materi/<slug:slug>/ubah/", members.MaterialEdit.as_view(), name="material_edit"),
    path("anggota/materi/<slug:slug>/berkas/", members.material_file_add, name="material_file_add"),
    path(
        "anggota/materi/<slug:slug>/berkas/<int:pk>/",
        members.material_own_file,
        name="material_own_file",
    ),
    path(
        "anggota/materi/<slug:slug>/berkas/<int:pk>/hapus/",
        members.material_file_remove,
        name="material_file_remove",
    ),
    path("anggota/materi/<slug:slug>/kirim/", members.material_submit, name="material_submit"),
    path("anggota/materi/<slug:slug>/versi-baru/", members.material_renew, name="material_renew"),
    path("anggota/materi/<slug:slug>/tarik/", members.material_withdraw, name="material_withdraw"),
]
