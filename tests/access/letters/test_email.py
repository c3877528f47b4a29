"""Letters by e-mail, against a real mail server on loopback."""

import socket
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from io import BytesIO

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pypdf import PdfReader
from pytest_django.fixtures import Settings

from access.credentials.issue import issue_missing
from access.letters import email_tasks
from access.letters.email_queue import NothingToSend, NothingToTryAgain, addressees, send_letters, try_again
from access.models import AccessSettings, Status
from candidates.models import Candidate, Series
from centres.models import Centre, Membership, Role, User
from letters.mail import delivery, pace
from letters.mail.queue import mails_of
from letters.models.mail import LetterMail, MailPace
from results_portal.audit import Command
from results_portal.models import AuditEntry
from tests.support import builders
from tests.support.centre_with_letters import give_access, printed_on
from tests.support.jobs import run_jobs
from tests.support.mail_server import Postbox, use_mail_server
from tests.support.postgresql import free_port
from tests.support.signed_in import sign_in

pytestmark = pytest.mark.django_db(transaction=True)

State = LetterMail.State


@pytest.fixture
def roll(series: Series, centre: Centre) -> list[Candidate]:
    """Three candidates with letters; the last has no address."""
    people = [
        builders.make_candidate(series, centre, "0001", email="one@example.org", teaching_group="11A"),
        builders.make_candidate(series, centre, "0002", email="two@example.org", teaching_group="11B"),
        builders.make_candidate(series, centre, "0003"),
    ]
    for person in people:
        builders.make_entry(person)
    give_access(series, centre)
    issue_missing(series=series, centre=centre, by=Command("test"), on_progress=lambda done, total: None)
    return people


def states(series: Series, centre: Centre) -> dict[str, str]:
    return dict(mails_of(series=series, centre=centre).values_list("candidate__number", "state"))


def attached(message: EmailMessage) -> tuple[str, str]:
    """Name and text of the only attachment."""
    [part] = list(message.iter_attachments())
    pdf = part.get_content()
    assert isinstance(pdf, bytes)
    return str(part.get_filename()), PdfReader(BytesIO(pdf)).pages[0].extract_text()


def an_hour_passes() -> None:
    """For what waits until later."""
    long_ago = timezone.now() - timedelta(hours=5)
    LetterMail.objects.filter(not_before__isnull=False).update(not_before=long_ago)
    MailPace.objects.update(paused_until=long_ago)


def test_each_candidate_gets_one_message_with_their_own_letter(
    series: Series, centre: Centre, officer: User, roll: list[Candidate], postbox: Postbox
) -> None:
    assert send_letters(series=series, centre=centre, numbers=["0001", "0002", "0003"], by=officer) == 2
    run_jobs()

    assert states(series, centre) == {"0001": "sent", "0002": "sent"}
    assert sorted(postbox.letters()) == ["one@example.org", "two@example.org"]
    for person in roll[:2]:
        message = postbox.letters()[person.email]
        name, text = attached(message)
        username, password = printed_on(text)
        assert name == f"PK123_{person.number}.pdf"
        assert username == person.credential.username
        assert message["Reply-To"] == "sana@pk123.example"
        body = message.get_body(("plain",))
        assert body is not None
        assert username not in body.get_content()
        assert password not in body.get_content()


def test_a_letter_is_not_sent_twice_to_the_same_address(
    series: Series, centre: Centre, officer: User, roll: list[Candidate], postbox: Postbox
) -> None:
    send_letters(series=series, centre=centre, numbers=["0001"], by=officer)
    run_jobs()

    with pytest.raises(NothingToSend):
        send_letters(series=series, centre=centre, numbers=["0001", "0003"], by=officer)
    run_jobs()

    assert len(postbox.received) == 1


