"""A mail server that says "later": one address is tried again, a limit slows all down, nobody is given up early."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.db.models import F
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django.fixtures import Settings

from access.credentials.issue import issue_missing
from access.letters import email_tasks
from access.letters.email_queue import send_letters
from candidates.models import Candidate, Series
from centres.models import Centre, User
from letters.mail import delivery, pace
from letters.mail.queue import mails_of
from letters.models.mail import LetterMail, MailPace
from results_portal.audit import Command
from tests.support import builders
from tests.support.centre_with_letters import give_access
from tests.support.mail_server import Postbox

pytestmark = pytest.mark.django_db(transaction=True)

OK, GREYLISTS, THROTTLES, UNKNOWN = (f"{name}@example.org" for name in ("ok", "r451", "throttle", "r550"))


def make_people(series: Series, centre: Centre, addresses: list[str]) -> list[Candidate]:
    people = [
        builders.make_candidate(series, centre, f"{number:04}", email=address)
        for number, address in enumerate(addresses, start=101)
    ]
    for person in people:
        builders.make_entry(person)
    give_access(series, centre)
    issue_missing(series=series, centre=centre, by=Command("test"), on_progress=lambda done, total: None)
    return people


@pytest.fixture
def postbox(postbox: Postbox) -> Postbox:
    """451 to the first try of one address, 454 to every try of another, 550 to a third."""
    postbox.later[GREYLISTS] = ["451 4.7.1 Greylisted"]
    postbox.later[THROTTLES] = ["454 4.7.0 Throttled"] * 100
    postbox.refused.add(UNKNOWN)
    return postbox


def work(series: Series, centre: Centre) -> None:
    email_tasks.send_letters.call(series.pk, centre.pk)


def time_passes(passed: timedelta) -> None:
    for field in ("claimed_at", "first_put_off_at", "put_off_at", "not_before", "finished_at"):
        rows = LetterMail.objects.filter(**{f"{field}__isnull": False})
        rows.update(**{field: F(field) - passed})
    MailPace.objects.filter(paused_until__isnull=False).update(paused_until=F("paused_until") - passed)


def states() -> dict[str, str]:
    return dict(LetterMail.objects.values_list("address", "state"))


def test_later_is_tried_again_by_itself_never_is_not(
    series: Series, centre: Centre, officer: User, postbox: Postbox
) -> None:
    people = make_people(series, centre, [OK, GREYLISTS, THROTTLES, UNKNOWN])
    send_letters(series=series, centre=centre, numbers=[person.number for person in people], by=officer)
    work(series, centre)

    assert states() == {OK: "sent", GREYLISTS: "queued", THROTTLES: "queued", UNKNOWN: "failed"}
    waiting = LetterMail.objects.get(address=GREYLISTS)
    assert waiting.reason == "The mail server asked to try again later: 451 4.7.1 Greylisted"
    assert waiting.not_before is not None

    work(series, centre)
    assert len(postbox.received) == 1, "not before the pause is over"

    time_passes(timedelta(minutes=6))
    work(series, centre)
    assert states() == {OK: "sent", GREYLISTS: "sent", THROTTLES: "queued", UNKNOWN: "failed"}


def test_pauses_grow_and_after_a_day_it_is_given_up_with_the_reason(
    series: Series, centre: Centre, officer: User, postbox: Postbox
) -> None:
    make_people(series, centre, [THROTTLES])
    send_letters(series=series, centre=centre, numbers=["0101"], by=officer)
    pauses = []
    for _try in range(40):
        work(series, centre)
        mail = LetterMail.objects.get()
        if mail.not_before is None:
            break
        pauses.append(mail.not_before - timezone.now())
        time_passes(pauses[-1] + timedelta(seconds=1))

    assert (mail.state, mail.reason) == (
        "failed",
        "Given up after a day. The mail server asked to try again later: 454 4.7.0 Throttled",
    )
    growing = pairwise(pauses[:-1])
    assert all(pause <= later + timedelta(seconds=5) for pause, later in growing)
    assert timedelta(hours=23) < sum(pauses, timedelta()) < timedelta(hours=25)


def test_a_limit_slows_everybody_down_and_turns_nobody_into_a_failure(
    series: Series, centre: Centre, officer: User, postbox: Postbox
) -> None:
    people = make_people(series, centre, [f"c{number}@example.org" for number in range(20)])
    postbox.limit = 5
    send_letters(series=series, centre=centre, numbers=[person.number for person in people], by=officer)
    work(series, centre)

    assert len(postbox.received) == 5
    assert set(states().values()) == {"sent", "queued"}
    never_tried = LetterMail.objects.filter(tries=0, state="queued")
    assert never_tried.count() == 20 - 5 - pace.BURST
    assert MailPace.objects.get().a_minute == 60

    work(series, centre)
    assert never_tried.count() == 20 - 5 - pace.BURST, "paused for all workers"

    time_passes(timedelta(minutes=2))
    work(series, centre)
    assert MailPace.objects.get().a_minute == 30, "the first refusal is enough now"

    time_passes(timedelta(hours=30))
    work(series, centre)
    assert "failed" not in states().values()

    postbox.limit = None
    for _round in range(30):
        time_passes(timedelta(minutes=30))
        work(series, centre)
    assert set(states().values()) == {"sent"}
    assert len(postbox.received) == 20


def test_the_pace_returns_to_the_setting_s_step_by_step(settings: Settings) -> None:
    settings.LETTERS_MAILS_A_MINUTE = 8
    pace.slow_down()
    assert (pace.may_send_now(), MailPace.objects.get().a_minute) == (0, 4)
    pace.slow_down()
    assert MailPace.objects.get().a_minute == 4, "two workers that meet the same limit slow down once"

    for expected in (5, 6, 7, 8):
        pace.speed_up()
        assert pace.may_send_now() == expected
    assert not MailPace.objects.exists()


def test_a_server_that_closes_the_door_is_left_alone_at_once(
    series: Series, centre: Centre, officer: User, postbox: Postbox
) -> None:
    people = make_people(series, centre, [f"c{number}@example.org" for number in range(4)])
    postbox.later["c0@example.org"] = ["421 4.3.2 Shutting down"]
    send_letters(series=series, centre=centre, numbers=[person.number for person in people], by=officer)

    work(series, centre)

    assert (set(states().values()), postbox.received, pace.may_send_now()) == ({"queued"}, [], 0)


def test_jobs_for_one_centre_do_not_become_more_while_messages_wait(
    series: Series, centre: Centre, officer: User, postbox: Postbox
) -> None:
    make_people(series, centre, [THROTTLES])
    send_letters(series=series, centre=centre, numbers=["0101"], by=officer)
    for _turn in range(5):
        work(series, centre)

    assert DBTaskResult.objects.filter(status="READY").count() <= 2
    assert mails_of(series=series, centre=centre).get().tries == 1
    assert delivery.claim(mails_of(series=series, centre=centre)) is None
