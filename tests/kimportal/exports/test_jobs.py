"""Export jobs: written by the worker, with progress, access and expiry of their files."""

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
from kimportal.exports.cleanup import clean_up
from kimportal.exports.export import BATCH, export_named
from kimportal.exports.filters import ExportSelection
from kimportal.exports.models import (
    FOLDER,
    MAX_RUNS,
    RETENTION_PERIOD,
    STALE_AFTER,
    ExportJob,
    JobState,
    Superseded,
)
from kimportal.exports.writer import write
from tests.exports import ready_job

pytestmark = [pytest.mark.django_db, pytest.mark.engine]

NAMES = ["kim", "kegiatan", "keputusan"]


def file_url(job):
    return reverse("admin:export_file", args=[job.pk])


def stored_files():
    """Return the names of export files in the private storage."""
    store = storages["private"]
    if not store.exists(FOLDER):
        return set()
    return {
        f"{FOLDER}/{sub}/{name}"
        for sub in store.listdir(FOLDER)[0]
        for name in store.listdir(f"{FOLDER}/{sub}")[1]
    }


# -- writing


@pytest.mark.django_db(transaction=True)
def test_a_file_is_requested_on_the_page_and_downloaded(both, sign_in):
    client = sign_in(both.reviewer)

    response = client.post(reverse("admin:export_request", args=["kim"]) + "?keadaan=live")
    job = ExportJob.objects.get()
    page = client.get(reverse("admin:exports")).content.decode()
    file = client.get(file_url(job))

    assert response.url == reverse("admin:exports") + "?keadaan=live#files"
    assert (job.state, job.done, job.total, job.runs) == (JobState.READY, 1, 1, 1)
    assert file_url(job) in page
    assert file["Cache-Control"].startswith("private, no-store")
    assert file["Content-Disposition"] == 'attachment; filename="portal-kim-kim.xlsx"'
    assert b"".join(file).startswith(b"PK")