def test_a_changed_letter_and_a_corrected_address_are_sent_when_somebody_says_so(
    series: Series, centre: Centre, officer: User, roll: list[Candidate], postbox: Postbox
) -> None:
    send_letters(series=series, centre=centre, numbers=["0001", "0002"], by=officer)
    run_jobs()
    Candidate.objects.filter(number="0001").update(given_names="Corrected")
    Candidate.objects.filter(number="0002").update(email="new@example.org")
    run_jobs()
    assert len(postbox.received) == 2

    assert send_letters(series=series, centre=centre, numbers=["0001", "0002"], by=officer) == 2
    run_jobs()

    assert [str(message["To"]) for message in postbox.received[2:]] == ["one@example.org", "new@example.org"]


def test_a_refused_address_is_shown_with_the_reason_and_can_be_tried_again(
    series: Series, centre: Centre, officer: User, roll: list[Candidate], postbox: Postbox
) -> None:
    postbox.refused.add("one@example.org")
    send_letters(series=series, centre=centre, numbers=["0001", "0002"], by=officer)
    run_jobs()

    assert states(series, centre) == {"0001": "failed", "0002": "sent"}
    assert LetterMail.objects.get(state=State.FAILED).reason == "The mail server refused it: 550 No such mailbox"

    postbox.refused.clear()
    assert try_again(series=series, centre=centre, perhaps_sent=False, by=officer) == 1
    run_jobs()

    assert states(series, centre) == {"0001": "sent", "0002": "sent"}
    assert len(postbox.received) == 2


def test_a_message_without_an_answer_is_only_sent_again_if_somebody_says_so(
    series: Series, centre: Centre, officer: User, roll: list[Candidate], postbox: Postbox
) -> None:
    postbox.drops.add("one@example.org")
    send_letters(series=series, centre=centre, numbers=["0001"], by=officer)
    run_jobs()

    assert states(series, centre) == {"0001": "unknown"}
    with pytest.raises(NothingToTryAgain):
        try_again(series=series, centre=centre, perhaps_sent=False, by=officer)

    postbox.drops.clear()
    assert try_again(series=series, centre=centre, perhaps_sent=True, by=officer) == 1
    run_jobs()

    assert states(series, centre) == {"0001": "sent"}
    assert len({str(message["Message-ID"]) for message in postbox.received}) == 1


def test_a_server_out_of_reach_is_tried_later_and_given_up_with_a_reason_after_days(
    series: Series, centre: Centre, officer: User, roll: list[Candidate], settings: Settings
) -> None:
    use_mail_server(settings, free_port())
    send_letters(series=series, centre=centre, numbers=["0001"], by=officer)

    for tries in (1, 2, 3, 4):
        an_hour_passes()
        email_tasks.send_letters.call(series.pk, centre.pk)
        mail = LetterMail.objects.get()
        assert (mail.state, mail.tries) == (State.QUEUED, tries)
    LetterMail.objects.update(first_put_off_at=timezone.now() - delivery.WHILE_EVERYBODY_WAITS)
    an_hour_passes()
    email_tasks.send_letters.call(series.pk, centre.pk)

    mail.refresh_from_db()
    assert mail.state == State.FAILED
    assert "The mail server could not be reached" in mail.reason


def test_a_server_that_says_nothing_is_not_waited_for_for_ever(
    series: Series, centre: Centre, officer: User, roll: list[Candidate], settings: Settings
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        use_mail_server(settings, silent.getsockname()[1])
        send_letters(series=series, centre=centre, numbers=["0001"], by=officer)
        email_tasks.send_letters.call(series.pk, centre.pk)

    assert states(series, centre) == {"0001": "queued"}


def lose_access(candidate: Candidate) -> None:
    AccessSettings.objects.update(status=Status.NONE)


def get_another_name(candidate: Candidate) -> None:
    Candidate.objects.filter(pk=candidate.pk).update(family_name="Another")


def get_another_address(candidate: Candidate) -> None:
    Candidate.objects.filter(pk=candidate.pk).update(email="another@example.org")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lose_access, delivery.NO_ACCESS),
        (get_another_name, delivery.CHANGED),
        (get_another_address, delivery.NEW_ADDRESS),
    ],
)
def test_what_changed_while_it_waited_is_not_sent(
    series: Series,
    centre: Centre,
    officer: User,
    roll: list[Candidate],
    postbox: Postbox,
    change: Callable[[Candidate], None],
    reason: str,
) -> None:
    send_letters(series=series, centre=centre, numbers=["0001"], by=officer)
    change(roll[0])
    run_jobs()

    mail = LetterMail.objects.get()
    assert (mail.state, mail.reason) == (State.FAILED, reason)
    assert postbox.received == []


