"""Many rows at once: whatever their cells hold, the same as rows that are saved one by one."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from candidates.models import Candidate, CandidateVersion
from results_portal.db.bulk_insert import add_rows

COLUMNS = ("candidate_id", "number", "source", "family_name", "date_of_birth", "at", "withdrawn")
NOW = datetime(2026, 11, 26, 5, 0, 0, 123456, tzinfo=UTC)
NAMES = ["Khan", "", "\\N", "a\tb\\n\nc", "'; --", "المشاولة", "\\", 'Ann "Nan" O\u2019Neill']


def rows(candidate: Candidate) -> list[tuple[object, ...]]:
    born = [date(2009, 3, 18), None]
    return [
        (candidate.pk, number, "LOAD", name, born[number % 2], NOW, number % 2 == 0)
        for number, name in enumerate(NAMES, start=1)
    ]


def test_cells_arrive_as_they_are(candidate: Candidate) -> None:
    add_rows(CandidateVersion, COLUMNS, rows(candidate))

    kept = CandidateVersion.objects.order_by("number").values_list(*COLUMNS)
    assert list(kept) == rows(candidate)


def test_other_columns_get_their_defaults(candidate: Candidate) -> None:
    add_rows(CandidateVersion, COLUMNS, rows(candidate)[:1])

    version = CandidateVersion.objects.get()
    assert (version.by, version.load, version.email) == ("", None, "")


def test_rows_belong_to_the_transaction(candidate: Candidate) -> None:
    with transaction.atomic():
        add_rows(CandidateVersion, COLUMNS, rows(candidate))
        transaction.set_rollback(True)

    assert CandidateVersion.objects.count() == 0


def test_a_row_that_breaks_a_rule_adds_none(candidate: Candidate) -> None:
    twice = [*rows(candidate), rows(candidate)[0]]

    with pytest.raises(IntegrityError), transaction.atomic():
        add_rows(CandidateVersion, COLUMNS, twice)

    assert CandidateVersion.objects.count() == 0


def test_no_rows_are_no_rows(candidate: Candidate) -> None:
    add_rows(CandidateVersion, COLUMNS, [])

    assert CandidateVersion.objects.count() == 0
