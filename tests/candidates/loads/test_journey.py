"""From files to results: sent, previewed, confirmed, loaded, removed."""

from pathlib import Path

import pytest
from django.test import Client

from candidates.models import Candidate, LoadJob, Result
from results_portal.models import AuditEntry
from tests.support.folders import everything
from tests.support.jobs import run_jobs
from tests.support.loads import base_with, confirm, confirm_and_load, page_of, post_files, send, text

pytestmark = pytest.mark.django_db(transaction=True)


def sealed(folder: Path) -> list[Path]:
    return [path for path in (folder / "loads").rglob("*") if path.is_file()]


def test_a_zip_file_is_previewed_and_then_loaded(first: Client, own_store: Path) -> None:
    job = send(first, {"june.zip": base_with()})
    assert Candidate.objects.count() == 0
    page = text(first.get(page_of(job)))
    assert "Waiting for confirmation" in page
    assert "June 2026 PK123 0042 0580 grade: A; percentage uniform mark: 83" in page

    confirm_and_load(first, job)

    assert job.state == LoadJob.State.LOADED
    assert Result.objects.count() == 4
    assert "Loaded." in text(first.get(page_of(job)))


def test_files_and_previews_are_sealed_and_then_removed(first: Client, own_store: Path) -> None:
    job = send(first, {"june.zip": base_with()})
    kept = sealed(own_store)
    assert len(kept) == 6
    assert not any(word in path.read_bytes() for path in kept for word in (b"Khan", b"PK123", b"PK\x03\x04"))

    confirm_and_load(first, job)

    assert sealed(own_store) == []


def test_what_is_discarded_is_gone(first: Client, own_store: Path) -> None:
    job = send(first, {"june.zip": base_with()})

    assert "Nothing was loaded" in text(first.post(page_of(job), {"discard": "yes"}, follow=True))

    job.refresh_from_db()
    assert job.state == LoadJob.State.DISCARDED
    assert sealed(own_store) == []
    assert "Somebody else" in text(confirm(first, job))


def test_mistakes_are_listed_with_place_reason_and_mend(first: Client, own_store: Path) -> None:
    before = everything()
    job = send(first, {"june.zip": base_with(results=b"series,centre_number\nJune 2026,pk1\n")})

    page = text(first.get(page_of(job)))

    assert job.state == LoadJob.State.REFUSED
    assert "There is a problem" in page
    assert "results.csv" in page
    assert everything() == before
    assert [path.suffix for path in sealed(own_store)] == [".list"]


def test_each_step_is_on_record(first: Client) -> None:
    job = send(first, {"june.zip": base_with()})
    first.get(page_of(job))
    confirm_and_load(first, job)

    actions = list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))

    assert [each for each in dict.fromkeys(actions) if "load" in each or "files" in each] == [
        "send files",
        "look at load",
        "confirm load",
        "load series",
    ]


def test_nothing_is_read_twice(first: Client) -> None:
    post_files(first, {"june.zip": base_with()})
    job = LoadJob.objects.get()
    run_jobs()
    fence = LoadJob.objects.get().fence
    run_jobs()

    assert LoadJob.objects.get(pk=job.pk).fence == fence == 1
