"""The only pages that other sites may frame: a place's or a programme's figures, small."""

from csp.decorators import csp_replace
from django.conf import settings
from django.utils.decorators import method_decorator
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.generic import TemplateView

from campaigns.coverage.views import CoverageQuestion, queries


@method_decorator(xframe_options_exempt, name="dispatch")
@method_decorator(
    csp_replace({"frame-ancestors": ["*"], "form-action": ["'none'"]}), name="dispatch"
)
class EmbedCoverage(CoverageQuestion, TemplateView):
    """Figures of a region in a programme, with a link to the page that explains them."""

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
