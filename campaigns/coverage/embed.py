"""Embeddable pages, the only ones that other sites may frame."""

from csp.decorators import csp_replace
from django.conf import settings
from django.utils.decorators import method_decorator
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.generic import TemplateView

from campaigns.coverage.views import CoverageMixin, queries


@method_decorator(xframe_options_exempt, name="dispatch")
@method_decorator(
    csp_replace({"frame-ancestors": ["*"], "form-action": ["'none'"]}), name="dispatch"
)
class EmbedCoverage(CoverageMixin, TemplateView):
    """Show figures of a region in a programme, with a link to the full page."""

    template_name = "campaigns/coverage/embed.html"

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    def get_context_data(self, **kwargs):
        coverage = self.coverage
        return super().get_context_data(
            region=self.region,
            campaign=coverage.campaign,
            here=coverage.here,
            changed_at=coverage.here.changed_at,
            base=settings.SITE_URL,
            **queries(self.region, coverage.campaign),
            **kwargs,
        )
