from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from campaigns.materials import verification_labels
from campaigns.materials.models.material import Material
from campaigns.verification import codes
from campaigns.verification.forms import CodeForm
from kimportal.web.views import PUBLIC_CACHE, PublicPage


class FreshPage(PublicPage):
    """Public page that caches must revalidate, so that a withdrawal shows at once."""

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        if response.has_header("Cache-Control"):
            response["Cache-Control"] = "public, max-age=0, s-maxage=0, must-revalidate"
        return response


class VerifyPage(FreshPage, TemplateView):
    """Verify a typed code, in any notation."""

    template_name = "campaigns/verification/verify.html"

    def get(self, request, *args, **kwargs):
        typed = request.GET.get("kode")
        self.form = CodeForm(request.GET if typed is not None else None)
        if self.form.is_bound and self.form.is_valid():
            code = codes.normalise(self.form.cleaned_data["kode"])
            if code:
                return redirect("verify_code", code=codes.format_code(code))
            self.form.add_error("kode", CodeForm.base_fields["kode"].help_text)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(form=self.form, **kwargs)


class VerifyCodePage(FreshPage, TemplateView):
    """Show the status of a code."""

    template_name = "campaigns/verification/result.html"

    def get(self, request, code, *args, **kwargs):
        code = codes.normalise(code)
        material = published_material(code)
        context = self.get_context_data(code=code, material=material)
        if material is None:
            form = CodeForm(initial={"kode": code})
            context |= {
                "similar": with_similar_code(code),
                "form": form,
                "mistyped": not codes.is_code(code),
            }
            return self.render_to_response(context, status=404)
        context |= {"newer": material.successor, "download_options": material.download_options}
        return self.render_to_response(context)


def published_material(code):
    if not codes.is_code(code):
        return None
    materials = Material.objects.once_public().for_cards().filter(code=code)
    return materials.select_related("group", "language").first()


def with_similar_code(code):
    """Return published materials whose code is one typo away."""
    return Material.objects.once_public().filter(code__in=codes.similar_codes(code))[:5]


@require_safe
def verify_qr(request, code):
    """Serve the QR code of a published material as SVG."""
    materials = Material.objects.once_public().filter(code=codes.normalise(code))
    svg = verification_labels.qr_svg(get_object_or_404(materials).code)
    response = HttpResponse(svg, content_type="image/svg+xml")
    patch_cache_control(response, **PUBLIC_CACHE)
    return response