@pytest.mark.django_db(transaction=True)
def test_the_database_worker_writes_the_file(both, sign_in, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    client = sign_in(both.reviewer)

    client.post(reverse("admin:export_request", args=["kim"]))
    waiting = ExportJob.objects.get()
    page = client.get(reverse("admin:exports")).content.decode()
    early = client.get(file_url(waiting))
    call_command("db_worker", "--batch", verbosity=0)

    assert waiting.state == JobState.WAITING
    assert "data-working" in page
    assert early.status_code == 404
    assert ExportJob.objects.get().state == JobState.READY
    assert "data-working" not in client.get(reverse("admin:exports")).content.decode()


def test_request_and_download_are_in_the_audit_log(both, sign_in):
    job = ready_job(both.reviewer, "kim", state="live")
    client = sign_in(both.reviewer)

    b"".join(client.get(file_url(job)))
    client.head(file_url(job))

    requested, downloaded = AuditEvent.objects.filter(
        action__in=[Action.EXPORT, Action.LOOK]
    ).order_by("id")
    changes = {"regions": ["35.73"], "personal": False, "format": "xlsx", "job": str(job.pk)}
    assert requested.changes == {**changes, "filter": {"state": "live"}}
    assert downloaded.changes == changes
    assert {event.by for event in (requested, downloaded)} == {both.reviewer}
    assert {event.target_type for event in (requested, downloaded)} == {"groups.group"}


def test_progress_is_reported_after_each_batch(world, monkeypatch):
    key = str(world.group.pk)
    AuditEvent.objects.bulk_create(
        AuditEvent(target_type="groups.group", target_id=key, target_repr=f"KIM {n}", action="edit")
        for n in range(BATCH + 1)
    )
    reports, report_progress = [], ExportJob.report_progress

    def recording(job, done, total):
        reports.append((done, total))
        report_progress(job, done, total)

    monkeypatch.setattr(ExportJob, "report_progress", recording)
    job = ready_job(world.administrator, "keputusan")

    total = job.total
    assert total > BATCH
    assert reports == [(0, total), (BATCH, total), (total, total)]


def test_a_person_has_at_most_three_unfinished_jobs(world, sign_in):
    client = sign_in(world.reviewer)

    for _n in range(4):
        client.post(reverse("admin:export_request", args=["kim"]))

    assert ExportJob.objects.count() == 3


def test_an_invalid_filter_exports_nothing(world, sign_in):
    client = sign_in(world.administrator)

    for name in ("export", "export_request"):
        url = reverse(f"admin:{name}", args=["kim"])
        assert client.post(f"{url}?dari=kemarin").url.endswith("/?dari=kemarin")

    assert not ExportJob.objects.exists()
    assert not AuditEvent.objects.filter(action=Action.EXPORT).exists()


# -- access


@pytest.mark.parametrize(
    "role", ["far_reviewer", "national_reviewer", "editor", "administrator", "officer", "newcomer"]
)
def test_nobody_else_may_download_the_file(role, world, sign_in):
    job = ready_job(world.reviewer)

    response = sign_in(getattr(world, role)).get(file_url(job))

    assert response.status_code == 404 if role not in {"officer", "newcomer"} else 302
    assert not AuditEvent.objects.filter(action=Action.LOOK).exists()


def test_a_colleague_with_the_same_regions_may_not_download_it_either(world, sign_in):
    job = ready_job(world.reviewer)
    Jurisdiction.objects.create(person=world.editor, region=world.regency)

    assert sign_in(world.editor).get(file_url(job)).status_code == 404


def other_region(person, world):
    person.jurisdictions.update(region=world.far_village)


def additional_region(person, world):
    Jurisdiction.objects.create(person=person, region=world.far_village)


def whole_country(person, world):
    person.jurisdictions.all().delete()


def more_rights(person, world):
    person.change_role("administrator", by=world.administrator)


@pytest.mark.parametrize("change", [other_region, additional_region, whole_country, more_rights])
def test_a_change_of_role_or_jurisdiction_ends_access_to_the_files(change, world, sign_in):
    job = ready_job(world.reviewer)
    change(world.reviewer, world)

    client = sign_in(type(world.reviewer).objects.get(pk=world.reviewer.pk))

    assert client.get(file_url(job)).status_code == 404
    assert file_url(job) not in client.get(reverse("admin:exports")).content.decode()


def test_a_file_with_personal_columns_is_lost_with_the_right_to_them(world, sign_in):
    job = ready_job(world.administrator)
    world.administrator.change_role("reviewer", by=world.national_reviewer)

    assert sign_in(world.administrator).get(file_url(job)).status_code == 404


@pytest.mark.parametrize("change", [other_region, more_rights])
def test_a_change_of_role_or_jurisdiction_fails_a_waiting_job(change, world):
    job = export_named("kim").request_file(ExportSelection(), by=world.reviewer)
    change(world.reviewer, world)

    write(job.pk)

    job.refresh_from_db()
    assert (job.state, job.file.name) == (JobState.FAILED, "")


# -- expiry and failures


def test_after_three_days_file_and_row_are_deleted(world, sign_in, time_machine):
    job = ready_job(world.reviewer)
    other_files = stored_files() - {job.file.name}
    time_machine.move_to(timezone.now() + RETENTION_PERIOD)

    response = sign_in(world.reviewer).get(file_url(job))
    cleaned = clean_up()

    assert response.status_code == 404
    assert cleaned >= 1
    assert not ExportJob.objects.exists()
    assert job.file.name not in stored_files() - other_files


def test_a_stalled_job_is_requeued(world, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    job = export_named("kim").request_file(ExportSelection(), by=world.reviewer)
    job.begin()
    too_early = clean_up()
    ExportJob.objects.update(heartbeat_at=timezone.now() - STALE_AFTER - timedelta(seconds=1))
    before = DBTaskResult.objects.count()

    requeued = clean_up()
    write(job.pk)
    write(job.pk)

    job.refresh_from_db()
    assert (too_early, requeued) == (0, 1)
    assert DBTaskResult.objects.count() == before + 1
    assert (job.state, job.runs) == (JobState.READY, 2)


def test_a_job_that_lost_three_workers_fails(world):
    job = export_named("kim").request_file(ExportSelection(), by=world.reviewer)
    long_ago = timezone.now() - STALE_AFTER - timedelta(seconds=1)
    ExportJob.objects.update(runs=MAX_RUNS, state=JobState.WORKING, heartbeat_at=long_ago)

    clean_up()

    job.refresh_from_db()
    assert job.state == JobState.FAILED


def test_a_superseded_run_writes_nothing(world):
    job = export_named("kim").request_file(ExportSelection(), by=world.reviewer)
    job.begin()
    second = ExportJob.objects.get()
    ExportJob.objects.update(state=JobState.WAITING)
    second.begin()
    before = stored_files()

    with pytest.raises(Superseded):
        job.report_progress(0, 1)
    with pytest.raises(Superseded), io.BytesIO(b"PK") as content:
        job.finish(File(content), "kim.xlsx")

    assert stored_files() == before
    assert ExportJob.objects.get().state == JobState.WORKING


def test_two_workers_never_write_the_same_job(world):
    job = export_named("kim").request_file(ExportSelection(), by=world.reviewer)
    first, second = ExportJob.objects.get(), ExportJob.objects.get()

    assert [first.begin(), second.begin()] == [True, False]
    job.refresh_from_db()
    assert job.runs == 1


def test_a_failure_is_shown_on_the_page(world, sign_in, monkeypatch):
    def fails(*args):
        raise OSError("disk full")

    monkeypatch.setattr("kimportal.exports.writer.write_workbook", fails)
    job = ready_job(world.reviewer)

    page = sign_in(world.reviewer).get(reverse("admin:exports")).content.decode()

    assert job.state == JobState.FAILED
    assert "Gagal" in page


def test_an_orphaned_file_is_deleted_once_it_is_old(world, time_machine):
    job = ready_job(world.reviewer)
    ExportJob.objects.all().delete()

    too_early = clean_up()
    time_machine.move_to(timezone.now() + STALE_AFTER + timedelta(minutes=1))
    clean_up()

    assert too_early == 0
    assert job.file.name not in stored_files()


def test_erasing_a_person_deletes_their_files(world):
    job = ready_job(world.reviewer)

    world.reviewer.erase(by=world.administrator)

    assert not ExportJob.objects.exists()
    assert job.file.name not in stored_files()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_takes_five_queries_however_many_files(
    rows, world, sign_in, django_assert_num_queries
):
    for _n in range(rows):
        ready_job(world.reviewer)
    client = sign_in(world.reviewer)
    client.get(reverse("admin:exports"))

    with django_assert_num_queries(5):
        client.get(reverse("admin:exports"))


def test_a_person_may_delete_only_their_own_file(world, sign_in):
    job, other_job = ready_job(world.reviewer), ready_job(world.administrator)
    client = sign_in(world.reviewer)

    own = client.post(reverse("admin:export_delete", args=[job.pk]))
    other = client.post(reverse("admin:export_delete", args=[other_job.pk]))

    assert (own.status_code, other.status_code) == (302, 404)
    assert ExportJob.objects.get() == other_job
    assert job.file.name not in stored_files()
    assert other_job.file.name in stored_files()


def test_a_discarded_job_is_not_written(world):
    job = export_named("kim").request_file(ExportSelection(), by=world.reviewer)
    running = ExportJob.objects.get()
    running.begin()
    before = stored_files()
    job.discard()

    with pytest.raises(Superseded):
        running.report_progress(0, 1)
    write(job.pk)

    assert stored_files() == before


def test_the_list_shows_the_filters_of_a_file(world, sign_in):
    assert world.village
    ready_job(world.administrator, "kim", region="35.73", state="live", since="2020-11-26")

    page = sign_in(world.administrator).get(reverse("admin:exports")).content.decode()

    assert "Kota Malang, Jawa Timur, Terbit, mulai 26 November 2020" in page
