"""What a load costs the database, and two loads at once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from candidates.loading import LoadRefused, load_files
from candidates.models import Candidate, Entry, Result, WordingVersion
from results_portal import audit
from results_portal.models import AuditEntry, CodePattern
from tests.support.folders import GOOD, changed, everything, write_folder

LOADING = audit.Command("load_series")
SECONDS = 60


def many(path: Path, count: int, mark: int = 62) -> Path:
    """The good folder with `count` candidates, each with one entry and its result."""
    numbers = [f"{number:04}" for number in range(1, count + 1)]
    rows = {
        "candidates": [f"June 2026,PK123,{number},Rahman,Candidate {number},,,11A" for number in numbers],
        "entries": [f"June 2026,PK123,{number},9709," for number in numbers],
        "results": [f"June 2026,PK123,{number},9709,C,{mark}," for number in numbers],
    }
    header = {name: GOOD[name].partition("\n")[0] for name in rows}
    return write_folder(path, **{name: "\n".join([header[name], *lines]) for name, lines in rows.items()})


def queries_to_load(path: Path) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        load_files(path, by=LOADING)
    return len(queries)


@pytest.mark.django_db
def test_as_many_queries_for_many_candidates_as_for_one(tmp_path: Path) -> None:
    load_files(write_folder(tmp_path / "first"), by=LOADING)
    counts = {}
    for count in (1, 40):
        Candidate.objects.all().delete()
        new = queries_to_load(many(tmp_path / "new", count))
        corrected = queries_to_load(many(tmp_path / "corrected", count, mark=65))
        same = queries_to_load(tmp_path / "corrected")
        counts[count] = (new, corrected, same)

    assert counts[1] == counts[40]
    assert max(counts[40]) < 45


@pytest.mark.django_db
def test_large_files_are_written_in_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("candidates.loading.writing.upsert.BATCH", 7)

    load_files(many(tmp_path, 50), by=LOADING)
    before = everything()
    load_files(many(tmp_path, 50), by=LOADING)

    assert (Candidate.objects.count(), Entry.objects.count(), Result.objects.count()) == (50, 50, 50)
    assert everything() == before
    assert set(Result.objects.values_list("entry__candidate__given_names", "entry__candidate__number")) == {
        (f"Candidate {number:04}", f"{number:04}") for number in range(1, 51)
    }


@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer")
@pytest.mark.django_db(transaction=True)
def test_loads_at_once_queue_and_the_later_ones_find_nothing_to_do(tmp_path: Path) -> None:
    folder, together = many(tmp_path, 200), Barrier(4)

    def load(_: int) -> bool:
        try:
            together.wait(SECONDS)
            return load_files(folder, by=LOADING).changed_nothing
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        found_nothing = sorted(pool.map(load, range(4)))

    assert found_nothing == [False, True, True, True]
    assert Candidate.objects.count() == 200
    assert AuditEntry.objects.count() == 1


@pytest.mark.django_db
def test_a_refused_load_asks_the_database_for_patterns_and_words_alone(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, results=changed("results", "B,74", "B,174"))
    with CaptureQueriesContext(connection) as queries, pytest.raises(LoadRefused):
        load_files(folder, by=LOADING)
    tables = [CodePattern._meta.db_table, WordingVersion._meta.db_table]
    assert [table in query["sql"] for table, query in zip(tables, queries, strict=True)] == [True, True]
