"""What an officer does on the page of letters by e-mail beside sending them."""

import pytest
from django.test import Client
from django.urls import reverse

from access.credentials.issue import issue_missing
from access.letters.email_queue import addressees, send_letters
from candidates.models import Candidate, Series
from centres.models import Centre, User
from letters.models.mail import LetterMail
from results_portal.audit import Command
from results_portal.models import AuditEntry
from tests.support import builders
from tests.support.centre_with_letters import give_access, pages_of
from tests.support.jobs import run_jobs
from tests.support.mail_server import Postbox

pytestmark = pytest.mark.django_db(transaction=True)

EMAIL = "/portal/PK123/november-2026/email/"


@pytest.fixture
def roll(series: Series, centre: Centre) -> list[Candidate]:
    """Three candidates with letters; the last has no address."""
    people = [
        builders.make_candidate(series, centre, "0001", email="one@example.org"),
        builders.make_candidate(series, centre, "0002", email="two@example.org"),
        builders.make_candidate(series, centre, "0003"),
    ]
    for person in people:
        builders.make_entry(person)
    give_access(series, centre)
    issue_missing(series=series, centre=centre, by=Command("test"), on_progress=lambda done, total: None)
    return people


def states() -> dict[str, str]:
    return dict(LetterMail.objects.values_list("candidate__number", "state"))


def send_all(client: Client, count: int) -> None:
    assert client.post(EMAIL, {"whom": "all", "confirmed": str(count)}).status_code == 302


@pytest.mark.usefixtures("roll")
def test_before_sending_the_page_says_what_will_change_and_nothing_is_queued(officer_client: Client) -> None:
    page = officer_client.post(EMAIL, {"whom": "all"}).content.decode()

    assert "What will change" in page
    assert "<strong>2 candidates</strong> will get an email" in page
    assert "1 candidate has no email address and will get nothing" in page
    assert not LetterMail.objects.exists()


def test_it_names_letters_that_replace_sent_ones_and_those_sent_before(
    roll: list[Candidate], officer_client: Client, postbox: Postbox
) -> None:
    send_all(officer_client, 2)
    run_jobs()
    Candidate.objects.filter(number="0001").update(given_names="Corrected")

    page = officer_client.post(EMAIL, {"whom": "all"}).content.decode()

    assert "<strong>1 candidate</strong> will get an email" in page
    assert "For 1 candidate of these it replaces a letter that was sent before" in page
    assert "1 candidate has been sent this letter already" in page


def test_what_changed_since_the_preview_is_previewed_again(roll: list[Candidate], officer_client: Client) -> None:
    Candidate.objects.filter(number="0003").update(email="three@example.org")

    page = officer_client.post(EMAIL, {"whom": "all", "confirmed": "2"})

    assert "<strong>3 candidates</strong> will get an email" in page.content.decode()
    assert not LetterMail.objects.exists()


def test_stop_takes_out_what_waits_and_leaves_what_was_sent(
    roll: list[Candidate], series: Series, centre: Centre, officer: User, officer_client: Client, postbox: Postbox
) -> None:
    send_letters(series=series, centre=centre, numbers=["0001"], by=officer)
    run_jobs()
    send_letters(series=series, centre=centre, numbers=["0002"], by=officer)

    page = officer_client.post(reverse("access:mail_stop", args=["PK123", "november-2026"]), follow=True)
    run_jobs()

    assert "One letter that was still waiting will not be sent." in page.content.decode()
    assert states() == {"0001": "sent", "0002": "stopped"}
    assert len(postbox.received) == 1
    entry = AuditEntry.objects.get(action="stop letters by e-mail")
    assert (entry.actor, entry.details) == (officer.email, {"letters": 1})

    again = officer_client.post(reverse("access:mail_stop", args=["PK123", "november-2026"]), follow=True)
    assert "there is nothing to stop" in again.content.decode()


def test_what_was_stopped_can_be_sent_after_all(
    roll: list[Candidate], officer_client: Client, postbox: Postbox
) -> None:
    send_all(officer_client, 2)
    officer_client.post(f"{EMAIL}stop/")

    send_all(officer_client, 2)
    run_jobs()

    assert states() == {"0001": "sent", "0002": "sent"}


def test_a_corrected_address_is_on_record_counts_for_the_next_send_and_leaves_the_boards(
    roll: list[Candidate], officer: User, officer_client: Client, postbox: Postbox
) -> None:
    postbox.refused.add("one@example.org")
    send_all(officer_client, 2)
    run_jobs()
    assert "/email/0001/" in officer_client.get(EMAIL).content.decode()

    officer_client.post(f"{EMAIL}0001/", {"address": "right@example.org"})

    run_jobs()
    assert len(postbox.received) == 1, "correcting sends nothing"
    assert Candidate.objects.get(number="0001").email == "one@example.org"
    entry = AuditEntry.objects.get(action="correct e-mail address")
    assert (entry.actor, entry.target) == (officer.email, "0001")
    assert entry.details == {"before": "one@example.org", "after": "right@example.org", "board": "one@example.org"}
    page = officer_client.get(EMAIL).content.decode()
    assert "right@example.org (the board has one@example.org)" in page

    send_all(officer_client, 1)
    run_jobs()
    assert sorted(postbox.letters()) == ["right@example.org", "two@example.org"]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"email": "new@example.org"}, id="the board loads another address"),
        pytest.param({"family_name": "Another", "given_names": "Person"}, id="somebody else has the number"),
    ],
)
def test_a_correction_ends_with_what_it_was_made_for(
    roll: list[Candidate], series: Series, centre: Centre, officer_client: Client, change: dict[str, str]
) -> None:
    officer_client.post(f"{EMAIL}0001/", {"address": "right@example.org"})
    Candidate.objects.filter(number="0001").update(**change)

    first = addressees(series=series, centre=centre)[0]

    assert first.address == change.get("email", "one@example.org")


@pytest.mark.usefixtures("roll")
@pytest.mark.parametrize("typed", ["", "no address", "a@b@c.example", "x" * 260 + "@example.org"])
def test_what_is_no_address_is_said_at_the_field(officer_client: Client, typed: str) -> None:
    page = officer_client.post(f"{EMAIL}0001/", {"address": typed})

    assert (page.status_code, "error-summary" in page.content.decode()) == (200, True)
    assert not AuditEntry.objects.filter(action="correct e-mail address").exists()


@pytest.mark.usefixtures("roll")
def test_a_test_letter_goes_to_oneself_marked_and_without_anybodys_password(
    officer: User, officer_client: Client, postbox: Postbox
) -> None:
    officer_client.post(f"{EMAIL}test/")
    assert postbox.received == [], "no page waits for the mail server"
    run_jobs()

    [message] = postbox.received
    assert (message["To"], message["Reply-To"]) == (officer.email, None)
    assert str(message["Subject"]).startswith("TEST: ")
    [attachment] = list(message.iter_attachments())
    text = pages_of(attachment.get_content())[0]
    assert "THIS-IS-A-TEST" in text
    assert not any(person.credential.username in text for person in Candidate.objects.filter(credential__isnull=False))
    assert AuditEntry.objects.filter(action="send test letter").count() == 1


@pytest.mark.usefixtures("roll")
def test_test_letters_are_counted(officer_client: Client) -> None:
    pages = [officer_client.post(f"{EMAIL}test/", follow=True).content.decode() for _turn in range(6)]

    assert ["There were too many tries" in page for page in pages] == [False] * 5 + [True]
