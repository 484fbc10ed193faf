"""What pages cost inside one process, and the same pages among few and among many compared."""

import re
import time
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kimportal.models import Person
from tests.benchmarks.crowds import LARGE, SMALL
from tests.conftest import give_second_step

ROUNDS = 9
KEPT = re.compile(r"s-maxage=[1-9]")


@dataclass(frozen=True)
class Cost:
    ms: float  # the fastest of ROUNDS: what is slower is the machine's doing
    queries: int
    body: bytes
    is_kept: bool  # by nginx


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
    taken = []
    for _round in range(ROUNDS):
        with stopped(taken):
            client.get(address)
    return Cost(
        min(taken), queries, answer.getvalue(), bool(KEPT.search(answer.get("Cache-Control", "")))
    )


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
