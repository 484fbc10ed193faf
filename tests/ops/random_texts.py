"""A thousand random texts for every form (R35), as pytest runs it for texts.py.

What a form wrote is undone after each post; of every eighth the page it leads to is opened first.
"""

import copy
import json
import os
import time
from collections import Counter

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.bad_input import VALUES
from tests.kimportal.uploads.bad_files import jpeg
from tests.ops.all_forms import ADDRESSED, TOKEN, find_form

pytestmark = pytest.mark.django_db
MOST = int(os.environ.get("R35_TEXTS", "1000"))
#: Where tries are counted (kimportal/accounts/rate_limits.py): each text is sent as if it were the first.
COUNTED = ("/akun/", "/csp-report/")
#: When no further text is sent: the drill says how many were.
UNTIL = float(os.environ.get("R35_UNTIL", "inf"))
#: Half are whatever there is in Unicode, half have something in them that once broke a program.
BAD = st.sampled_from([value for value in VALUES if len(value) <= 10_000])
TEXTS = st.one_of(
    st.text(max_size=10_000), st.builds("{}{}{}".format, st.text(max_size=5), BAD, st.text())
)


def turns(form):
    """Return the names of the fields that get a random text, post by post: MOST texts in all.

    By turns all fields, those that are typed, and half of these, for many a text is met only when
    the rest of the form is in order.
    """
    every = sorted((form.shown | set(form.fields)) - {TOKEN} - set(form.takes_file))
    typed = [name for name in every if name not in form.choices] or every
    posts, count = [], 0
    while every and count < MOST:
        shift = len(posts) % len(typed)
        half = (typed[shift:] + typed[:shift])[: -(-len(typed) // 2)]
        posts.append([every, half, typed][len(posts) % 3])
        count += len(posts[-1])
    return posts


def submit(form, texts, *, in_full):
    """Return the answer; `in_full` with the files it asks for, then that of the page it leads to.

    Nothing of it stays.
    """
    # Not elsewhere: what a page keeps, such as how many pages a decree has, costs it a process.
    if form.address.startswith(COUNTED):
        cache.clear()
    cookies = copy.deepcopy(form.client.cookies)
    names = form.takes_file if in_full else []
    files = {n: SimpleUploadedFile("foto.jpg", jpeg(), "image/jpeg") for n in names}
    with transaction.atomic():
        if form.is_question:
            answer = form.client.get(form.address, texts)
        else:
            answer = form.client.post(form.address, form.fields | files | texts)
        if in_full and answer.status_code == 302 and answer["Location"].startswith("/"):
            answer = form.client.get(answer["Location"])
        if answer.streaming:
            b"".join(answer.streaming_content)
        transaction.set_rollback(True)
    form.client.cookies = cookies
    return answer


def message_of(answer):
    error = answer.exc_info[1] if getattr(answer, "exc_info", None) else None
    return f"{answer.status_code} {type(error).__name__}: {str(error)[:160]}"


@pytest.mark.parametrize(("what_for", "name"), ADDRESSED)
def test_random_texts(what_for, name, world, sign_in, client, record_property):
    if time.time() > UNTIL:
        pytest.fail("no time was left for this address")
    with connection.cursor() as cursor:
        # Between two posts Hypothesis may think for longer than a request ever may.
        cursor.execute("SET idle_in_transaction_session_timeout = 0")
    form = find_form(what_for, name, world, sign_in, client)
    if form is None:
        pytest.skip("nothing can be typed here")
    form.is_question = what_for == "question"
    form.client.raise_request_exception = False
    fields = turns(form)
    posts, sent, statuses, faults = iter(fields), [], Counter(), {}
    widest = max(map(len, fields))

    @settings(max_examples=len(fields), database=None, deadline=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(texts=st.lists(TEXTS, min_size=widest, max_size=widest))
    def fill_in(texts):
        names = next(posts, None)
        if names is None or time.time() > UNTIL:
            return
        typed = [text.encode("utf-8", "replace").decode() for text in texts]
        bad = dict(zip(names, typed, strict=False))
        answer = submit(form, bad, in_full=len(sent) % 8 == 7)
        sent.append(len(bad))
        statuses[answer.status_code] += 1
        if answer.status_code >= 500:
            faults.setdefault(message_of(answer), {name: text[:80] for name, text in bad.items()})

    fill_in()

    record_property("texts", sum(sent))
    record_property("statuses", json.dumps(statuses))
    record_property("faults", json.dumps(list(faults)))
    assert faults == {}
