"""Undo: what held before the last change comes back, for ten minutes and as long as nobody changed it since."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models.functions import Now
from django.utils import timezone

from access.eligibility import with_access
from access.granting.delay import save_delay
from access.granting.earlier_settings import LASTS, forget_old
from access.granting.exceptions import StaleSettings, WouldShutAgain
from access.granting.selection import change_selection
from access.granting.undo import NobodyWouldBeLeft, NothingToUndo, UndoOffer, undo, undo_offer
from access.models import AccessSettings, Credential, EarlierSettings, Status
from candidates.contact import Contact
from candidates.models import Candidate, Release, Series
from centres.models import Centre, User
from letters.models import LetterBatch, LetterDownload
from letters.models.mail import LetterMail
from results_portal.models import AuditEntry
from tests.support import builders
from tests.support.credentials import give_credential
from tests.support.giving import CONTACT, enter, save, selected

HOUR = timedelta(hours=1)
OTHER_CONTACT = Contact(name="Bilal Ahmed", telephone="+92 42 7654321", email="")


@pytest.fixture
def roll(series: Series, centre: Centre) -> list[Candidate]:
    return enter(series, centre, 4)


def now() -> AccessSettings:
    return AccessSettings.objects.get()


def undone(series: Series, centre: Centre, by: User) -> UndoOffer:
    return undo(series=series, centre=centre, version=now().version, by=by)


def holders(series: Series, centre: Centre) -> set[str]:
    return set(with_access(centre.candidates.filter(series=series)).values_list("number", flat=True))


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ({"status": Status.SELECTED, "selection": {"0001", "0003"}}, {"status": Status.NONE}),
        ({"status": Status.SELECTED, "selection": {"0001"}}, {"status": Status.ALL, "contact": OTHER_CONTACT}),
        (
            {"status": Status.SELECTED, "selection": {"0001", "0002"}},
            {"status": Status.SELECTED, "selection": {"0003"}},
        ),
        ({"status": Status.ALL}, {"status": Status.NONE}),
        ({"status": Status.ALL}, {"status": Status.SELECTED, "selection": {"0004"}}),
    ],
)
def test_settings_and_selection_come_back(
    roll: list[Candidate], series: Series, centre: Centre, officer: User, first: Any, then: Any
) -> None:
    save(series, centre, officer, **first)
    before, had, ticked = now(), holders(series, centre), selected(series, centre)
    save(series, centre, officer, **then)
    assert (holders(series, centre), selected(series, centre)) != (had, ticked)

    undone(series, centre, officer)

    assert holders(series, centre) == had
    assert selected(series, centre) == ticked
    assert (now().status, now().contact, now().deals_with_queries) == (
        before.status,
        before.contact,
        before.deals_with_queries,
    )


def test_a_change_of_the_selection_comes_back(
    roll: list[Candidate], series: Series, centre: Centre, officer: User
) -> None:
    settings = save(series, centre, officer)
    change_selection(series=series, centre=centre, deselect={"0002"}, version=settings.version, by=officer)
    assert now().status == Status.SELECTED

    undone(series, centre, officer)

    assert now().status == Status.ALL
    assert "0002" in holders(series, centre)


def test_the_first_choice_of_all_can_be_undone(
    roll: list[Candidate], series: Series, centre: Centre, officer: User
) -> None:
    save(series, centre, officer)

    undone(series, centre, officer)

    assert (now().status, now().contact.known, holders(series, centre)) == (Status.NONE, False, set())


def test_a_delay_comes_back(roll: list[Candidate], series: Series, centre: Centre, officer: User) -> None:
    save(series, centre, officer)
    save_delay(series=series, centre=centre, delay=HOUR, version=now().version, by=officer)

    assert undone(series, centre, officer).of_delay

    assert (now().delay, now().status) == (timedelta(0), Status.ALL)


def test_a_delay_that_would_hide_what_has_been_seen_stays_away(
    roll: list[Candidate], series: Series, centre: Centre, officer: User
) -> None:
    Release.objects.update(releases_at=timezone.now() - HOUR)
    save(series, centre, officer)
    AccessSettings.objects.update(delay=3 * HOUR)
    save_delay(series=series, centre=centre, delay=timedelta(0), version=now().version, by=officer)

    with pytest.raises(WouldShutAgain):
        undone(series, centre, officer)

    assert now().delay == timedelta(0)


@pytest.mark.parametrize("ago", [LASTS, LASTS + timedelta(seconds=1)])
def test_after_ten_minutes_of_the_databases_clock_it_is_over(
    roll: list[Candidate], series: Series, centre: Centre, officer: User, ago: timedelta
) -> None:
    save(series, centre, officer)
    EarlierSettings.objects.update(made_at=Now() - ago)

    assert undo_offer(now()) is None
    with pytest.raises(NothingToUndo):
        undone(series, centre, officer)
    assert now().status == Status.ALL


def test_just_before_that_it_is_possible(roll: list[Candidate], series: Series, centre: Centre, officer: User) -> None:
    save(series, centre, officer)
    EarlierSettings.objects.update(made_at=Now() - LASTS + timedelta(minutes=1))

    offer = undo_offer(now())

    assert offer is not None
    assert offer.until == offer.earlier.made_at + LASTS
    undone(series, centre, officer)


def test_only_the_last_change_is_undone_and_only_if_it_was_seen(
    roll: list[Candidate], series: Series, centre: Centre, officer: User
) -> None:
    save(series, centre, officer)
    save(series, centre, officer, contact=OTHER_CONTACT)

    with pytest.raises(NothingToUndo):
        undo(series=series, centre=centre, version=1, by=officer)
    undone(series, centre, officer)
    assert (now().status, now().contact) == (Status.ALL, CONTACT)


def test_a_change_that_left_no_trace_here_ends_it(
    roll: list[Candidate], series: Series, centre: Centre, officer: User
) -> None:
    save(series, centre, officer)
    AccessSettings.objects.update(version=2)

    assert undo_offer(now()) is None
    with pytest.raises(NothingToUndo):
        undone(series, centre, officer)


def test_undoing_twice_is_refused(roll: list[Candidate], series: Series, centre: Centre, officer: User) -> None:
    save(series, centre, officer)
    undone(series, centre, officer)

    with pytest.raises(NothingToUndo):
        undone(series, centre, officer)
    assert now().status == Status.NONE


def test_a_form_that_was_opened_before_is_stale_afterwards(
    roll: list[Candidate], series: Series, centre: Centre, officer: User
) -> None:
    save(series, centre, officer)
    undone(series, centre, officer)

    with pytest.raises(StaleSettings):
        save(series, centre, officer, version=1)


def test_it_is_on_record_as_what_it_is(roll: list[Candidate], series: Series, centre: Centre, officer: User) -> None:
    save(series, centre, officer)
    undone(series, centre, officer)
    save_delay(series=series, centre=centre, delay=HOUR, version=now().version, by=officer)
    undone(series, centre, officer)

    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == [
        "change access status",
        "undo change of access",
        "change delay",
        "undo change of delay",
    ]
    entry = AuditEntry.objects.get(action="undo change of access")
    assert (entry.details["before"]["status"], entry.details["after"]["status"]) == ("all", "none")
    assert entry.details["losing access"] == 4


def test_letters_are_asked_for_again(roll: list[Candidate], series: Series, centre: Centre, officer: User) -> None:
    save(series, centre, officer)
    save(series, centre, officer, Status.NONE)
    assert not LetterBatch.objects.filter(state__in=LetterBatch.ACTIVE).exists()

    undone(series, centre, officer)

    assert LetterBatch.objects.filter(state__in=LetterBatch.ACTIVE).exists()


def test_whoever_was_withdrawn_since_is_not_selected_again(
    roll: list[Candidate], series: Series, centre: Centre, officer: User
) -> None:
    save(series, centre, officer, Status.SELECTED, selection={"0001", "0002"})
    save(series, centre, officer, Status.SELECTED, selection={"0003"})
    Candidate.objects.filter(number="0001").update(withdrawn=True)

    undone(series, centre, officer)

    assert selected(series, centre) == {"0002"}


def test_nor_is_another_person_with_the_same_number(
    roll: list[Candidate], series: Series, centre: Centre, officer: User
) -> None:
    save(series, centre, officer, Status.SELECTED, selection={"0001", "0002"})
    save(series, centre, officer, Status.SELECTED, selection={"0003"})
    Candidate.objects.filter(number="0001").update(person_since=timezone.now() + timedelta(seconds=1))

    undone(series, centre, officer)

    assert holders(series, centre) == {"0002"}


def test_where_nobody_of_before_is_left_nothing_is_undone(
    roll: list[Candidate], series: Series, centre: Centre, officer: User
) -> None:
    save(series, centre, officer, Status.SELECTED, selection={"0001"})
    save(series, centre, officer, Status.ALL)
    Candidate.objects.filter(number="0001").update(withdrawn=True)

    with pytest.raises(NobodyWouldBeLeft):
        undone(series, centre, officer)
    assert now().status == Status.ALL


def test_what_stays_is_counted_from_the_change_on(
    roll: list[Candidate], series: Series, centre: Centre, officer: User
) -> None:
    credential = give_credential(roll[0])
    Credential.objects.update(first_signed_in_at=builders.in_the_past())
    save(series, centre, officer)
    later = timezone.now() + timedelta(seconds=1)
    taken = {"series": series, "centre": centre, "by": "officer", "form": "pdf", "letters": 4, "at": later}
    LetterDownload.objects.create(what="all", **taken)
    LetterDownload.objects.create(what="register", **taken)
    LetterDownload.objects.create(what="all", **{**taken, "at": builders.in_the_past()})
    for number, state in enumerate((LetterMail.State.SENT, LetterMail.State.QUEUED)):
        LetterMail.objects.create(
            candidate=roll[number],
            letter="a" * 64,
            address="a@example.org",
            queued_by="officer",
            state=state,
            claimed_at=later,
        )
    credential.first_seen_results_at = later
    credential.save(update_fields=["first_seen_results_at"])

    stays = undone(series, centre, officer).stays

    assert (stays.downloaded, stays.sent, stays.signed_in, stays.seen) == (4, 1, 0, 1)


def test_old_ones_are_forgotten(roll: list[Candidate], series: Series, centre: Centre, officer: User) -> None:
    save(series, centre, officer)
    assert forget_old() == 0
    EarlierSettings.objects.update(made_at=Now() - LASTS)

    assert forget_old() == 1