def test_two_workers_never_claim_the_same_message(
    series: Series, centre: Centre, officer: User, roll: list[Candidate]
) -> None:
    send_letters(series=series, centre=centre, numbers=["0001"], by=officer)
    waiting = mails_of(series=series, centre=centre)

    assert delivery.claim(waiting) is not None
    assert delivery.claim(waiting) is None


def test_what_a_dead_worker_was_sending_may_have_arrived(
    series: Series, centre: Centre, officer: User, roll: list[Candidate], postbox: Postbox
) -> None:
    send_letters(series=series, centre=centre, numbers=["0001", "0002"], by=officer)
    delivery.claim(mails_of(series=series, centre=centre))
    LetterMail.objects.filter(state=State.SENDING).update(claimed_at=timezone.now() - 2 * delivery.GIVEN_UP_AFTER)

    email_tasks.resume()
    run_jobs()

    assert states(series, centre) == {"0001": "unknown", "0002": "sent"}
    assert list(postbox.letters()) == ["two@example.org"]


def test_a_lost_job_is_asked_for_again_once(
    series: Series, centre: Centre, officer: User, roll: list[Candidate], postbox: Postbox
) -> None:
    send_letters(series=series, centre=centre, numbers=["0001"], by=officer)
    DBTaskResult.objects.all().delete()

    email_tasks.resume()
    email_tasks.resume()

    assert DBTaskResult.objects.count() == 1
    run_jobs()
    assert states(series, centre) == {"0001": "sent"}


def test_no_more_messages_go_out_in_a_minute_than_the_setting_says(
    series: Series, centre: Centre, officer: User, roll: list[Candidate], postbox: Postbox, settings: Settings
) -> None:
    settings.LETTERS_MAILS_A_MINUTE = 1
    send_letters(series=series, centre=centre, numbers=["0001", "0002"], by=officer)
    run_jobs()
    assert states(series, centre) == {"0001": "sent", "0002": "queued"}

    LetterMail.objects.filter(state=State.SENT).update(claimed_at=timezone.now() - pace.MINUTE)
    email_tasks.send_letters.call(series.pk, centre.pk)
    assert states(series, centre) == {"0001": "sent", "0002": "sent"}


def test_sending_is_on_record_without_addresses(
    series: Series, centre: Centre, officer: User, roll: list[Candidate]
) -> None:
    send_letters(series=series, centre=centre, numbers=["0001", "0002"], by=officer)

    entry = AuditEntry.objects.get(action="send letters by e-mail")
    assert (entry.actor, entry.centre_number, entry.details) == (officer.email, "PK123", {"letters": 2})


def test_nothing_is_queued_where_the_transaction_fails(
    series: Series, centre: Centre, officer: User, roll: list[Candidate]
) -> None:
    with transaction.atomic():
        send_letters(series=series, centre=centre, numbers=["0001"], by=officer)
        transaction.set_rollback(True)

    assert not LetterMail.objects.exists()
    assert not DBTaskResult.objects.exists()


@pytest.fixture
def page(series: Series, centre: Centre) -> str:
    return reverse("access:mail", args=[centre.number, series.slug])


def test_the_page_says_who_has_no_address_and_shows_the_message(
    client: Client, officer: User, roll: list[Candidate], page: str
) -> None:
    text = sign_in(client, officer).get(page).content.decode()

    assert "2 candidates have an email address" in text
    assert "1 candidate has no email address" in text
    assert "PK123_0001.pdf" in text
    assert roll[0].credential.username not in text


