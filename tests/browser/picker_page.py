"""A page of the tests' own: one form with a region picker between two other fields."""

from django import forms
from django.http import HttpResponse
from django.template import engines
from django.urls import path

from groups.regions.models import Level
from groups.regions.widgets import ChoosesRegion, RegionField
from kimportal import urls

PAGE = """{% extends "base.html" %}{% block title %}Uji{% endblock %}{% block main %}
<div class="wrap wrap--narrow page"><h1>Uji</h1>
<form class="form" method="post">{% csrf_token %}
{% include "parts/_error_summary.html" %}
{% for field in form %}{% include "parts/_field.html" %}{% endfor %}
<div class="button-group"><button class="btn">Simpan</button></div></form></div>{% endblock %}"""


class PlaceForm(ChoosesRegion, forms.Form):
    name = forms.CharField(label="Nama")
    region = RegionField(levels=[Level.DISTRICT, Level.VILLAGE], label="Wilayah")
    about = forms.CharField(label="Tentang", widget=forms.Textarea)


def picker(request):
    form = PlaceForm(request.POST or None)
    if form.is_valid():
        values = form.cleaned_data
        return HttpResponse(f"{values['name']} | {values['region'].code} | {values['about']}")
    template = engines["django"].from_string(PAGE)
    return HttpResponse(template.render({"form": form}, request))


urlpatterns = [path("anggota/uji/", picker), *urls.urlpatterns]
