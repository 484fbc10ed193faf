"""Tables written as XLSX by the worker: how far they are, who may fetch them, and for how long."""

import io
from datetime import timedelta

import pytest
from django.core.files import File
from django.core.files.storage import storages
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from groups.jurisdictions.models import Jurisdiction
from kimportal.audit.models import Action, AuditEvent
from kimportal.exports.cleanup import sweep
from kimportal.exports.export import BATCH, export_named
from kimportal.exports.filters import ExportSelection
from kimportal.exports.models import (
    FOLDER,
    MOST_RUNS,
    RETENTION_PERIOD,
    SILENT,
    ExportJob,
    JobState,
    Superseded,
)
from kimportal.exports.writer import write
from tests.exports import ready_job

pytestmark = [pytest.mark.django_db, pytest.mark.engine]

NAMES = ["kim", "kegiatan", "keputusan"]


def where(job):
    return reverse("admin:export_file", args=[job.pk])


def files():
    """Names of the files of exports that lie in the private store."""
    store = storages["private"]
    if not store.exists(FOLDER):
        return set()
    return {
        f"{FOLDER}/{sub}/{name}"
        for sub in store.listdir(FOLDER)[0]
        for name in store.listdir(f"{FOLDER}/{sub}")[1]
    }


# -- how it comes into being


@pytest.mark.django_db(transaction=True)
def test_asked_for_on_the_page_and_fetched(both, sign_in):
    client = sign_in(both.reviewer)

    asked = client.post(reverse("admin:export_request", args=["kim"]) + "?keadaan=live")
    job = ExportJob.objects.get()
    page = client.get(reverse("admin:exports")).content.decode()
    file = client.get(where(job))

    assert asked.url == reverse("admin:exports") + "?keadaan=live#files"
    assert (job.state, job.done, job.total, job.runs) == (JobState.READY, 1, 1, 1)
    assert where(job) in page
    assert file["Cache-Control"].startswith("private, no-store")
    assert file["Content-Disposition"] == 'attachment; filename="portal-kim-kim.xlsx"'
    assert b"".join(file).startswith(b"PK")