@pytest.mark.parametrize(
    ("choice", "sent"),
    [
        ({"whom": "all"}, {"0001", "0002"}),
        ({"whom": "group", "group": "11B"}, {"0002"}),
        ({"whom": "chosen", "candidates": ["0001"]}, {"0001"}),
        ({"whom": "chosen", "by_number": "1"}, {"0001"}),
    ],
)
def test_the_officer_chooses_whom_to_send_to(
    client: Client, officer: User, roll: list[Candidate], page: str, choice: dict[str, str], sent: set[str]
) -> None:
    client = sign_in(client, officer)
    preview = client.post(page, choice).content.decode()
    assert "What will change" in preview
    assert not LetterMail.objects.exists()

    response = client.post(page, {**choice, "confirmed": str(len(sent))})

    assert response.status_code == 302
    assert set(LetterMail.objects.values_list("candidate__number", flat=True)) == sent


@pytest.mark.parametrize(
    ("choice", "mend"),
    [
        ({}, "Choose whom to send to."),
        ({"whom": "group"}, "Choose a teaching group."),
        ({"whom": "group", "group": "12Z"}, "Choose a teaching group from the list."),
        ({"whom": "chosen"}, "Tick at least one candidate, or name one by number."),
        ({"whom": "chosen", "by_number": "0099"}, "No candidate with a letter has this number: 0099."),
        ({"whom": "chosen", "by_number": "99-120"}, "Tick at least one candidate, or name one by number."),
        ({"whom": ["all", "chosen"]}, "This arrived twice with one form. Choose again, once."),
        ({"whom": "chosen", "candidates": ["0003"]}, "There is nothing to send"),
        ({"whom": "al\0l"}, "Choose one of the three."),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_queued(
    client: Client, officer: User, roll: list[Candidate], page: str, choice: dict[str, str], mend: str
) -> None:
    response = sign_in(client, officer).post(page, choice)

    assert response.status_code == 200
    assert mend in response.content.decode()
    assert not LetterMail.objects.exists()


def test_candidates_of_nobody_or_of_another_centre_are_not_found(
    client: Client, officer: User, roll: list[Candidate], page: str
) -> None:
    assert sign_in(client, officer).post(page, {"whom": "chosen", "candidates": ["0777"]}).status_code == 404


def test_another_centres_officer_finds_nothing_and_a_viewer_may_not(
    client: Client, other_officer: User, centre: Centre, roll: list[Candidate], page: str
) -> None:
    viewer = builders.make_user("viewer@pk123.example")
    Membership.objects.create(user=viewer, centre=centre, role=Role.RESULTS_VIEWER)

    assert sign_in(client, other_officer).post(page, {"whom": "all", "confirmed": "2"}).status_code == 404
    assert sign_in(client, viewer).post(page, {"whom": "all", "confirmed": "2"}).status_code == 403
    assert not LetterMail.objects.exists()


def test_failed_messages_are_tried_again_from_the_page(
    client: Client, series: Series, centre: Centre, officer: User, roll: list[Candidate], page: str, postbox: Postbox
) -> None:
    postbox.refused.add("one@example.org")
    sign_in(client, officer).post(page, {"whom": "all", "confirmed": "2"})
    run_jobs()
    assert "550 No such mailbox" in client.get(page).content.decode()

    postbox.refused.clear()
    client.post(reverse("access:mail_again", args=[centre.number, series.slug]))
    run_jobs()

    assert states(series, centre) == {"0001": "sent", "0002": "sent"}


def test_the_list_takes_as_many_queries_for_many_as_for_few(
    series: Series, centre: Centre, roll: list[Candidate], django_assert_max_num_queries: Callable[..., object]
) -> None:
    for number in range(100, 140):
        builders.make_entry(builders.make_candidate(series, centre, f"{number:04}", email=f"c{number}@example.org"))
    issue_missing(series=series, centre=centre, by=Command("test"), on_progress=lambda done, total: None)

    with django_assert_max_num_queries(10):  # type: ignore[attr-defined]
        assert len(addressees(series=series, centre=centre)) == 43
