"""What a change would do is worked out beforehand, and is what the change then does."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from access.eligibility import with_access
from access.granting.access_status import preview_settings
from access.granting.delay import preview_delay, save_delay
from access.granting.exceptions import ChangeRefused, NobodySelected, WouldShutAgain
from access.granting.preview import SMALL, ChangePreview
from access.granting.selection import change_selection, preview_selection
from access.letters.downloads import Choice, download_letters
from access.models import AccessSettings, Status
from candidates.contact import Contact
from candidates.models import Candidate, Series
from centres.models import Centre, User
from letters.models.mail import LetterMail
from results_portal.models import AuditEntry
from tests.support import builders
from tests.support.centre_with_letters import letters_made
from tests.support.credentials import give_credential
from tests.support.giving import CONTACT, enter, save

HOUR = timedelta(hours=1)
OTHER_CONTACT = Contact(name="Bilal Ahmed", telephone="+92 42 7654321", email="")


def previewed(series: Series, centre: Centre, status: str, **values: Any) -> ChangePreview:
    given = {"deals_with_queries": True, "contact": CONTACT, **values}
    return preview_settings(series=series, centre=centre, status=status, **given)


def holders(series: Series, centre: Centre) -> set[str]:
    return set(with_access(centre.candidates.filter(series=series)).values_list("number", flat=True))


def numbers(people: list[Candidate]) -> set[str]:
    return {person.number for person in people}


STATES: list[tuple[str, set[str] | None]] = [
    (Status.NONE, None),
    (Status.ALL, None),
    (Status.SELECTED, {"0001", "0002"}),
    (Status.SELECTED, {"0002", "0003"}),
]


@pytest.mark.parametrize("before", STATES)
@pytest.mark.parametrize("after", STATES)
def test_what_is_shown_is_what_then_happens(
    series: Series, centre: Centre, officer: User, before: Any, after: Any
) -> None:
    enter(series, centre, 4)
    Candidate.objects.filter(number="0004").update(withdrawn=True)
    save(series, centre, officer, before[0], selection=before[1])
    had = holders(series, centre)

    preview = previewed(series, centre, after[0], selection=after[1])
    entries = AuditEntry.objects.count()
    save(series, centre, officer, after[0], selection=after[1])

    have = holders(series, centre)
    assert numbers(preview.gaining) == have - had
    assert numbers(preview.losing) == had - have
    assert AuditEntry.objects.count() - entries == int(before != after)


def test_looking_changes_nothing(series: Series, centre: Centre, officer: User) -> None:
    enter(series, centre, 2)

    previewed(series, centre, Status.ALL)

    assert not AccessSettings.objects.exists()
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(("count", "large"), [(SMALL, False), (SMALL + 1, True)])
def test_a_change_is_large_when_more_than_fifty_gain_or_lose(
    series: Series, centre: Centre, officer: User, count: int, large: bool
) -> None:
    enter(series, centre, count)
    assert previewed(series, centre, Status.ALL).is_large is large

    save(series, centre, officer)
    everyone = {f"{number:04}" for number in range(1, count + 1)}
    assert preview_selection(series=series, centre=centre, deselect=everyone - {"0001"}).is_large is False
    assert preview_selection(series=series, centre=centre, select=everyone).is_large is False


def test_taking_everything_from_everyone_is_large_however_few_there_are(
    series: Series, centre: Centre, officer: User
) -> None:
    enter(series, centre, 1)
    assert previewed(series, centre, Status.NONE).is_large is False
    save(series, centre, officer)
    assert previewed(series, centre, Status.NONE).is_large is True


def test_a_delay_is_large(series: Series, centre: Centre, officer: User) -> None:
    enter(series, centre, 1)

    assert preview_delay(series=series, centre=centre, delay=timedelta(0)).is_large is False
    assert preview_delay(series=series, centre=centre, delay=HOUR).is_large is True


def test_passwords_that_are_new_are_told_from_those_that_work_again(
    series: Series, centre: Centre, officer: User
) -> None:
    first, *_others = enter(series, centre, 3)
    give_credential(first)

    preview = previewed(series, centre, Status.ALL)

    assert (preview.new_passwords, preview.letters) == (2, 3)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("own_store")
def test_letters_in_peoples_hands_and_emails_that_wait_are_counted(
    series: Series, centre: Centre, officer: User
) -> None:
    people = enter(series, centre, 3)
    save(series, centre, officer)
    letters_made(series, centre, officer)
    for piece in download_letters(series=series, centre=centre, choice=Choice(), by=officer).pieces:
        assert piece
    LetterMail.objects.create(candidate=people[0], letter="a" * 64, address="a@example.org", queued_by="officer")
    LetterMail.objects.create(
        candidate=people[1],
        letter="b" * 64,
        address="b@example.org",
        queued_by="officer",
        state=LetterMail.State.SENT,
        claimed_at=timezone.now(),
    )

    none = previewed(series, centre, Status.NONE)
    contact = previewed(series, centre, Status.ALL, contact=OTHER_CONTACT)
    delay = preview_delay(series=series, centre=centre, delay=HOUR)
    fewer = preview_selection(series=series, centre=centre, deselect={"0003"})

    assert (none.useless, none.unsent, none.outdated, none.letters) == (3, 1, 0, 0)
    assert (contact.outdated, contact.unsent, contact.sent_outdated, contact.letters) == (3, 1, 1, 3)
    assert (delay.outdated, delay.unsent, delay.sent_outdated, delay.letters) == (3, 1, 1, 3)
    assert (fewer.useless, fewer.unsent, fewer.outdated, fewer.letters) == (1, 0, 0, 2)


def test_what_would_be_refused_is_refused_beforehand(series: Series, centre: Centre, officer: User) -> None:
    candidate = enter(series, centre, 1)[0]
    builders.make_entry(candidate, builders.make_syllabus("9709", "ALEVEL"))
    with pytest.raises(NobodySelected):
        previewed(series, centre, Status.SELECTED, selection=frozenset())
    with pytest.raises(WouldShutAgain):
        preview_delay(series=series, centre=centre, delay=timedelta(days=20))
    with pytest.raises(ChangeRefused):
        preview_selection(series=series, centre=centre, select={"0001"})


def test_the_digest_tells_apart_whatever_was_shown(series: Series, centre: Centre, officer: User) -> None:
    enter(series, centre, 2)
    first = previewed(series, centre, Status.ALL).digest
    assert previewed(series, centre, Status.ALL).digest == first
    assert previewed(series, centre, Status.ALL, contact=OTHER_CONTACT).digest != first

    enter(series, centre, 1, start=7)
    more = previewed(series, centre, Status.ALL).digest
    assert more != first

    settings = save(series, centre, officer, Status.SELECTED, selection={"0001"})
    save_delay(series=series, centre=centre, delay=HOUR, version=settings.version, by=officer)
    assert previewed(series, centre, Status.ALL).digest not in {first, more}


def test_many_candidates_cost_no_more_queries_than_few(series: Series, centre: Centre, officer: User) -> None:
    enter(series, centre, 2)
    with CaptureQueriesContext(connection) as few:
        previewed(series, centre, Status.ALL)

    enter(series, centre, 60, start=100)
    with CaptureQueriesContext(connection) as many:
        previewed(series, centre, Status.ALL)

    assert len(many) == len(few)


def test_selection_and_settings_take_the_same_way(series: Series, centre: Centre, officer: User) -> None:
    enter(series, centre, 3)
    settings = save(series, centre, officer)

    preview = preview_selection(series=series, centre=centre, deselect={"0002"})
    outcome = change_selection(series=series, centre=centre, deselect={"0002"}, version=settings.version, by=officer)

    assert (len(preview.gaining), len(preview.losing)) == (outcome.gained, outcome.lost) == (0, 1)
    assert (preview.changes_status, preview.status_then) == (True, "Selected candidates")
