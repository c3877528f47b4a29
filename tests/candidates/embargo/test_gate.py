"""What the gate lets through, and that it decides inside the database."""

from datetime import UTC, datetime, timedelta
from typing import Any
from unittest import mock

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from candidates.embargo import clock, gate
from candidates.embargo.corrections import note_correction
from candidates.embargo.gate import GatedEntry, GatedResult
from candidates.embargo.releases import InstantWithoutZone, move_release
from candidates.models import Candidate, Entry, Release, Result, Series
from candidates.models.holds import HELD_WORDS
from centres.models import Centre, User
from tests.support import builders


def entry_of(candidate: Candidate, syllabus_code: str, **options: Any) -> GatedEntry:
    found = [entry for entry in gate.read(candidate, **options).entries if entry.syllabus_code == syllabus_code]
    assert len(found) == 1
    return found[0]


def test_a_released_result_is_read(candidate: Candidate) -> None:
    assert entry_of(candidate, "9709").result == GatedResult(grade="B", outcome="", mark=74, corrected_at=None)


def test_an_unreleased_result_is_not_there(candidate: Candidate) -> None:
    entry = entry_of(candidate, "0610")

    assert (entry.is_open, entry.result) == (False, None)


def test_an_entry_says_when_it_opens(candidate: Candidate) -> None:
    release = Release.objects.get(qualification__code="IGCSE")

    assert entry_of(candidate, "0610").opens_at == release.releases_at


def test_without_a_release_it_stays_shut(candidate: Candidate) -> None:
    Release.objects.filter(qualification__code="ALEVEL").delete()
    entry = entry_of(candidate, "9709")

    assert (entry.opens_at, entry.is_open, entry.result) == (None, False, None)


def test_another_series_release_opens_nothing(candidate: Candidate) -> None:
    Release.objects.filter(qualification__code="ALEVEL").delete()
    builders.make_release(builders.make_series("June 2026"), "ALEVEL", builders.in_the_past())

    assert entry_of(candidate, "9709").result is None


def test_a_held_result_says_so_in_the_place_of_the_grade(candidate: Candidate) -> None:
    Result.objects.filter(entry__syllabus__code="9709").update(held=True)
    held = entry_of(candidate, "9709")
    Result.objects.filter(entry__syllabus__code="9709").delete()
    missing = entry_of(candidate, "9709")

    assert (held.result, held.held_words) == (None, HELD_WORDS)
    assert (missing.result, missing.held_words) == (None, "")


def test_before_its_instant_a_held_result_reads_like_any_other(candidate: Candidate) -> None:
    before = entry_of(candidate, "0610")
    Result.objects.filter(entry__syllabus__code="0610").update(held=True)

    assert entry_of(candidate, "0610") == before


def test_an_outcome_is_read_in_the_place_of_a_grade(candidate: Candidate) -> None:
    Result.objects.filter(entry__syllabus__code="9709").update(
        grade="", outcome="PENDING", percentage_uniform_mark=None
    )

    assert entry_of(candidate, "9709").result == GatedResult(grade="", outcome="PENDING", mark=None, corrected_at=None)


def test_a_correction_after_the_release_is_told(candidate: Candidate) -> None:
    moment = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
    Result.objects.update(corrected_at=moment)
    result = entry_of(candidate, "9709").result

    assert result is not None
    assert result.corrected_at == moment


def test_a_correction_before_the_release_is_not(candidate: Candidate) -> None:
    Result.objects.update(corrected_at=builders.in_the_past() - timedelta(days=1))
    result = entry_of(candidate, "9709").result

    assert result is not None
    assert result.corrected_at is None


def test_a_delay_keeps_it_shut_longer(candidate: Candidate) -> None:
    release = Release.objects.get(qualification__code="ALEVEL")
    entry = entry_of(candidate, "9709", delay=timedelta(days=2))

    assert (entry.opens_at, entry.result) == (release.releases_at + timedelta(days=2), None)


def test_a_delay_that_has_passed_shuts_nothing(candidate: Candidate) -> None:
    assert entry_of(candidate, "9709", delay=timedelta(hours=2)).result is not None


def test_a_negative_delay_opens_nothing_early(candidate: Candidate) -> None:
    release = Release.objects.get(qualification__code="IGCSE")
    entry = entry_of(candidate, "0610", delay=timedelta(days=-365))

    assert (entry.opens_at, entry.result) == (release.releases_at, None)


