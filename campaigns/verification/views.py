from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from campaigns.materials import verification_labels
from campaigns.materials.models.material import Material
from campaigns.verification import codes, preview
from campaigns.verification.forms import CodeForm, WordsForm
from campaigns.verification.hoax_channels import HOAX_CHANNELS
from campaigns.verification.models import OfficerCard
from campaigns.verification.verdicts import verdict_on
from kimportal.web.search import stems
from kimportal.web.views import PUBLIC_CACHE, PublicPage

#: Materials found by words; who needs more types more of them.
MAX_FOUND = 10


class FreshPage(PublicPage):
    """Public page that caches must revalidate, so that a withdrawal shows at once."""

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        if response.has_header("Cache-Control"):
            response["Cache-Control"] = "public, max-age=0, s-maxage=0, must-revalidate"
        return response


class VerifyPage(FreshPage, TemplateView):
    """Verify a code, in whatever notation or message it is pasted; find a poster by its words."""

    template_name = "campaigns/verification/verify.html"

    def get(self, request, *args, **kwargs):
        self.form = CodeForm(request.GET if "kode" in request.GET else None)
        self.words_form = WordsForm(request.GET if "kata" in request.GET else None)
        if self.form.is_bound and self.form.is_valid():
            typed = self.form.cleaned_data["kode"]
            code = codes.find_code(typed) or codes.normalise(typed)
            if code:
                return redirect("verify_code", code=codes.format_code(code))
            self.form.add_error("kode", CodeForm.base_fields["kode"].help_text)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        context = {"form": self.form, "words_form": self.words_form, "channels": HOAX_CHANNELS}
        if self.words_form.is_bound and self.words_form.is_valid():
            materials = with_words(self.words_form.cleaned_data["kata"])
            context["found"] = [
                (verdict_on(row.code, row, is_replaced=row.is_replaced), row) for row in materials
            ]
        return super().get_context_data(**context, **kwargs)


class VerifyCodePage(FreshPage, TemplateView):
    """Show the status of a code."""

    template_name = "campaigns/verification/result.html"

    def get(self, request, code, *args, **kwargs):
        code = codes.normalise(code)
        material = published_material(code)
        if material is None and (card := card_with(code)):
            return self.show_card(card)
        newer = material and material.successor
        verdict = verdict_on(code, material, is_replaced=bool(newer))
        context = self.get_context_data(
            code=code, material=material, verdict=verdict, channels=HOAX_CHANNELS
        )
        if material is None:
            context |= {
                "similar": with_similar_code(code),
                "form": CodeForm(initial={"kode": code}),
                "words_form": WordsForm(),
            }
            return self.render_to_response(context, status=404)
        context |= {"newer": newer, "download_options": material.download_options}
        return self.render_to_response(context)

    def show_card(self, card):
        """Show who holds the office, or only that the card is void."""
        is_valid = OfficerCard.objects.valid().filter(pk=card.pk).exists()
        self.template_name = "campaigns/verification/card_result.html"
        context = self.get_context_data(card=card if is_valid else None, code=card.formatted_code)
        return self.render_to_response(context)


def card_with(code):
    """Return the officer's card with this code, or None."""
    if not codes.is_code(code):
        return None
    cards = OfficerCard.objects.select_related("membership__group__region__parent")
    return cards.filter(code=code).first()


def published_material(code):
    if not codes.is_code(code):
        return None
    materials = Material.objects.once_public().for_cards().filter(code=code)
    return materials.select_related("group", "language").first()


def with_similar_code(code):
    """Return published materials whose code is one typo away."""
    return Material.objects.once_public().filter(code__in=codes.similar_codes(code))[:5]


def with_words(text):
    """Return what was once public and has these words, the newest first; also withdrawn ones."""
    if not stems(text):
        return Material.objects.none()
    materials = Material.objects.once_public().search(text).with_is_replaced().for_cards()
    return materials.select_related("group", "language").newest_first()[:MAX_FOUND]


@require_safe
def verify_preview(request, code):
    """Serve the picture that chats show beside a check link."""
    code = codes.normalise(code)
    material = published_material(code)
    is_replaced = material is not None and material.successor is not None
    verdict = verdict_on(code, material, is_replaced=is_replaced)
    formatted = codes.format_code(code) if material else ""
    label = str(verdict.label)
    picture = preview.draw(verdict.name, label, formatted, settings.SITE_NAME)
    response = HttpResponse(picture, content_type="image/png", status=200 if material else 404)
    patch_cache_control(response, public=True, max_age=0, s_maxage=30)
    return response


@require_safe
def verify_qr(request, code):
    """Serve the QR code of a published material or of a card as SVG."""
    code = codes.normalise(code)
    materials = Material.objects.once_public().filter(code=code)
    if not materials.exists() and card_with(code) is None:
        raise Http404("no material or card bears this code")
    svg = verification_labels.qr_svg(code)
    response = HttpResponse(svg, content_type="image/svg+xml")
    patch_cache_control(response, **PUBLIC_CACHE)
    return response
