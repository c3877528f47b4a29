"""Whatever kind of mail it is: of a rehearsal, nothing reaches anybody outside the board's staff."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage, EmailMultiAlternatives, mailers
from django.test import Client
from pytest_django import Settings

from access.credentials.sealed_passwords import seal_password
from access.letters import email_tasks
from access.letters.email_queue import send_letters
from access.letters.sample_letter import OnlyForStaff, deliver_sample, send_sample
from candidates.models import Candidate, Series
from centres.members.notifications import announce_joined
from centres.models import Centre, Membership, User
from letters.mail.delivery import OF_REHEARSAL
from letters.models.mail import LetterMail
from results_portal.outbox.rehearsal_guard import RehearsalGuard, is_refused
from tests.support import builders
from tests.support.credentials import PASSWORD, give_access, give_credential

pytestmark = pytest.mark.django_db
GUARD = f"{RehearsalGuard.__module__}.{RehearsalGuard.__qualname__}"
OUTSIDE = "officer@pk123.example"
REHEARSAL = "REHEARSAL November 2026"


@pytest.fixture(autouse=True)
def guarded(settings: Settings) -> None:
    """The mailers as production has them, with a mail server that only remembers."""
    guard = {"BACKEND": GUARD}
    server = {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}
    settings.MAILERS = {"default": guard, "direct": guard, "server": server}


@pytest.fixture
def rehearsal(db: None) -> Series:
    return builders.make_series(REHEARSAL)


def addresses() -> set[str]:
    return {address for message in mail.outbox for address in message.recipients()}


def addressed(series: Series, centre: Centre, address: str) -> Candidate:
    """A candidate with a letter that can be sent to `address`."""
    candidate = builders.make_candidate(series, centre, "0042", email=address)
    builders.make_entry(candidate)
    give_access(series, centre)
    credential = give_credential(candidate)
    credential.sealed_password = seal_password(PASSWORD, candidate_pk=candidate.pk, issue=1)
    credential.save()
    return candidate


@pytest.mark.parametrize(
    "message",
    [
        EmailMessage(f"Your results, {REHEARSAL}", "Hello", to=[OUTSIDE]),
        EmailMessage("Corrected", f"A result of {REHEARSAL} was corrected.", to=[OUTSIDE]),
        EmailMessage("Corrected", "See https://host/portal/PK123/rehearsal-november-2026/", to=[OUTSIDE]),
        EmailMessage(REHEARSAL, "Hello", to=["staff@board.example", OUTSIDE]),
        EmailMessage(REHEARSAL, "Hello", to=["staff@board.example"], cc=[OUTSIDE]),
        EmailMessage(REHEARSAL, "Hello", to=["staff@board.example"], bcc=[OUTSIDE]),
        EmailMultiAlternatives("Hello", "Hello", to=[OUTSIDE], alternatives=[(f"<p>{REHEARSAL}</p>", "text/html")]),
    ],
)
@pytest.mark.parametrize("alias", ["default", "direct"])
def test_a_message_that_names_a_rehearsal_stays_within_the_staff(
    staff: User, message: EmailMessage, alias: str
) -> None:
    assert mailers[alias].send_messages([message]) == 0
    assert mail.outbox == []


def test_staff_get_it(staff: User) -> None:
    mailers["direct"].send_messages([EmailMessage(REHEARSAL, "Hello", to=[staff.email.upper()])])

    assert len(mail.outbox) == 1


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_staff": False}])
def test_whoever_was_staff_gets_nothing_more(staff: User, change: dict[str, Any]) -> None:
    User.objects.update(**change)

    assert is_refused(EmailMessage(REHEARSAL, "Hello", to=[staff.email]))


def test_mail_of_real_series_and_of_none_goes_out() -> None:
    real = EmailMessage("Your results, November 2026", "A rehearsal of the choir", to=[OUTSIDE])
    made_up = EmailMessage(REHEARSAL, "Hello", to=[OUTSIDE])

    assert mailers["direct"].send_messages([real, made_up]) == 1
    assert [message.subject for message in mail.outbox] == ["Your results, November 2026"]


def send_letter_to_candidate(series: Series, centre: Centre, by: User) -> None:
    addressed(series, centre, "candidate@pk123.example")
    send_letters(series=series, centre=centre, numbers=["0042"], by=by)
    email_tasks.send_letters.func(series.pk, centre.pk)


def send_test_letter(series: Series, centre: Centre, by: User) -> None:
    give_access(series, centre)
    deliver_sample.func(series.pk, centre.pk, by.pk)


@pytest.mark.parametrize("kind", [send_letter_to_candidate, send_test_letter])
@pytest.mark.parametrize("name", [REHEARSAL, "November 2026"])
def test_each_kind_of_mail_about_a_series(
    centre: Centre, officer: User, name: str, kind: Callable[[Series, Centre, User], None]
) -> None:
    kind(builders.make_series(name), centre, officer)

    assert bool(mail.outbox) is (name != REHEARSAL)


def test_a_letter_that_is_kept_back_says_so(rehearsal: Series, centre: Centre, officer: User) -> None:
    send_letter_to_candidate(rehearsal, centre, officer)

    sent = LetterMail.objects.get()
    assert (sent.state, sent.reason) == (LetterMail.State.FAILED, OF_REHEARSAL)


def test_a_letter_to_staff_is_sent(rehearsal: Series, centre: Centre, officer: User, staff: User) -> None:
    addressed(rehearsal, centre, staff.email)
    send_letters(series=rehearsal, centre=centre, numbers=["0042"], by=officer)
    email_tasks.send_letters.func(rehearsal.pk, centre.pk)

    assert addresses() == {staff.email}
    assert LetterMail.objects.get().state == LetterMail.State.SENT


def test_an_officer_who_asks_for_a_test_letter_reads_why_not(
    officer_client: Client, officer: User, rehearsal: Series, centre: Centre
) -> None:
    page = officer_client.post(f"/portal/PK123/{rehearsal.slug}/email/test/", follow=True)

    assert "nothing of it is sent to anybody outside" in page.content.decode()
    with pytest.raises(OnlyForStaff):
        send_sample(series=rehearsal, centre=centre, by=officer)


def test_mail_about_accounts_is_not_held_up_by_a_rehearsal(
    rehearsal: Series, officer: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        announce_joined(Membership.objects.select_related("centre", "user").get(user=officer), by=officer)

    assert OUTSIDE in addresses()
