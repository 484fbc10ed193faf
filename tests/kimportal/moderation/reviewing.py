"""Requests as a reviewer's browser sends them."""

from django.urls import reverse


def review_url(item, verb="", kind="group"):
    return reverse(f"admin:review{verb and '_'}{verb}", args=[kind, item.pk])


def post(client, item, verb, kind="group", **data):
    return client.post(review_url(item, verb, kind), {"version": item.version} | data)
