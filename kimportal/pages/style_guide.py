"""Style guide on /tentang/gaya/: every part in every state, with sample data."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout, Submit
from django import forms
from django.conf import settings
from django.contrib.auth.mixins import AccessMixin
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from kimportal.moderation.states import State
from kimportal.ui.icons import ICONS

MODES = [("tatap-muka", "Tatap muka"), ("daring", "Daring"), ("hibrida", "Hibrida")]
LANGUAGES = [("id", "Indonesia"), ("jv", "Jawa"), ("su", "Sunda"), ("mad", "Madura")]


class SamplePillar(str):
    """A pillar as templates use it: a name with a slug."""

    @property
    def slug(self) -> str:
        return self.lower()


class SampleForm(forms.Form):
    """Every kind of field the portal uses."""

    name = forms.CharField(
        label="Nama kegiatan", help_text="Seperti yang dikenal warga, mis. “Rembuk warga RW 05”."
    )
    story = forms.CharField(
        label="Cerita kegiatan",
        help_text="Dua atau tiga kalimat cukup.",
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    date = forms.DateField(
        label="Tanggal",
        help_text="Hari kegiatan berlangsung, mis. 26 November 2020.",
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    time = forms.TimeField(label="Mulai pukul", widget=forms.TimeInput(attrs={"type": "time"}))
    total = forms.IntegerField(label="Jumlah hadir", min_value=0)
    language = forms.ChoiceField(label="Bahasa", choices=LANGUAGES)
    mode = forms.ChoiceField(label="Cara", choices=MODES, widget=forms.RadioSelect)
    languages = forms.MultipleChoiceField(
        label="Bahasa yang dipakai",
        help_text="Pilih semua yang sesuai.",
        choices=LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    photo = forms.FileField(
        label="Foto kegiatan", help_text="JPG, PNG, atau WebP, paling besar 10 MB.", required=False
    )
    neutral = forms.BooleanField(
        label="Kegiatan ini netral",
        help_text="Tidak mengajak memilih peserta mana pun.",
    )

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_action = "style_guide"
        helper.form_method = "get"
        helper.layout = Layout(
            Fieldset(
                "Apa dan kapan",
                "name",
                "story",
                Div("date", "time", css_class="field-pair"),
                "total",
            ),
            Fieldset("Bagaimana", "language", "mode", "languages"),
            Fieldset("Bukti", "photo", "neutral"),
        )
        helper.add_input(Submit("sample", _("Continue")))
        return helper


class SampleReasonForm(forms.Form):
    note = forms.CharField(
        label="Alasan", help_text="Dibaca oleh pengirim.", widget=forms.Textarea(attrs={"rows": 3})
    )


class SampleFilter(forms.Form):
    q = forms.CharField(label="Cari materi", required=False)
    language = forms.ChoiceField(label="Bahasa", choices=LANGUAGES, required=False)
    mode = forms.ChoiceField(label="Cara", choices=MODES, required=False)


def sample_context() -> dict[str, Any]:
    """Return the context of the style guide."""
    wrong = SampleForm(
        {"wrong-name": "Rembuk warga RW 05", "wrong-date": "2031-02-30", "wrong-total": "-3"},
        prefix="wrong",
    )
    return {
        "form": SampleForm(),
        "wrong": wrong,
        "filter_form": SampleFilter(prefix=None),
        "states": list(State),
        "pillars": [SamplePillar("Cerdas"), SamplePillar("Sehat"), SamplePillar("Damai")],
        "when": datetime(2020, 11, 26, 12, 30, tzinfo=UTC),
        "until": datetime(2020, 11, 26, 14, 0, tzinfo=UTC),
        "zones": ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"],
        "page_obj": Paginator(range(128), 24).page(2),
        "trail": [("KIM", "#"), ("Jawa Timur", "#"), ("Kota Malang", "#")],
        "steps": [
            SimpleNamespace(label="Kelompok", url="#", state="done"),
            SimpleNamespace(label="Pengurus", url="#", state="here"),
            SimpleNamespace(label="Surat keputusan", url="", state="todo"),
            SimpleNamespace(label="Periksa dan ajukan", url="", state="todo"),
        ],
        "figures": [
            ("KIM terverifikasi", "1.204"),
            ("Desa dan kelurahan tercapai", "3.118"),
            ("Kegiatan", "6.940"),
            ("Kehadiran", "218.502"),
        ],
        "facts": [
            ("Wilayah", "Kel. Sukun, Kec. Sukun, Kota Malang, Jawa Timur"),
            ("Berdiri", "12 Mei 2014"),
            ("Nomor SK", "188.45/117/35.73.112/2020"),
        ],
        "note": SampleReasonForm(),
        "messages": ["Draf tersimpan."],
        "submitted_fields": [("story", "Warga bertanya tentang surat suara.")],
        "recovered_form": {"to": "#", "fields": [("note", "Nomor SK belum terbaca.")]},
        "picture": {
            "src": static("img/share.png"),
            "alt": "Portal KIM: papan pengumuman beratap dengan sekuntum kawung",
            "width": 1200,
            "height": 630,
        },
        "rows": [
            ("Jawa Timur", "412", "38"),
            ("Nusa Tenggara Barat", "96", "10"),
            ("Papua", "21", "7"),
        ],
        "icons": sorted(ICONS),
        "drawings": ["board", "people", "calendar", "search", "inbox", "gate", "wait"],
    }


class StyleGuidePage(AccessMixin, TemplateView):
    """The style guide; in production for staff only."""

    template_name = "kimportal/ui/style_guide.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.DEBUG:
            if not request.user.is_authenticated:
                return self.handle_no_permission()
            if not request.user.is_staff:
                raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | sample_context()
