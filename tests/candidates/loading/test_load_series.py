"""Loading a folder that is right: what is there afterwards, what a second load does, what changes do."""

from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from candidates.loading import Counts, LoadOptions, LoadReport, load_files
from candidates.models import Candidate, Entry, Qualification, Release, Result, ResultVersion, Series
from centres.models import Centre
from results_portal import audit
from results_portal.models import AuditEntry
from tests.support.folders import GOOD, changed, everything, write_folder

pytestmark = pytest.mark.django_db
SAMPLE_DATA = settings.BASE_DIR / "candidates" / "sample_data"
LOADING = audit.Command("load_series")
NEW_SERIES = LoadOptions(new_series=True)


def load(path: Path, **files: str | bytes | None) -> LoadReport:
    return load_files(write_folder(path, **files), by=LOADING, options=NEW_SERIES)


def result_of(number: str, syllabus: str) -> Result:
    return Result.objects.get(entry__candidate__number=number, entry__syllabus__code=syllabus)


def test_what_the_files_say_is_in_the_database(tmp_path: Path) -> None:
    load(tmp_path)

    first = Candidate.objects.select_related("series", "centre__associate").get(number="0001")
    creekside = Centre.objects.select_related("associate").get(number="AE310")
    assert (first.series.name, first.series.slug, first.centre.name) == (
        "June 2026",
        "june-2026",
        "Ravi Grammar School",
    )
    assert (first.full_name, first.date_of_birth, first.email, first.teaching_group, first.withdrawn) == (
        "Durab Jalaal",
        date(2010, 9, 19),
        "durab@example.org",
        "11C",
        False,
    )
    assert first.centre.associate is None
    assert str(creekside.associate) == "MERID Meridian Schools Partnership"
    assert (creekside.time_zone, creekside.results_service) == ("Asia/Dubai", False)
    assert Qualification.objects.get(code="ALEVEL").grades == ["A*", "A", "B", "C", "D", "E"]
    assert Release.objects.get(qualification__code="IGCSE").releases_at == datetime(2098, 8, 18, 5, tzinfo=UTC)


def test_entries_and_results_are_those_of_their_candidates(tmp_path: Path) -> None:
    load(tmp_path)

    said = Result.objects.values_list(
        "entry__candidate__number",
        "entry__syllabus__code",
        "entry__option_code",
        "grade",
        "percentage_uniform_mark",
        "outcome",
        "held",
        "corrected_at",
    )
    assert sorted(said) == [
        ("0001", "0610", "CY", "A*", 93, "", False, None),
        ("0001", "9709", "", "B", 74, "", False, None),
        ("0002", "0610", "", "", None, "PENDING", False, None),
    ]


def test_empty_cells_stay_empty(tmp_path: Path) -> None:
    load(tmp_path)

    second = Candidate.objects.get(number="0002")
    assert (second.date_of_birth, second.email, second.teaching_group) == (None, "", "")


def test_loading_again_changes_nothing(tmp_path: Path) -> None:
    load(tmp_path)
    before = everything()

    report = load(tmp_path)

    assert everything() == before
    assert report.changed_nothing
    assert report.files == {
        "associates": Counts(unchanged=1),
        "centres": Counts(unchanged=2),
        "qualifications": Counts(unchanged=2),
        "syllabuses": Counts(unchanged=2),
        "releases": Counts(unchanged=2),
        "candidates": Counts(unchanged=2),
        "entries": Counts(unchanged=3),
        "results": Counts(unchanged=3),
    }
    assert AuditEntry.objects.count() == 1


def test_a_row_that_differs_is_changed_and_keeps_its_key(tmp_path: Path) -> None:
    load(tmp_path)
    before = everything()

    report = load(tmp_path, candidates=changed("candidates", "Jalaal,Durab", "Jalal,Durab Ali"))

    expected = before["Candidate"]
    expected[0] |= {"family_name": "Jalal", "given_names": "Durab Ali"}
    after = everything()
    assert after["Candidate"] == expected
    unchanged = ("Associate", "Centre", "Qualification", "Syllabus", "Series", "Release", "Entry", "Result")
    assert {name: after[name] for name in unchanged} == {name: before[name] for name in unchanged}
    assert report.files["candidates"] == Counts(changed=1, unchanged=1)


def test_what_staff_set_stays_when_the_row_changes(tmp_path: Path) -> None:
    load(tmp_path)
    Candidate.objects.filter(number="0001").update(withdrawn=True)
    Result.objects.update(held=True)

    load(
        tmp_path,
        candidates=changed("candidates", "Jalaal", "Jalal"),
        results=changed("results", "9709,B,74", "9709,A,81"),
    )

    assert Candidate.objects.get(number="0001").withdrawn
    assert result_of("0001", "9709").held


def test_a_row_that_vanished_stays(tmp_path: Path) -> None:
    load(tmp_path)
    before = everything()

    report = load(
        tmp_path,
        entries=changed("entries", "June 2026,PK123,0002,0610,\n", ""),
        results=changed("results", "June 2026,PK123,0002,0610,,,PENDING\n", ""),
    )

    assert everything() == before
    assert report.changed_nothing


