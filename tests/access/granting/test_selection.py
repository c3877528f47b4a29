"""Selecting and deselecting on View candidates."""

from collections.abc import Set

import pytest

from access.eligibility import with_access
from access.granting.exceptions import (
    NoneWouldBeLeft,
    StaleSettings,
    StatusIsNone,
    UnknownCandidates,
    WithdrawnFromSeries,
)
from access.granting.selection import SelectionOutcome, change_selection
from access.models import AccessSettings, Status
from candidates.models import Candidate, Series
from centres.models import Centre, User
from letters.models import LetterBatch
from results_portal.models import AuditEntry
from tests.support.giving import enter, save, selected


@pytest.fixture
def roll(series: Series, centre: Centre) -> list[Candidate]:
    """Candidates 0001 to 0004, of whom the board has withdrawn the last."""
    candidates = enter(series, centre, 4)
    candidates[3].withdrawn = True
    candidates[3].save()
    return candidates


@pytest.fixture
def some_selected(roll: list[Candidate], series: Series, centre: Centre, officer: User) -> AccessSettings:
    """0001 and 0002 are selected."""
    return save(series, centre, officer, Status.SELECTED, selection={"0001", "0002"})


@pytest.fixture
def all_given(roll: list[Candidate], series: Series, centre: Centre, officer: User) -> AccessSettings:
    return save(series, centre, officer, Status.ALL)


def change(
    settings: AccessSettings, by: User, *, select: Set[str] = frozenset(), deselect: Set[str] = frozenset()
) -> SelectionOutcome:
    """As somebody does who looked at `settings`."""
    return change_selection(
        series=settings.series,
        centre=settings.centre,
        select=select,
        deselect=deselect,
        version=settings.version,
        by=by,
    )


def holders(settings: AccessSettings) -> list[str]:
    candidates = settings.centre.candidates.filter(series=settings.series)
    return list(with_access(candidates).values_list("number", flat=True))


def test_selecting_gives_access(some_selected: AccessSettings, officer: User) -> None:
    outcome = change(some_selected, officer, select={"0003"})

    assert outcome == SelectionOutcome(changed=True, gained=1, lost=0, selected=3, left_all=False)
    assert holders(some_selected) == ["0001", "0002", "0003"]


def test_deselecting_takes_access_away(some_selected: AccessSettings, officer: User) -> None:
    outcome = change(some_selected, officer, deselect={"0002"})

    assert outcome == SelectionOutcome(changed=True, gained=0, lost=1, selected=1, left_all=False)
    assert holders(some_selected) == ["0001"]


def test_doing_it_twice_changes_nothing_the_second_time(some_selected: AccessSettings, officer: User) -> None:
    change(some_selected, officer, select={"0003"})

    outcome = change(some_selected, officer, select={"0003"})

    assert outcome == SelectionOutcome(changed=False, gained=0, lost=0, selected=3, left_all=False)
    some_selected.refresh_from_db()
    assert some_selected.version == 2
    assert AuditEntry.objects.filter(action="change selection").count() == 1


def test_under_all_deselecting_turns_the_status_to_selected_with_everyone_else(
    all_given: AccessSettings, officer: User, series: Series, centre: Centre
) -> None:
    outcome = change(all_given, officer, deselect={"0001"})

    assert outcome == SelectionOutcome(changed=True, gained=0, lost=1, selected=2, left_all=True)
    all_given.refresh_from_db()
    assert all_given.status == Status.SELECTED
    assert selected(series, centre) == {"0002", "0003"}


def test_under_all_deselecting_twice_is_harmless(all_given: AccessSettings, officer: User) -> None:
    change(all_given, officer, deselect={"0001"})

    assert not change(all_given, officer, deselect={"0001"}).changed


def test_under_all_selecting_is_so_already_and_asks_for_the_letters_of_candidates_added_since(
    all_given: AccessSettings, officer: User
) -> None:
    LetterBatch.objects.update(state=LetterBatch.State.CANCELLED)

    outcome = change(all_given, officer, select={"0001"})

    assert outcome == SelectionOutcome(changed=False, gained=0, lost=0, selected=3, left_all=False)
    assert LetterBatch.objects.filter(state=LetterBatch.State.QUEUED).count() == 1


def test_under_none_nobody_can_be_selected(
    roll: list[Candidate], series: Series, centre: Centre, officer: User
) -> None:
    settings = save(series, centre, officer, Status.NONE)

    with pytest.raises(StatusIsNone, match="Open Edit status first"):
        change(settings, officer, select={"0001"})

    assert selected(series, centre) == set()


def test_under_none_deselecting_changes_nothing(
    roll: list[Candidate], series: Series, centre: Centre, officer: User
) -> None:
    settings = save(series, centre, officer, Status.NONE)

    assert not change(settings, officer, deselect={"0001"}).changed


def test_the_last_one_selected_cannot_be_deselected(some_selected: AccessSettings, officer: User) -> None:
    with pytest.raises(NoneWouldBeLeft, match="choose No candidates in Edit status"):
        change(some_selected, officer, deselect={"0001", "0002"})

    assert holders(some_selected) == ["0001", "0002"]


@pytest.mark.parametrize("number", ["9999", "", "1", "\x00", "0001 "])
def test_a_number_that_nobody_has_is_unknown(some_selected: AccessSettings, officer: User, number: str) -> None:
    with pytest.raises(UnknownCandidates):
        change(some_selected, officer, select={"0003", number})
    with pytest.raises(UnknownCandidates):
        change(some_selected, officer, deselect={"0002", number})

    assert holders(some_selected) == ["0001", "0002"]


def test_another_centres_candidate_is_unknown(
    some_selected: AccessSettings, officer: User, series: Series, other_centre: Centre
) -> None:
    enter(series, other_centre, 1, start=700)

    with pytest.raises(UnknownCandidates):
        change(some_selected, officer, select={"0700"})


def test_a_withdrawn_candidate_cannot_be_selected(some_selected: AccessSettings, officer: User) -> None:
    with pytest.raises(WithdrawnFromSeries, match="0004"):
        change(some_selected, officer, select={"0003", "0004"})

    assert holders(some_selected) == ["0001", "0002"]


def test_a_stale_page_is_told_so(some_selected: AccessSettings, officer: User) -> None:
    change(some_selected, officer, select={"0003"})

    with pytest.raises(StaleSettings):
        change(some_selected, officer, deselect={"0001"})

    assert holders(some_selected) == ["0001", "0002", "0003"]


def test_the_audit_trail_gets_counts_and_names(some_selected: AccessSettings, officer: User) -> None:
    change(some_selected, officer, select={"0003"}, deselect={"0001"})

    entry = AuditEntry.objects.get(action="change selection")
    assert [name[:5] for name in entry.details.pop("named")] == ["0001 ", "0003 "]
    assert entry.details == {
        "before": {},
        "after": {},
        "gaining access": 1,
        "losing access": 1,
        "selected": 1,
        "deselected": 1,
    }
