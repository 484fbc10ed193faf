import pytest

from tests.benchmarks.crowds import Crowds


@pytest.fixture(scope="session")
def crowds(django_db_blocker):
    """Both crowds, seeded when first asked for and shared by every benchmark of the run."""
    with django_db_blocker.unblock():
        yield Crowds()
