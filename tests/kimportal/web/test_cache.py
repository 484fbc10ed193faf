import pytest

from kimportal.web.cache import ForgivingRedisCache

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def redis_down():
    """A cache whose Redis refuses every connection."""
    return ForgivingRedisCache("redis://127.0.0.1:1/0", {})


def test_without_redis_a_value_can_still_be_read(redis_down):
    redis_down.set("wilayah", "35.73", 60)

    assert redis_down.get("wilayah") == "35.73"
    assert redis_down.get_many(["wilayah", "lain"]) == {"wilayah": "35.73"}


def test_without_redis_a_limit_still_counts(redis_down):
    assert redis_down.add("tries", 1, 60) is True
    assert redis_down.add("tries", 1, 60) is False
    assert redis_down.incr("tries") == 2


def test_redis_is_not_tried_for_a_while_after_a_failure(redis_down, caplog):
    redis_down.get("a")
    redis_down.get("b")

    assert caplog.text.count("redis is away") == 1
