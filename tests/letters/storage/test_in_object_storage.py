"""A centre's letters in object storage: made, taken, expired, and waited for while the storage is out of reach."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core import checks
from django.utils import timezone
from pytest_django.fixtures import Settings

from access.letters import tasks
from access.maintenance.expiry import purge
from candidates.models import Series
from centres.models import Centre, User
from letters.batches import lifecycle
from letters.models import LetterBatch
from letters.storage import drafts, encrypted_files
from results_portal.audit import Command
from results_portal.checks import storage_can_be_reached
from results_portal.config.file_storage import file_storages
from tests.support import object_storage
from tests.support.centre_with_letters import ask_for_letters, content_of, letters_made, make_roll, pages_of
from tests.support.jobs import run_jobs
from tests.support.postgresql import free_port

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def port(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """The port of the storage that the settings name; nothing listens there yet."""
    port = free_port()
    for name, value in object_storage.ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    stored = file_storages(f"s3://letters?endpoint=http://127.0.0.1:{port}&region=eu-west-2", state=tmp_path)
    settings.STORAGES = {**settings.STORAGES, **stored}
    settings.STATE_DIR = tmp_path
    (tmp_path / "buckets" / "letters").mkdir(parents=True)
    return port


@pytest.fixture
def bucket(port: int, tmp_path: Path) -> Iterator[Path]:
    """The folder behind the bucket, which is served."""
    with object_storage.server(tmp_path / "buckets", port=port):
        yield tmp_path / "buckets" / "letters"


def test_letters_are_made_and_taken(bucket: Path, series: Series, centre: Centre, officer: User) -> None:
    make_roll(series, centre)

    batch = letters_made(series, centre, officer)

    assert batch.state == LetterBatch.State.READY
    assert len(pages_of(content_of(batch.pdf_name))) == 5
    assert drafts.drafts_of() == []
    kept = [path.relative_to(bucket) for path in bucket.rglob("*.sealed")]
    assert sorted(map(str, kept)) == sorted(f"letters/{name}" for name in (batch.pdf_name, batch.archive_name))
    assert not any(b"%PDF" in (bucket / path).read_bytes() for path in kept)


def test_files_that_belong_to_nobody_go(bucket: Path, series: Series, centre: Centre, officer: User) -> None:
    make_roll(series, centre)
    batch = letters_made(series, centre, officer)
    lost = encrypted_files.Writer(f"{batch.pk}/1-lost.pdf.sealed")
    lost.keep()

    assert purge(by=Command("test")).orphans == 1
    assert sorted(encrypted_files.files_of(batch.pk)) == sorted([batch.pdf_name, batch.archive_name])


def test_letters_wait_for_a_storage_that_is_out_of_reach(
    port: int, tmp_path: Path, series: Series, centre: Centre, officer: User
) -> None:
    make_roll(series, centre)
    batch = ask_for_letters(series, centre, officer)
    run_jobs()
    batch.refresh_from_db()
    assert batch.state == LetterBatch.State.QUEUED

    with object_storage.server(tmp_path / "buckets", port=port):
        # Some minutes later a worker comes round.
        LetterBatch.objects.update(queued_at=timezone.now() - 2 * lifecycle.ASK_AGAIN_AFTER)
        lifecycle.recover_stale(enqueue=tasks.enqueue, with_job=tasks.batches_with_job)
        run_jobs()
        batch.refresh_from_db()

        assert batch.state == LetterBatch.State.READY
        assert len(pages_of(content_of(batch.pdf_name))) == 5


def test_a_missing_bucket_is_told_before_the_service_starts(bucket: Path) -> None:
    assert storage_can_be_reached() == []

    bucket.rename(bucket.parent / "elsewhere")
    letters, loads = storage_can_be_reached()

    assert (letters.id, letters.level) == ("results_portal.E006", checks.ERROR)
    assert "The storage for letters: the object storage has no bucket letters." in letters.msg
    assert "LETTERS_STORAGE" in str(letters.hint)
    assert "loads" in loads.msg