def test_the_column_withdrawn_withdraws_and_readmits(tmp_path: Path) -> None:
    header, first, second = (
        "series,centre_number,candidate_number,family_name,given_names,date_of_birth,email,teaching_group,withdrawn\n",
        "June 2026,PK123,0001,Jalaal,Durab,2010-09-19,durab@example.org,11C,",
        "June 2026,PK123,0002,المشاولة,ريّان,,,,",
    )
    load(tmp_path, candidates=f"{header}{first}yes\n{second}no\n")
    once = list(Candidate.objects.order_by("number").values_list("withdrawn", flat=True))
    load(tmp_path, candidates=f"{header}{first}no\n{second}no\n")
    then = list(Candidate.objects.order_by("number").values_list("withdrawn", flat=True))

    assert (once, then) == ([True, False], [False, False])


def test_a_result_changed_after_its_release_is_corrected(tmp_path: Path) -> None:
    load(tmp_path)
    start = timezone.now()

    report = load(tmp_path, results=changed("results", "9709,B,74", "9709,A,81"))

    corrected = result_of("0001", "9709")
    assert (corrected.grade, corrected.percentage_uniform_mark) == ("A", 81)
    assert corrected.corrected_at is not None
    assert start <= corrected.corrected_at <= timezone.now()
    assert report.corrected == 1


def test_the_command_says_why_results_were_corrected(tmp_path: Path) -> None:
    load(tmp_path)
    folder = write_folder(tmp_path, results=changed("results", "9709,B,74", "9709,A,81"))

    call_command("load_series", str(folder), cause="clerical check", verbosity=0)

    versions = ResultVersion.objects.filter(entry=result_of("0001", "9709").entry).order_by("number")
    assert list(versions.values_list("grade", "cause")) == [("B", ""), ("A", "clerical check")]


def test_a_result_changed_before_its_release_is_not_called_corrected(tmp_path: Path) -> None:
    load(tmp_path)

    report = load(tmp_path, results=changed("results", "0610,A*,93,", "0610,,12,UNGRADED"))

    later = result_of("0001", "0610")
    assert (later.grade, later.outcome, later.corrected_at) == ("", "UNGRADED", None)
    assert report.corrected == 0


def test_a_result_that_comes_after_the_release_is_new_not_corrected(tmp_path: Path) -> None:
    load(tmp_path, results=changed("results", "June 2026,PK123,0001,9709,B,74,\n", ""))

    load(tmp_path)

    assert result_of("0001", "9709").corrected_at is None


def test_a_correction_keeps_its_instant_when_the_folder_is_loaded_again(tmp_path: Path) -> None:
    load(tmp_path)
    load(tmp_path, results=changed("results", "9709,B,74", "9709,A,81"))
    before = everything()

    load(tmp_path, results=changed("results", "9709,B,74", "9709,A,81"))

    assert everything() == before


def test_results_that_are_corrected_while_their_release_moves_ahead_were_seen(tmp_path: Path) -> None:
    load(tmp_path)

    load(
        tmp_path,
        releases=changed("releases", "2026-01-11", "2098-01-11"),
        results=changed("results", "9709,B,74", "9709,A,81"),
    )

    assert result_of("0001", "9709").corrected_at is not None


def test_a_release_that_moved_is_audited_before_and_after(tmp_path: Path) -> None:
    load(tmp_path)

    report = load(tmp_path, releases=changed("releases", "2098-08-18T06:00:00+01:00", "2098-08-20T06:00:00+01:00"))

    assert Release.objects.get(qualification__code="IGCSE").releases_at == datetime(2098, 8, 20, 5, tzinfo=UTC)
    assert report.files["releases"] == Counts(changed=1, unchanged=1)
    entry = AuditEntry.objects.get(action="move release")
    assert (entry.actor, entry.series, entry.target, entry.details) == (
        "load_series",
        "june-2026",
        "IGCSE",
        {"before": "2098-08-18T05:00:00+00:00", "after": "2098-08-20T05:00:00+00:00"},
    )


def test_a_release_given_in_another_zone_is_the_same_instant(tmp_path: Path) -> None:
    load(tmp_path)
    assert load(
        tmp_path, releases=changed("releases", "2098-08-18T06:00:00+01:00", "2098-08-18T10:00:00+05:00")
    ).changed_nothing


def test_a_load_leaves_one_audit_entry_of_counts(tmp_path: Path) -> None:
    load(tmp_path)

    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.action, entry.series) == ("load_series", "load series", "june-2026")
    assert entry.details == {
        "series": ["june-2026"],
        "files": {
            "associates.csv": {"added": 1, "changed": 0},
            "centres.csv": {"added": 2, "changed": 0},
            "qualifications.csv": {"added": 2, "changed": 0},
            "syllabuses.csv": {"added": 2, "changed": 0},
            "releases.csv": {"added": 2, "changed": 0},
            "candidates.csv": {"added": 2, "changed": 0},
            "entries.csv": {"added": 3, "changed": 0},
            "results.csv": {"added": 3, "changed": 0},
        },
        "corrected": 0,
        "another person": 0,
    }


