"""Fuzz the API from its own schema, on PostgreSQL, which rejects big numbers and NUL."""

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from campaigns.coverage import rebuild as recount
from campaigns.open_data import descriptors
from kimportal.wsgi import application
from tests.factories import CampaignFactory, EventFactory, MaterialFactory, RegionFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
]


schema = schemathesis.openapi.from_dict(descriptors.openapi())
schema.app = application


@pytest.fixture(autouse=True)
def rows(transactional_db, settings):
    settings.ALLOWED_HOSTS = ["*"]
    EventFactory(group__region=RegionFactory(), campaign=CampaignFactory())
    MaterialFactory()
    recount.rebuild()


@schema.parametrize()
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_answer_is_as_described(case):
    case.call_and_validate(checks=CHECKS)
