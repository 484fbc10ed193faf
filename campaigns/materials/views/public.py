from urllib.parse import quote

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import DetailView, TemplateView

from campaigns.materials import verification_labels
from campaigns.materials.forms.filters import MaterialFilter
from campaigns.materials.models.files import Download
from campaigns.materials.models.material import Material
from campaigns.open_data.json_ld import absolute, material_data
from kimportal.uploads.private_files import private_file_response
from kimportal.web.pagination import paginate
from kimportal.web.views import PublicPage

PAGE = 24


class MaterialList(PublicPage, TemplateView):
    template_name = "campaigns/materials/list.html"

    def get_context_data(self, **kwargs):
        form = MaterialFilter(self.request.GET)
        found = form.narrow(Material.objects.listed())
        total, more = form.count(found)
        rows = found.newest_first().for_cards()
        page = paginate(rows, self.request.GET.get("hal"), PAGE)
        return super().get_context_data(
            form=form, page_obj=page, total=total, more=more, active=form.active, **kwargs
        )


class MaterialPage(PublicPage, DetailView):
    """One material; what was withdrawn or has run out is answered 410 with its reason."""

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
    """What the page of a material shows; the preview shows the very same."""
    address = settings.SITE_URL + material.public_url
    return {
        "address": address,
        "caption": share_caption(material, address),
        "whatsapp": f"https://wa.me/?text={quote(share_caption(material, address))}",
        "newer": material.successor if material.pk else None,
        "versions": Material.objects.versions_of(material).select_related("language"),
        "related": Material.objects.like(material).for_cards()[:4],
        "data": material_data(material, address),
        "preview": preview_of(material),
        "uses": material.events.live().select_related("region").order_by("-starts")[:6],
    }


def preview_of(material):
    """The whole address of the picture that chats show under a link, or nothing."""
    drawn = material.cover.by_name.get("link-preview") if material.cover else None
    return absolute(drawn.url) if drawn else ""


def share_caption(material, address):
    """What goes into the WhatsApp message: the caption, where it is, and how to check it."""
    lines = [material.share_caption.strip() or f"*{material.title}*\n{material.summary}".strip()]
    lines.append(address)
    if material.code:
        lines.append(_("Check that it is real: %s") % verification_labels.address(material.code))
    return "\n\n".join(lines)


@require_safe
@never_cache
def material_download(request, slug, pk):
    """Count, then send on to the file. Nothing about the reader is kept."""
    found = Material.objects.live().prefetch_related("files__renditions")
    material = get_object_or_404(found, slug=slug)
    form = request.GET.get("bentuk", "")
    for take in material.download_options:
        if take.file.pk == pk and take.form == form:
            if request.method == "GET":
                Download.objects.count_one(take.file, form)
            return redirect(take.item.url)
    raise Http404


@require_safe
def material_file(request, slug, pk):
    """A file of a live material whose public copy is not made yet; uncounted, as the copy is."""
    found = get_object_or_404(Material.objects.live(), slug=slug)
    return file_response(request, found, pk)


def file_response(request, material, pk):
    """Send a file of this material from the private store; the caller has checked the right."""
    file = get_object_or_404(material.files.exclude(file=""), pk=min(pk, 2**62))
    form = request.GET.get("bentuk", "")
    row = get_object_or_404(file.renditions, name=form) if form else file
    name = f"{material.slug}-{form}" if form else material.slug
    response = private_file_response(request, row.stored, filename=name)
    # Players of sound and film ask for parts; nginx, which sends the bytes, can give them.
    del response["Accept-Ranges"]
    return response
