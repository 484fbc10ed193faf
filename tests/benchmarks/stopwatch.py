"""What pages cost inside one process, and the same pages among few and among many compared."""

import re
import time
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection
from django.template.response import TemplateResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from groups.regions.models import Region
from kimportal.accounts.models import Person
from tests.benchmarks.crowds import LARGE, SMALL
from tests.conftest import give_second_step

ROUNDS, ROWS = 9, 24
KEPT = re.compile(r"s-maxage=[1-9]")


@dataclass(frozen=True)
class Cost:
    ms: float
    queries: int
    body: bytes
    is_kept: bool  # by nginx
    own: float | None  # what a view costs that asks one query and draws this very template


def client_of(email):
    """A client in this person's session, as after a second step."""
    client = Client()
    client.force_login(Person.objects.get(email=email))
    give_second_step(client, Person.objects.get(email=email))
    return client


def by_anyone(pages):
    """{page: (address, client)} of {page: address}."""
    return {name: (address, Client()) for name, address in pages.items()}


def cost(address, client):
    answer = client.get(address)
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    # Now and then a session is written as well, so the fewest of three.
    queries = min(asked(client, address) for _time in range(3))
    ms = fastest(lambda: client.get(address))
    is_kept = bool(KEPT.search(answer.get("Cache-Control", "")))
    return Cost(ms, queries, answer.getvalue(), is_kept, own_template(answer))


def own_template(answer):
    """Milliseconds of a bare view that asks one query and draws this answer's own template.

    What the first drawing worked out of its rows is not worked out again, so that view is faster
    here than it would be. None for what no template makes.
    """
    if not isinstance(answer, TemplateResponse):
        return None
    query = fastest(lambda: list(Region.objects.all()[:ROWS]))
    return query + fastest(lambda: answer.rendered_content)


def fastest(action):
    """Milliseconds of the fastest of ROUNDS: what is slower is the machine's doing."""
    taken = []
    for _round in range(ROUNDS):
        with stopped(taken):
            action()
    return min(taken)


def asked(client, address):
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


@contextmanager
def stopped(taken):
    started = time.perf_counter()
    yield
    taken.append((time.perf_counter() - started) * 1000)


def compared(crowds, questions):
    """What `questions()` → {page: (address, client)} cost among few and among many, page by page:
    a machine that grows busy meanwhile makes both slower."""
    asked = {}
    for size in (SMALL, LARGE):
        with crowds.at(size):
            asked[size] = questions()
    few, many = {}, {}
    for name in asked[LARGE]:
        for size, found in ((SMALL, few), (LARGE, many)):
            with crowds.at(size):
                found[name] = cost(*asked[size][name])
    return few, many


def ratios(title, few, many, *, same=True):
    """`same`: unless pages count where there is little, and say nothing where there is much."""
    print(f"\n{title:28} {'few':>9} {'many':>10}  ratio  queries")
    for name, large in many.items():
        small = few[name]
        print(
            f"  {name:26} {small.ms:6.1f} ms {large.ms:7.1f} ms  {large.ms / small.ms:5.2f}  "
            f"{small.queries} / {large.queries}"
        )
    if same:
        assert [name for name in many if many[name].queries != few[name].queries] == []
