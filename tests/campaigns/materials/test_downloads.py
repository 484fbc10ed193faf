from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from campaigns.materials.models.files import Download
from tests.factories import MaterialFileFactory


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_are_counted_exactly():
    file = MaterialFileFactory()
    url = f"/materi/{file.material.slug}/unduh/{file.pk}/"

    def fetch(_):
        try:
            return [Client().get(url).status_code for _ in range(5)]
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        answers = [status for statuses in pool.map(fetch, range(20)) for status in statuses]

    assert answers == [302] * 100
    assert Download.objects.get().count == 100


@pytest.mark.django_db
def test_each_day_and_form_has_its_own_counter():
    file = MaterialFileFactory()
    today = timezone.localdate()
    yesterday = today - timedelta(days=1)
    for form, day in [("", today), ("", today), ("low-data", today), ("", yesterday)]:
        Download.objects.increment(file, form, day=day)

    counts = Download.objects.filter(day=today).order_by("form").values_list("form", "count")
    assert list(counts) == [("", 2), ("low-data", 1)]
    assert Download.objects.total() == 4
