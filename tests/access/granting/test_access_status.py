"""Saving to whom a centre gives access."""

import pytest

from access.eligibility import with_access
from access.granting.exceptions import (
    ChangeRefused,
    NameNeeded,
    NobodySelected,
    StaleSettings,
    TickNeeded,
    UnknownCandidates,
    WayToReachNeeded,
    WithdrawnFromSeries,
)
from access.models import AccessSettings, Status
from candidates.contact import Contact
from candidates.models import Candidate, Series
from centres.models import Centre, User
from letters.models import LetterBatch
from results_portal.models import AuditEntry
from tests.support import builders
from tests.support.giving import CONTACT, enter, save, selected

STATUS_ENTRIES = AuditEntry.objects.filter(action="change access status")


@pytest.fixture
def roll(series: Series, centre: Centre) -> list[Candidate]:
    """Candidates 0001, 0002 and 0003, of whom the board has withdrawn the last."""
    candidates = enter(series, centre, 3)
    candidates[2].withdrawn = True
    candidates[2].save()
    return candidates


def holders(series: Series, centre: Centre) -> list[str]:
    return list(with_access(centre.candidates.filter(series=series)).values_list("number", flat=True))


def test_all_gives_access_to_everyone_who_is_not_withdrawn(
    roll: list[Candidate], series: Series, centre: Centre, officer: User
) -> None:
    settings = save(series, centre, officer, Status.ALL)

    assert (settings.status, settings.version, settings.changed_by) == ("all", 1, officer.email)
    assert holders(series, centre) == ["0001", "0002"]


def test_selected_gives_access_to_exactly_the_selection(
    roll: list[Candidate], series: Series, centre: Centre, officer: User
) -> None:
    save(series, centre, officer, Status.SELECTED, selection={"0001"})
    save(series, centre, officer, Status.SELECTED, selection={"0002"})

    assert holders(series, centre) == ["0002"]


def test_none_shuts_everyone_out_and_keeps_contact_and_ticks(
    roll: list[Candidate], series: Series, centre: Centre, officer: User
) -> None:
    save(series, centre, officer, Status.SELECTED, selection={"0001"})

    settings = save(series, centre, officer, Status.NONE)

    assert holders(series, centre) == []
    assert settings.contact_name == CONTACT.name
    assert selected(series, centre) == {"0001"}


def test_none_needs_neither_tick_nor_contact(
    roll: list[Candidate], series: Series, centre: Centre, officer: User
) -> None:
    save(series, centre, officer, Status.ALL)

    settings = save(series, centre, officer, Status.NONE, deals_with_queries=False, contact=Contact())

    assert (settings.status, settings.contact_name) == ("none", "")


@pytest.mark.parametrize("status", [Status.ALL, Status.SELECTED])
@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"deals_with_queries": False}, TickNeeded),
        ({"contact": Contact(telephone="123456")}, NameNeeded),
        ({"contact": Contact(name="Ayesha")}, WayToReachNeeded),
    ],
)
def test_all_and_selected_need_tick_name_and_a_way_to_reach_the_contact(
    *,
    status: Status,
    values: dict[str, object],
    reason: type[ChangeRefused],
    roll: list[Candidate],
    series: Series,
    centre: Centre,
    officer: User,
) -> None:
    with pytest.raises(reason):
        save(series, centre, officer, status, selection={"0001"}, **values)

    assert not AccessSettings.objects.exists()


@pytest.mark.parametrize("contact", [Contact(name="A", telephone="123456"), Contact(name="A", email="a@b.example")])
def test_one_way_to_reach_the_contact_is_enough(
    contact: Contact, roll: list[Candidate], series: Series, centre: Centre, officer: User
) -> None:
    assert save(series, centre, officer, contact=contact).status == "all"


@pytest.mark.parametrize(
    ("selection", "reason"),
    [
        (set(), NobodySelected),
        (None, NobodySelected),
        ({"0001", "0003"}, WithdrawnFromSeries),
        ({"0001", "9999"}, UnknownCandidates),
        ({"0001", "0\x00"}, UnknownCandidates),
    ],
)
def test_a_selection_that_cannot_be_is_refused_and_nothing_is_written(
    *,
    selection: set[str] | None,
    reason: type[Exception],
    roll: list[Candidate],
    series: Series,
    centre: Centre,
    officer: User,
) -> None:
    with pytest.raises(reason):
        save(series, centre, officer, Status.SELECTED, selection=selection)

    assert selected(series, centre) == set()
    assert not AccessSettings.objects.exists()
    assert not LetterBatch.objects.exists()


def test_another_centres_number_is_unknown(
    roll: list[Candidate], series: Series, centre: Centre, other_centre: Centre, officer: User
) -> None:
    builders.make_candidate(series, other_centre, "0777")

    with pytest.raises(UnknownCandidates):
        save(series, centre, officer, Status.SELECTED, selection={"0777"})


