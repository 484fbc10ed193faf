import pytest

from kimportal.web.cache import ForgivingRedisCache

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def away():
    """A cache whose Redis refuses every connection."""
    return ForgivingRedisCache("redis://127.0.0.1:1/0", {})


def test_without_redis_what_is_set_can_still_be_read(away):
    away.set("wilayah", "35.73", 60)

    assert away.get("wilayah") == "35.73"
    assert away.get_many(["wilayah", "lain"]) == {"wilayah": "35.73"}


def test_without_redis_a_limit_still_counts(away):
    assert away.add("tries", 1, 60) is True
    assert away.add("tries", 1, 60) is False
    assert away.incr("tries") == 2


def test_redis_is_left_alone_for_a_while_after_it_failed(away, caplog):
    away.get("a")
    away.get("b")

    assert caplog.text.count("redis is away") == 1