@pytest.mark.parametrize(("seconds", "opens"), [(-1, True), (30, False)])
def test_it_opens_at_the_instant(candidate: Candidate, seconds: int, *, opens: bool) -> None:
    builders.make_release(candidate.series, "ALEVEL", datetime.now(UTC) + timedelta(seconds=seconds))

    assert entry_of(candidate, "9709").is_open is opens


def test_the_web_process_clock_decides_nothing(candidate: Candidate) -> None:
    wrong = mock.Mock(wraps=datetime)
    wrong.now.return_value = datetime(2099, 1, 1, tzinfo=UTC)
    with mock.patch("django.utils.timezone.datetime", wrong), mock.patch("time.time", return_value=4e9):
        assert entry_of(candidate, "0610").result is None


def test_reading_takes_one_statement_at_one_entry_and_at_many(
    candidate: Candidate, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        gate.read(candidate)
    for number in range(20):
        builders.make_result(
            builders.make_entry(candidate, builders.make_syllabus(f"10{number:02}", "ALEVEL", f"Subject {number}"))
        )
    with django_assert_num_queries(1):
        assert len(gate.read(candidate).entries) == 22


def test_entries_come_by_qualification_and_syllabus(candidate: Candidate) -> None:
    for code, qualification in (("9489", "AS"), ("0400", "IGCSE"), ("9231", "ALEVEL")):
        builders.make_entry(candidate, builders.make_syllabus(code, qualification))

    assert [entry.syllabus_code for entry in gate.read(candidate).entries] == ["9231", "9709", "9489", "0400", "0610"]


def test_nobody_elses_results_are_read(candidate: Candidate, series: Series, centre: Centre) -> None:
    other = builders.make_candidate(series, centre, "0043")
    builders.make_result(builders.make_entry(other, builders.make_syllabus("9709", "ALEVEL")), "E", 40)

    assert len(gate.read(candidate).entries) == 2
    assert [entry.result.grade for entry in gate.read(other).entries if entry.result] == ["E"]


def test_a_candidate_without_entries_has_an_empty_reading(candidate: Candidate) -> None:
    Entry.objects.filter(candidate=candidate).delete()

    assert gate.read(candidate) == gate.Reading(read_at=None, entries=())


def test_unreleased_values_never_leave_the_database(candidate: Candidate) -> None:
    """The statement itself, run by hand, answers NULL for what isn't released."""
    with CaptureQueriesContext(connection) as captured:
        gate.read(candidate)
    with connection.cursor() as cursor:
        cursor.execute(captured[0]["sql"])
        columns = [column[0] for column in cursor.description or ()]
        rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    shut = [row for row in rows if row["syllabus__code"] == "0610"]

    assert [(row["grade"], row["outcome"], row["mark"], row["corrected_at"]) for row in shut] == [(None,) * 4]
    assert "A*" not in str(shut)


@pytest.mark.parametrize("fields", [{"grade": "G", "mark": 20}, {"outcome": "NO RESULT"}, {"held": True}, None])
def test_before_the_release_every_result_reads_the_same(candidate: Candidate, fields: dict[str, Any] | None) -> None:
    before = entry_of(candidate, "0610")
    entry = Entry.objects.get(candidate=candidate, syllabus__code="0610")
    Result.objects.filter(entry=entry).delete()
    if fields is not None:
        builders.make_result(entry, **fields)

    assert entry_of(candidate, "0610") == before


def write_raw(candidate: Candidate, text: str) -> None:
    """Put something into the instant of the IGCSE's release that the service would never write."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE candidates_release SET releases_at = %s WHERE qualification_id IN "
            "(SELECT id FROM candidates_qualification WHERE code = 'IGCSE')",
            [text],
        )


@pytest.mark.parametrize("odd", ["infinity", "-infinity", "9999-12-31 23:59:59+00"])
def test_postgresqls_odd_instants_show_nothing(candidate: Candidate, odd: str) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite keeps instants as texts")
    write_raw(candidate, odd)

    assert shows_nothing(candidate)


@pytest.mark.parametrize(
    "odd", ["", "soon", "2020-13-45 06:00:00", "0000-00-00 00:00:00", "-infinity", "9999-12-31 23:59:59"]
)
def test_sqlites_odd_instants_show_nothing(candidate: Candidate, odd: str) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL takes instants alone")
    write_raw(candidate, odd)

    assert shows_nothing(candidate)


def shows_nothing(candidate: Candidate) -> bool:
    """Whether what isn't released stays unread: shut, or the whole reading fails."""
    try:
        with transaction.atomic():
            return entry_of(candidate, "0610", delay=timedelta(days=1)).result is None
    except (DatabaseError, ValueError, OverflowError):
        return True


def test_a_delay_that_isnt_one_reads_nothing(candidate: Candidate) -> None:
    with pytest.raises(TypeError):
        gate.read(candidate, delay=None)  # type: ignore[arg-type]


@pytest.mark.parametrize("fields", [{"grade": ""}, {"outcome": "PENDING"}, {"percentage_uniform_mark": 101}])
def test_the_database_refuses_results_that_cant_be(candidate: Candidate, fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Result.objects.filter(entry__syllabus__code="9709").update(**fields)


def test_results_without_anything_else_are_not_there(candidate: Candidate) -> None:
    """All releases and results gone, the entries are still named."""
    Release.objects.all().delete()
    Result.objects.all().delete()

    assert [(e.opens_at, e.is_open, e.result) for e in gate.read(candidate).entries] == [(None, False, None)] * 2


def test_a_release_given_without_a_zone_is_refused(candidate: Candidate, staff: User) -> None:
    release = Release.objects.get(qualification__code="IGCSE")
    naive = datetime(2020, 1, 1, 6)  # noqa: DTZ001 - that is the point
    with pytest.raises(InstantWithoutZone):
        move_release(series=release.series, qualification=release.qualification, releases_at=naive, by=staff)
    # Written past the domain it is only a warning, and an error in tests.
    with pytest.raises(RuntimeWarning, match="naive"), transaction.atomic():
        Release.objects.filter(pk=release.pk).update(releases_at=naive)

    assert entry_of(candidate, "0610").result is None


def test_a_correction_is_timed_by_the_databases_clock(candidate: Candidate) -> None:
    """A web process whose clock is a year ahead takes an unreleased result for unreleased, and tells no wrong time."""
    ahead = datetime.now(UTC) + timedelta(days=365)
    results = {code: Result.objects.get(entry__syllabus__code=code) for code in ("9709", "0610")}
    with mock.patch("django.utils.timezone.now", return_value=ahead), mock.patch("time.time", return_value=4e9):
        for result in results.values():
            note_correction(result)

    corrected_at = results["9709"].corrected_at
    assert corrected_at is not None
    assert abs(corrected_at - datetime.now(UTC)) < timedelta(minutes=1)
    assert results["0610"].corrected_at is None


def test_the_clock_is_the_databases(db: None) -> None:
    with mock.patch("django.utils.timezone.now", return_value=datetime(2099, 1, 1, tzinfo=UTC)):
        moment = clock.now()

    assert (moment.utcoffset(), abs(moment - datetime.now(UTC)) < timedelta(minutes=1)) == (timedelta(0), True)


def test_as_and_a_level_of_one_syllabus_open_each_with_their_own_release(series: Series, centre: Centre) -> None:
    """Both are entered for 9702; the A Level is out, the AS Level is not."""
    builders.make_release(series, "ALEVEL", builders.in_the_past())
    builders.make_release(series, "AS", builders.in_the_future())
    builders.make_syllabus("9702", "AS", "Physics")
    syllabus = builders.make_syllabus("9702", "ALEVEL", "Physics")
    a_level, as_level = (builders.make_candidate(series, centre, number) for number in ("0050", "0051"))
    builders.make_result(builders.make_entry(a_level, syllabus, "ALEVEL"), "b", 72)
    builders.make_result(builders.make_entry(as_level, syllabus, "AS"), "b", 72)

    assert entry_of(as_level, "9702").result is None
    assert entry_of(a_level, "9702").result == GatedResult(grade="b", outcome="", mark=72, corrected_at=None)


def test_an_endorsement_comes_out_with_its_result_alone(candidate: Candidate) -> None:
    Result.objects.update(endorsement="Merit")
    shut, seen = entry_of(candidate, "0610"), entry_of(candidate, "9709")

    assert shut.result is None
    assert seen.result is not None
    assert seen.result.endorsement == "Merit"
