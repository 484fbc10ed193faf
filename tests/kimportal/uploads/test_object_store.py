"""Files in an object store: listing without folders, and timeouts."""

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
    config = storages(URL)["private"]
    with mock_aws():
        boto3.client("s3", region_name="us-east-1").create_bucket(Bucket="portal")
        yield import_string(config["BACKEND"])(**config["OPTIONS"])


def test_names_are_listed_in_a_store_without_folders(store):
    store.save("event-photos/ab/satu.jpg", ContentFile(b"1"))
    store.save("event-photos/cd/dua.jpg", ContentFile(b"2"))
    store.save("decrees/ab/tiga.pdf", ContentFile(b"3"))

    names = [name for names in names_in(store, "event-photos") for name in names]

    assert sorted(names) == ["event-photos/ab/satu.jpg", "event-photos/cd/dua.jpg"]


def test_an_empty_store_has_no_names(store):
    assert list(names_in(store, "event-photos")) == []


def test_requests_to_a_store_that_hangs_time_out(store):
    config = store.client_config

    assert (config.connect_timeout, config.read_timeout) == (2, 4)
    assert config.retries["total_max_attempts"] == 2
