"""No file opens a release or brings one forward: that is asked for by name, and both instants are said."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from candidates.embargo.releases import move_release
from candidates.models import Qualification, Release, Result, Series
from centres.models import User
from results_portal.models import AuditEntry
from tests.candidates.loading.conftest import Said, run
from tests.support.folders import BASE, changed_base, everything, write_base

pytestmark = pytest.mark.django_db
LoadOver = Callable[..., Said]
FIRST = datetime(2026, 8, 18, 5, tzinfo=UTC)
POSTPONED = datetime(2098, 9, 18, 5, tzinfo=UTC)


def igcse() -> Release:
    return Release.objects.get(qualification__code="IGCSE")


def postpone(staff: User, at: datetime = POSTPONED) -> None:
    move_release(
        series=Series.objects.get(), qualification=Qualification.objects.get(code="IGCSE"), releases_at=at, by=staff
    )


def test_an_old_file_leaves_a_release_postponed(load_over: LoadOver, staff: User) -> None:
    postpone(staff)

    said = load_over(results=changed_base("results", "B,71", "B,72"))

    assert igcse().releases_at == POSTPONED
    assert Result.objects.filter(percentage_uniform_mark=72).count() == 1
    assert said.ended_well
    assert "staff decided otherwise since the files said so: releases.csv: June 2026 IGCSE" in said.output


def test_a_file_of_news_does_not_bring_a_release_forward(load_over: LoadOver, staff: User) -> None:
    postpone(staff)
    before = everything()

    said = load_over(
        results=changed_base("results", "B,71", "B,72"), releases=changed_base("releases", "2026-08-18", "2026-08-19")
    )

    assert everything() == before
    assert not said.ended_well
    assert (
        "June 2026 IGCSE: 18 September 2098, 05:00 UTC (06:00 UK time) → "
        "19 August 2026, 05:00 UTC (06:00 UK time)" in said.errors
    )
    assert "Load again with --open-releases if that is meant." in said.errors


def test_by_the_word_a_release_opens_and_both_instants_are_said_and_recorded(load_over: LoadOver, staff: User) -> None:
    postpone(staff)

    said = load_over("--open-releases")

    assert igcse().releases_at == FIRST
    assert "Release moves: June 2026 IGCSE: 18 September 2098, 05:00 UTC (06:00 UK time) → 18 August" in said.output
    entry = AuditEntry.objects.filter(action="move release").latest("pk")
    assert (entry.actor, entry.details["after"]) == ("load_series", "2026-08-18T05:00:00+00:00")


def test_a_file_may_postpone(load_over: LoadOver) -> None:
    said = load_over(releases=changed_base("releases", "2026-08-18", "2098-08-18"))

    assert igcse().releases_at == datetime(2098, 8, 18, 5, tzinfo=UTC)
    assert "Release moves: June 2026 IGCSE" in said.output


def test_a_release_that_staff_brought_forward_stays_there(load_over: LoadOver, staff: User) -> None:
    postpone(staff, at=datetime(2026, 8, 1, 5, tzinfo=UTC))

    assert load_over("--open-releases").ended_well

    assert igcse().releases_at == datetime(2026, 8, 1, 5, tzinfo=UTC)


def test_a_release_that_staff_removed_is_not_set_again(load_over: LoadOver) -> None:
    igcse().delete()

    said = load_over()

    assert not Release.objects.filter(qualification__code="IGCSE").exists()
    assert "Stays as it is, staff decided otherwise" in said.output


def test_a_first_release_in_the_past_opens_a_known_series_by_the_word_alone(tmp_path: Path) -> None:
    without = changed_base("releases", "June 2026,IGCSE,2026-08-18T06:00:00+01:00\n", "")
    run(write_base(tmp_path / "first", releases=without))

    said = run(write_base(tmp_path / "second"))
    assert "June 2026 IGCSE: not set → 18 August 2026, 05:00 UTC (06:00 UK time)" in said.errors
    assert not Release.objects.filter(qualification__code="IGCSE").exists()

    assert run(tmp_path / "second", "--open-releases").ended_well
    assert igcse().releases_at == FIRST


def test_a_first_release_in_the_future_is_set(tmp_path: Path) -> None:
    run(
        write_base(
            tmp_path / "first", releases=changed_base("releases", "June 2026,IGCSE,2026-08-18T06:00:00+01:00\n", "")
        )
    )

    assert run(
        write_base(tmp_path / "second", releases=changed_base("releases", "2026-08-18", "2098-08-18"))
    ).ended_well

    assert igcse().releases_at == datetime(2098, 8, 18, 5, tzinfo=UTC)


def test_a_syllabus_does_not_move_to_a_qualification_that_is_open(load_over: LoadOver, staff: User) -> None:
    postpone(staff)
    before = everything()
    files = {
        "syllabuses": changed_base("syllabuses", "0580,Mathematics,IGCSE", "0580,Mathematics,ALEVEL"),
    }

    said = load_over(**files)

    assert everything() == before
    assert "June 2026 0580: 18 September 2098, 05:00 UTC (06:00 UK time) → 11 August 2026" in said.errors


def test_releases_alone_load(base: Path, tmp_path: Path) -> None:
    folder = tmp_path / "alone"
    folder.mkdir()
    (folder / "releases.csv").write_text(BASE["releases"].replace("2026-08-18", "2098-08-18"))

    assert run(folder).ended_well

    assert igcse().releases_at.year == 2098
