"""Files in an object store: found again by the sweep, and given up in time where it hangs."""

import boto3
import pytest
from django.core.files.base import ContentFile
from django.utils.module_loading import import_string
from moto import mock_aws

from kimportal.env import storages
from kimportal.uploads.storage import names_in

URL = "s3://kunci:rahasia@s3.amazonaws.com/portal?region=us-east-1"


@pytest.fixture
def store():
    told = storages(URL)["private"]
    with mock_aws():
        boto3.client("s3", region_name="us-east-1").create_bucket(Bucket="portal")
        yield import_string(told["BACKEND"])(**told["OPTIONS"])


def test_the_sweep_finds_files_in_a_store_that_has_no_folders(store):
    store.save("event-photos/ab/satu.jpg", ContentFile(b"1"))
    store.save("event-photos/cd/dua.jpg", ContentFile(b"2"))
    store.save("papers/ab/tiga.pdf", ContentFile(b"3"))

    names = [name for names in names_in(store, "event-photos") for name in names]

    assert sorted(names) == ["event-photos/ab/satu.jpg", "event-photos/cd/dua.jpg"]


def test_an_empty_store_holds_no_names(store):
    assert list(names_in(store, "event-photos")) == []


def test_a_store_that_hangs_is_given_up_soon(store):
    patience = store.client_config

    assert (patience.connect_timeout, patience.read_timeout) == (2, 4)
    assert patience.retries["total_max_attempts"] == 2
