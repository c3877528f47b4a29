"""Rows that don't stay in memory come back as they were, and nobody can read them meanwhile."""

from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.test import override_settings

from results_portal.crypto.sealed_rows import TOGETHER, SealedRows


class Said(NamedTuple):
    name: str
    grade: str | None


def made(count: int) -> SealedRows[Said]:
    return SealedRows(Said._make, (Said(f"Candidate {number}", "A*") for number in range(count)))


@pytest.mark.parametrize("count", [0, 1, TOGETHER, TOGETHER + 1, 3 * TOGETHER + 7])
def test_rows_come_back_in_their_order_as_often_as_wanted(count: int) -> None:
    rows = made(count)

    expected = [Said(f"Candidate {number}", "A*") for number in range(count)]
    assert list(rows) == expected
    assert list(rows) == expected
    assert len(rows) == count


def test_rows_may_be_added_after_some_were_read() -> None:
    rows = made(TOGETHER + 1)
    reading = iter(rows)
    next(reading)

    rows.extend(made(TOGETHER))

    assert len(list(rows)) == 2 * TOGETHER + 1


def test_what_lies_on_the_disk_says_nothing(tmp_path: Path) -> None:
    with override_settings(STATE_DIR=tmp_path):
        rows: Any = made(2 * TOGETHER)

    rows._file.seek(0)
    kept = rows._file.read()
    assert kept
    assert b"Candidate" not in kept
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
