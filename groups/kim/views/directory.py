from django.http import Http404
from django.shortcuts import render
from django.utils.functional import cached_property
from django.views.generic import DetailView, TemplateView

from groups.kim.forms import DirectoryForm
from groups.kim.models import Group
from groups.regions.models import Region
from groups.regions.nearby import find_places, nearest_groups
from kimportal.web.pagination import count_up_to, paginate
from kimportal.web.views import PublicPage

PER_PAGE, NEAREST = 24, 6


class GroupList(PublicPage, TemplateView):
    """The directory: verified groups by name, searched by words and by place."""

    template_name = "groups/kim/list.html"

    @cached_property
    def form(self):
        return DirectoryForm(self.request.GET)

    @cached_property
    def asked(self):
        """What could be understood of the question; the form says what could not."""
        self.form.is_valid()
        return self.form.cleaned_data

    @property
    def place(self):
        """The region that was chosen, or the best one for what was typed; None for no place."""
        if region := self.asked.get("wilayah"):
            return region
        found = find_places(typed)[:1] if (typed := self.asked.get("q")) else []
        return Region.objects.get(pk=found[0][0]) if found else None

    def get_queryset(self):
        groups = Group.objects.live().search(self.asked.get("q"))
        region = self.asked.get("wilayah")
        return groups.within(region) if region else groups

    def get_context_data(self, **kwargs):
        groups = self.get_queryset()
        count, more = count_up_to(groups)
        rows = groups.select_related("region").by_name()
        place = None if count else self.place
        return super().get_context_data(
            form=self.form,
            page_obj=paginate(rows, self.request.GET.get("hal"), PER_PAGE),
            count=count,
            more=more,
            region=self.asked.get("wilayah"),
            active=int(bool(self.asked.get("wilayah"))),
            place=place,
            nearest=nearest_groups(place.code)[:NEAREST] if place else [],
            **kwargs,
        )


class GroupDetail(PublicPage, DetailView):
    """One verified group as everybody may see it."""

    template_name = "groups/kim/detail.html"

    def get(self, request, *args, **kwargs):
        try:
            return super().get(request, *args, **kwargs)
        except Http404:
            gone = Group.objects.withdrawn().filter(slug=kwargs["slug"]).exists()
            if not gone:
                raise
            return render(request, "groups/kim/gone.html", status=410)

    def get_queryset(self):
        return Group.objects.live().select_related("region")

    def get_context_data(self, **kwargs):
        officers = self.object.memberships.named_publicly().in_order()
        return super().get_context_data(officers=officers, links=links_of(self.object), **kwargs)


def links_of(group):
    """(label, address) of each place on the web the group has."""
    names = ("website", "instagram", "facebook", "youtube", "tiktok")
    return [
        (group._meta.get_field(name).verbose_name, getattr(group, name))
        for name in names
        if getattr(group, name)
    ]
