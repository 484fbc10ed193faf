from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import DetailView, TemplateView

from campaigns.materials.forms.filters import MaterialFilter
from campaigns.materials.models.files import Download
from campaigns.materials.models.material import Material
from campaigns.materials.sharing import file_to_share, share_text
from campaigns.open_data.json_ld import absolute, material_data
from kimportal.uploads.private_files import private_file_response
from kimportal.web.links import whatsapp_url
from kimportal.web.pagination import paginate
from kimportal.web.views import PublicPage

PER_PAGE = 24


class MaterialList(PublicPage, TemplateView):
    template_name = "campaigns/materials/list.html"

    def get_context_data(self, **kwargs):
        form = MaterialFilter(self.request.GET)
        materials = form.apply(Material.objects.listed())
        total, more = form.count(materials)
        rows = materials.newest_first().for_cards()
        page = paginate(rows, self.request.GET.get("hal"), PER_PAGE)
        return super().get_context_data(
            form=form, page_obj=page, total=total, more=more, active=form.active, **kwargs
        )


class MaterialPage(PublicPage, DetailView):
    """Show a material; answer 410 with the reason if it was withdrawn or has expired."""

    template_name = "campaigns/materials/detail.html"

    def get_queryset(self):
        return Material.objects.once_public().for_page()

    def get_context_data(self, **kwargs):
        return super().get_context_data(**material_context(self.object), **kwargs)

    def get_template_names(self):
        return [self.template_name if self.object.is_live else "campaigns/materials/gone.html"]

    def render_to_response(self, context, **kwargs):
        status = 200 if self.object.is_live else 410
        return super().render_to_response(context, status=status, **kwargs)


def material_context(material):
    """Return the context of the public page, which the preview shares."""
    url = settings.SITE_URL + material.public_url
    text = share_text(material, url)
    return {
        "url": url,
        "caption": text,
        "file": file_to_share(material, text),
        "whatsapp": whatsapp_url(text, more=url),
        "newer": material.successor if material.pk else None,
        "versions": Material.objects.versions_of(material).select_related("language"),
        "related": Material.objects.related_to(material).for_cards()[:4],
        "data": material_data(material, url),
        "preview": preview_url(material),
        "uses": material.events.live().select_related("region").order_by("-starts")[:6],
    }


def preview_url(material):
    """Return the absolute URL of the picture for link previews, or an empty string."""
    rendition = material.cover.by_name.get("link-preview") if material.cover else None
    return absolute(rendition.url) if rendition else ""


@require_safe
@never_cache
def material_download(request, slug, pk):
    """Count a download and redirect to the file. No personal data is kept."""
    materials = Material.objects.live().prefetch_related("files__renditions")
    material = get_object_or_404(materials, slug=slug)
    form = request.GET.get("bentuk", "")
    for option in material.download_options:
        if option.file.pk == pk and option.form == form:
            if request.method == "GET":
                Download.objects.increment(option.file, form)
            return redirect(option.source.url)
    raise Http404


@require_safe
def material_file(request, slug, pk):
    """Serve a file of a live material while its public copy does not exist; not counted."""
    material = get_object_or_404(Material.objects.live(), slug=slug)
    return file_response(request, material, pk)


def file_response(request, material, pk):
    """Serve a file from the private store; callers check permission."""
    file = get_object_or_404(material.files.exclude(file=""), pk=min(pk, 2**62))
    form = request.GET.get("bentuk", "")
    row = get_object_or_404(file.renditions, name=form) if form else file
    name = f"{material.slug}-{form}" if form else material.slug
    response = private_file_response(request, row.stored, filename=name)
    # Media players send Range requests, which nginx answers: it sends the bytes.
    del response["Accept-Ranges"]
    return response
