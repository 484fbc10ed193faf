from django.http import Http404
from django.shortcuts import render
from django.utils.functional import cached_property
from django.views.generic import DetailView, TemplateView

from groups.contact.rules import takes_messages
from groups.kim.forms import DirectoryForm
from groups.kim.models import Group
from groups.regions.models import Region, lies_in
from groups.regions.nearby import find_places, nearest_groups
from groups.regions.place_query import BPS_HINT, PlaceQuery
from kimportal.web.pagination import count_up_to, paginate
from kimportal.web.views import PublicPage

PER_PAGE, NEAREST = 24, 6


class GroupList(PublicPage, TemplateView):
    """The public directory: verified groups by name, with search and a region filter."""

    template_name = "groups/kim/list.html"

    @cached_property
    def form(self):
        return DirectoryForm(self.request.GET)

    @cached_property
    def filters(self):
        """The valid filters; the form shows the errors of the others."""
        self.form.is_valid()
        return self.form.cleaned_data

    @property
    def place(self):
        """The chosen region, else the best match for the search text, else None."""
        if region := self.filters.get("wilayah"):
            return region
        query = self.filters.get("q")
        places = find_places(query)[:1] if query else []
        return Region.objects.get(pk=places[0][0]) if places else None

    def get_queryset(self):
        groups = Group.objects.live().search(self.filters.get("q"))
        region = self.filters.get("wilayah")
        return groups.within(region) if region else groups

    def get_context_data(self, **kwargs):
        groups = self.get_queryset()
        count, more = count_up_to(groups)
        rows = groups.select_related("region").by_name()
        place = None if count else self.place
        nearest = nearest_groups(place.code)[:NEAREST] if place else []
        return super().get_context_data(
            form=self.form,
            page_obj=paginate(rows, self.request.GET.get("hal"), PER_PAGE),
            count=count,
            more=more,
            region=self.filters.get("wilayah"),
            active=int(bool(self.filters.get("wilayah"))),
            place=place,
            nearest=nearest,
            # Other words than the place's may be why nothing was found.
            is_empty=not any(lies_in(group.region_id, place.code) for group in nearest),
            is_bps_code=not count and PlaceQuery(self.filters.get("q")).is_bps_code,
            bps_hint=BPS_HINT,
            **kwargs,
        )


class GroupDetail(PublicPage, DetailView):
    """The public page of a verified group; 410 for a withdrawn one."""

    template_name = "groups/kim/detail.html"

    def get(self, request, *args, **kwargs):
        try:
            return super().get(request, *args, **kwargs)
        except Http404:
            if not Group.objects.withdrawn().filter(slug=kwargs["slug"]).exists():
                raise
            return render(request, "groups/kim/gone.html", status=410)

    def get_queryset(self):
        return Group.objects.live().select_related("region")

    def get_context_data(self, **kwargs):
        officers = self.object.memberships.named_publicly().in_order()
        return super().get_context_data(
            officers=officers,
            links=links_of(self.object),
            takes_messages=takes_messages(self.object),
            **kwargs,
        )


def links_of(group):
    """Return [(label, URL)] of the group's website and social media."""
    names = ("website", "instagram", "facebook", "youtube", "tiktok")
    return [
        (group._meta.get_field(name).verbose_name, getattr(group, name))
        for name in names
        if getattr(group, name)
    ]