def test_without_a_selection_the_ticks_stay(
    roll: list[Candidate], series: Series, centre: Centre, officer: User
) -> None:
    save(series, centre, officer, Status.SELECTED, selection={"0002"})
    save(series, centre, officer, Status.ALL)

    save(series, centre, officer, Status.SELECTED, selection=None)

    assert holders(series, centre) == ["0002"]


def test_a_withdrawn_candidates_tick_rests_until_the_board_takes_them_back(
    roll: list[Candidate], series: Series, centre: Centre, officer: User
) -> None:
    save(series, centre, officer, Status.SELECTED, selection={"0001", "0002"})
    Candidate.objects.filter(number="0002").update(withdrawn=True)

    save(series, centre, officer, Status.SELECTED, selection={"0001"})
    Candidate.objects.filter(number="0002").update(withdrawn=False)

    assert holders(series, centre) == ["0001", "0002"]


def test_the_audit_trail_gets_before_after_counts_and_names(
    roll: list[Candidate], series: Series, centre: Centre, officer: User
) -> None:
    save(series, centre, officer, Status.ALL)
    save(series, centre, officer, Status.SELECTED, selection={"0002"})

    entry = STATUS_ENTRIES.first()
    assert entry
    assert (entry.actor, entry.centre_number, entry.series) == (officer.email, "PK123", "november-2026")
    assert [name[:5] for name in entry.details.pop("named")] == ["0002 "]
    assert entry.details == {
        "before": {"status": "all"},
        "after": {"status": "selected"},
        "gaining access": 0,
        "losing access": 1,
        "selected": 1,
        "deselected": 0,
    }


def test_confirming_what_holds_already_changes_nothing_whatever_the_version(
    roll: list[Candidate], series: Series, centre: Centre, officer: User
) -> None:
    save(series, centre, officer, Status.SELECTED, selection={"0001"}, version=0)

    settings = save(series, centre, officer, Status.SELECTED, selection={"0001"}, version=0)

    assert settings.version == 1
    assert STATUS_ENTRIES.count() == 1
    assert LetterBatch.objects.count() == 1


def test_confirming_again_asks_for_letters_for_candidates_added_since(
    roll: list[Candidate], series: Series, centre: Centre, officer: User
) -> None:
    save(series, centre, officer, Status.ALL)
    LetterBatch.objects.update(state=LetterBatch.State.CANCELLED)
    enter(series, centre, 1, start=50)

    settings = save(series, centre, officer, Status.ALL)

    assert settings.version == 1
    assert LetterBatch.objects.filter(state=LetterBatch.State.QUEUED, issues_passwords=True).count() == 1


def test_none_asks_for_no_letters_where_nobody_loses_access(
    roll: list[Candidate], series: Series, centre: Centre, officer: User
) -> None:
    save(series, centre, officer, Status.NONE)

    assert not LetterBatch.objects.exists()


def test_under_none_no_letters_are_asked_for_and_those_asked_for_are_stopped(
    roll: list[Candidate], series: Series, centre: Centre, officer: User
) -> None:
    save(series, centre, officer, Status.ALL)

    save(series, centre, officer, Status.NONE)

    assert list(LetterBatch.objects.values_list("state", "reason")) == [
        (LetterBatch.State.CANCELLED, "Nobody has access any more.")
    ]


def test_a_stale_form_is_told_who_changed_what_it_was_about(
    roll: list[Candidate], series: Series, centre: Centre, officer: User
) -> None:
    colleague = builders.make_officer(centre, email="colleague@pk123.example")
    save(series, centre, colleague, Status.ALL)

    with pytest.raises(StaleSettings, match=r"colleague@pk123\.example has changed who has access") as stale:
        save(series, centre, officer, Status.NONE, version=0)

    assert "(Karachi)" in str(stale.value)
    assert (stale.value.settings.status, stale.value.settings.version) == ("all", 1)
    assert holders(series, centre) == ["0001", "0002"]


def test_someone_who_was_faster_in_another_window_is_told_so(
    roll: list[Candidate], series: Series, centre: Centre, officer: User
) -> None:
    save(series, centre, officer, Status.ALL)

    with pytest.raises(StaleSettings, match=r"^You have changed who has access"):
        save(series, centre, officer, Status.NONE, version=0)


def test_other_centres_and_series_are_left_alone(
    roll: list[Candidate], series: Series, centre: Centre, other_centre: Centre, officer: User
) -> None:
    elsewhere = builders.make_series("June 2026")
    enter(series, other_centre, 2)
    enter(elsewhere, centre, 2)

    save(series, centre, officer, Status.ALL)

    assert holders(series, other_centre) == []
    assert holders(elsewhere, centre) == []