def test_a_failing_audit_entry_takes_the_load_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(audit, "record", fail)
    before = everything()

    with pytest.raises(RuntimeError, match="the disk is full"):
        load(tmp_path)

    assert everything() == before


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("byte order mark", b"\xef\xbb\xbfassociate_code,name\nMERID,Meridian Schools Partnership\n"),
        ("line ends of Windows", b"associate_code,name\r\nMERID,Meridian Schools Partnership\r\n"),
        ("no line end at the end", b"associate_code,name\nMERID,Meridian Schools Partnership"),
        ("quoted cells", b'"associate_code","name"\n"MERID","Meridian Schools Partnership"\n'),
        ("columns the other way round", b"name,associate_code\nMeridian Schools Partnership,MERID\n"),
        ("space around cells", b"associate_code,name\n MERID , Meridian Schools Partnership \n"),
        ("empty lines", b"associate_code,name\n\nMERID,Meridian Schools Partnership\n\n"),
    ],
)
def test_other_ways_to_write_the_same_file(tmp_path: Path, kind: str, content: bytes) -> None:
    load(tmp_path)
    assert load(tmp_path, associates=content).changed_nothing, kind


def test_files_with_a_header_alone_load(tmp_path: Path) -> None:
    headers = {name: GOOD[name].partition("\n")[0] for name in ("associates", "candidates", "entries", "results")}

    load(tmp_path, centres=changed("centres", "MERID", ""), **headers)

    assert Release.objects.count() == 2
    assert not Candidate.objects.exists()


def test_a_folder_may_hold_several_series(tmp_path: Path) -> None:
    report = load(
        tmp_path,
        releases=changed("releases", "June 2026,IGCSE", "March 2026,IGCSE"),
    )

    assert report.series == ["june-2026", "march-2026"]
    assert set(Series.objects.values_list("slug", flat=True)) == {"june-2026", "march-2026"}


def test_the_same_number_in_another_series_is_another_candidate(tmp_path: Path) -> None:
    load(tmp_path)
    files = ("releases", "candidates", "entries", "results")

    load(tmp_path, **{name: GOOD[name].replace("June 2026", "November 2026") for name in files})

    assert Candidate.objects.filter(number="0001").count() == 2
    assert Entry.objects.count() == 6


def test_the_command_says_what_it_did(tmp_path: Path) -> None:
    written = write_folder(tmp_path)
    first, second = StringIO(), StringIO()

    call_command("load_series", str(written), stdout=first)
    call_command("load_series", str(written), stdout=second)

    assert first.getvalue().splitlines()[-3:] == [
        "entries.csv: 3 added, 0 changed, 0 unchanged",
        "results.csv: 3 added, 0 changed, 0 unchanged",
        "Loaded: june-2026.",
    ]
    assert second.getvalue().splitlines()[-2:] == [
        "results.csv: 0 added, 0 changed, 3 unchanged",
        "Nothing changed: june-2026.",
    ]


def test_the_command_says_how_many_released_results_it_corrected(tmp_path: Path) -> None:
    load(tmp_path)
    output = StringIO()

    write_folder(tmp_path, results=changed("results", "9709,B,74", "9709,A,81"))
    call_command("load_series", str(tmp_path), stdout=output)

    assert "Results that were released already and are marked as corrected: 1" in output.getvalue().splitlines()


@pytest.mark.parametrize(
    ("name", "candidates", "entries", "centres"), [("june-2026", 824, 4419, 7), ("november-2026", 1910, 10027, 10)]
)
def test_the_sample_series_load_completely(name: str, candidates: int, entries: int, centres: int) -> None:
    report = load_files(SAMPLE_DATA / name, by=LOADING, options=NEW_SERIES)

    assert report.files == {
        "associates": Counts(added=1),
        "centres": Counts(added=centres),
        "qualifications": Counts(added=6),
        "syllabuses": Counts(added=57),
        "releases": Counts(added=6),
        "candidates": Counts(added=candidates),
        "entries": Counts(added=entries),
        "results": Counts(added=entries),
    }
    assert (Candidate.objects.count(), Entry.objects.count(), Result.objects.count()) == (candidates, entries, entries)


def test_loading_the_sample_series_one_after_the_other_and_again_changes_nothing() -> None:
    for name in ("june-2026", "november-2026"):
        load_files(SAMPLE_DATA / name, by=LOADING, options=NEW_SERIES)
    before = everything()

    november = load_files(SAMPLE_DATA / "november-2026", by=LOADING, options=NEW_SERIES)
    june = load_files(SAMPLE_DATA / "june-2026", by=LOADING, options=NEW_SERIES)

    assert (november.changed_nothing, june.changed_nothing) == (True, True)
    assert everything() == before
