"""Decisions as a reviewer's browser sends them."""

from django.urls import reverse


def address(thing, verb="", kind="group"):
    return reverse(f"admin:review{verb and '_'}{verb}", args=[kind, thing.pk])


def post(client, thing, verb, kind="group", **data):
    return client.post(address(thing, verb, kind), {"version": thing.version} | data)