@pytest.mark.django_db(transaction=True)
def test_a_worker_writes_it_where_there_is_one(both, sign_in, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    client = sign_in(both.reviewer)

    client.post(reverse("admin:export_request", args=["kim"]))
    waiting = ExportJob.objects.get()
    page = client.get(reverse("admin:exports")).content.decode()
    early = client.get(where(waiting))
    call_command("db_worker", "--batch", verbosity=0)

    assert waiting.state == JobState.WAITING
    assert "data-working" in page
    assert early.status_code == 404
    assert ExportJob.objects.get().state == JobState.READY
    assert "data-working" not in client.get(reverse("admin:exports")).content.decode()


def test_asking_and_fetching_are_remembered(both, sign_in):
    job = ready_job(both.reviewer, "kim", state="live")
    client = sign_in(both.reviewer)

    b"".join(client.get(where(job)))
    client.head(where(job))

    asked, fetched = AuditEvent.objects.filter(action__in=[Action.EXPORT, Action.LOOK]).order_by(
        "id"
    )
    told = {"regions": ["35.73"], "personal": False, "format": "xlsx", "job": str(job.pk)}
    assert asked.changes == {**told, "filter": {"state": "live"}}
    assert fetched.changes == told
    assert {one.by for one in (asked, fetched)} == {both.reviewer}
    assert {one.target_type for one in (asked, fetched)} == {"groups.group"}


def test_how_far_it_is_is_told_after_each_batch(world, monkeypatch):
    key = str(world.group.pk)
    AuditEvent.objects.bulk_create(
        AuditEvent(target_type="groups.group", target_id=key, target_repr=f"KIM {n}", action="edit")
        for n in range(BATCH + 1)
    )
    told, tell = [], ExportJob.tell

    def listening(job, done, total):
        told.append((done, total))
        tell(job, done, total)

    monkeypatch.setattr(ExportJob, "tell", listening)
    job = ready_job(world.administrator, "keputusan")

    total = job.total
    assert total > BATCH
    assert told == [(0, total), (BATCH, total), (total, total)]


def test_four_at_once_are_too_many(world, sign_in):
    client = sign_in(world.reviewer)

    for _n in range(4):
        client.post(reverse("admin:export_request", args=["kim"]))

    assert ExportJob.objects.count() == 3


def test_a_filter_that_cannot_be_read_takes_nothing_away(world, sign_in):
    client = sign_in(world.administrator)

    for name in ("export", "export_request"):
        address = reverse(f"admin:{name}", args=["kim"])
        assert client.post(f"{address}?dari=kemarin").url.endswith("/?dari=kemarin")

    assert not ExportJob.objects.exists()
    assert not AuditEvent.objects.filter(action=Action.EXPORT).exists()


# -- who may fetch it


@pytest.mark.parametrize(
    "role", ["far_reviewer", "national_reviewer", "editor", "administrator", "officer", "newcomer"]
)
def test_nobody_else_may_fetch_it(role, world, sign_in):
    job = ready_job(world.reviewer)

    response = sign_in(getattr(world, role)).get(where(job))

    assert response.status_code == 404 if role not in {"officer", "newcomer"} else 302
    assert not AuditEvent.objects.filter(action=Action.LOOK).exists()


def test_a_colleague_with_the_same_regions_may_not_fetch_it_either(world, sign_in):
    job = ready_job(world.reviewer)
    Jurisdiction.objects.create(person=world.editor, region=world.regency)

    assert sign_in(world.editor).get(where(job)).status_code == 404


def other_region(person, world):
    person.jurisdictions.update(region=world.far_village)


def one_more_region(person, world):
    Jurisdiction.objects.create(person=person, region=world.far_village)


def whole_country(person, world):
    person.jurisdictions.all().delete()


def more_rights(person, world):
    person.change_role("administrator", by=world.administrator)


@pytest.mark.parametrize("change", [other_region, one_more_region, whole_country, more_rights])
def test_whoever_changes_office_leaves_the_files_behind(change, world, sign_in):
    job = ready_job(world.reviewer)
    change(world.reviewer, world)

    client = sign_in(type(world.reviewer).objects.get(pk=world.reviewer.pk))

    assert client.get(where(job)).status_code == 404
    assert where(job) not in client.get(reverse("admin:exports")).content.decode()


def test_columns_about_persons_are_lost_with_the_right_to_them(world, sign_in):
    job = ready_job(world.administrator)
    world.administrator.change_role("reviewer", by=world.national_reviewer)

    assert sign_in(world.administrator).get(where(job)).status_code == 404


@pytest.mark.parametrize("change", [other_region, more_rights])
def test_a_change_of_office_while_it_waits_ends_it(change, world):
    job = export_named("kim").order(ExportSelection(), by=world.reviewer)
    change(world.reviewer, world)

    write(job.pk)

    job.refresh_from_db()
    assert (job.state, job.file.name) == (JobState.FAILED, "")


# -- what becomes of it


def test_after_three_days_file_and_row_are_gone(world, sign_in, time_machine):
    job = ready_job(world.reviewer)
    others = files() - {job.file.name}
    time_machine.move_to(timezone.now() + RETENTION_PERIOD)

    late = sign_in(world.reviewer).get(where(job))
    swept = sweep()

    assert late.status_code == 404
    assert swept >= 1
    assert not ExportJob.objects.exists()
    assert job.file.name not in files() - others


def test_a_job_whose_worker_died_is_written_by_the_next(world, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    job = export_named("kim").order(ExportSelection(), by=world.reviewer)
    job.begin()
    too_early = sweep()
    ExportJob.objects.update(heard_at=timezone.now() - SILENT - timedelta(seconds=1))
    before = DBTaskResult.objects.count()

    revived = sweep()
    write(job.pk)
    write(job.pk)

    job.refresh_from_db()
    assert (too_early, revived) == (0, 1)
    assert DBTaskResult.objects.count() == before + 1
    assert (job.state, job.runs) == (JobState.READY, 2)


def test_a_job_that_lost_three_workers_is_given_up(world):
    job = export_named("kim").order(ExportSelection(), by=world.reviewer)
    long_ago = timezone.now() - SILENT - timedelta(seconds=1)
    ExportJob.objects.update(runs=MOST_RUNS, state=JobState.WORKING, heard_at=long_ago)

    sweep()

    job.refresh_from_db()
    assert job.state == JobState.FAILED


def test_a_run_that_was_taken_over_leaves_nothing(world):
    job = export_named("kim").order(ExportSelection(), by=world.reviewer)
    job.begin()
    second = ExportJob.objects.get()
    ExportJob.objects.update(state=JobState.WAITING)
    second.begin()
    before = files()

    with pytest.raises(Superseded):
        job.tell(0, 1)
    with pytest.raises(Superseded), io.BytesIO(b"PK") as content:
        job.finish(File(content), "kim.xlsx")

    assert files() == before
    assert ExportJob.objects.get().state == JobState.WORKING


def test_two_workers_never_write_the_same_job(world):
    job = export_named("kim").order(ExportSelection(), by=world.reviewer)
    first, second = ExportJob.objects.get(), ExportJob.objects.get()

    assert [first.begin(), second.begin()] == [True, False]
    job.refresh_from_db()
    assert job.runs == 1


def test_a_fault_is_told_and_may_be_tried_again(world, sign_in, monkeypatch):
    def fails(*args):
        raise OSError("disk full")

    monkeypatch.setattr("kimportal.exports.writer.write_book", fails)
    job = ready_job(world.reviewer)

    page = sign_in(world.reviewer).get(reverse("admin:exports")).content.decode()

    assert job.state == JobState.FAILED
    assert "Gagal" in page


def test_a_file_that_no_row_knows_is_swept_once_it_is_old(world, time_machine):
    job = ready_job(world.reviewer)
    ExportJob.objects.all().delete()

    young = sweep()
    time_machine.move_to(timezone.now() + SILENT + timedelta(minutes=1))
    sweep()

    assert young == 0
    assert job.file.name not in files()


def test_erasure_takes_the_files_along(world):
    job = ready_job(world.reviewer)

    world.reviewer.erase(by=world.administrator)

    assert not ExportJob.objects.exists()
    assert job.file.name not in files()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_however_many_files(
    rows, world, sign_in, django_assert_num_queries
):
    for _n in range(rows):
        ready_job(world.reviewer)
    client = sign_in(world.reviewer)
    client.get(reverse("admin:exports"))

    with django_assert_num_queries(5):
        client.get(reverse("admin:exports"))


def test_one_may_forget_a_file_before_its_time(world, sign_in):
    job, others = ready_job(world.reviewer), ready_job(world.administrator)
    client = sign_in(world.reviewer)

    mine = client.post(reverse("admin:export_delete", args=[job.pk]))
    theirs = client.post(reverse("admin:export_delete", args=[others.pk]))

    assert (mine.status_code, theirs.status_code) == (302, 404)
    assert ExportJob.objects.get() == others
    assert job.file.name not in files()
    assert others.file.name in files()


def test_a_wish_taken_back_is_not_written(world):
    job = export_named("kim").order(ExportSelection(), by=world.reviewer)
    running = ExportJob.objects.get()
    running.begin()
    before = files()
    job.discard()

    with pytest.raises(Superseded):
        running.tell(0, 1)
    write(job.pk)

    assert files() == before


def test_the_list_says_what_a_file_was_narrowed_to(world, sign_in):
    assert world.village
    ready_job(world.administrator, "kim", region="35.73", state="live", since="2020-11-26")

    page = sign_in(world.administrator).get(reverse("admin:exports")).content.decode()

    assert "Kota Malang, Jawa Timur, Terbit, mulai 26 November 2020" in page
