"""Letters that were sent and came back later: the mailbox for bounces tells which, and why."""

import mailbox
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from io import BytesIO, TextIOWrapper
from pathlib import Path
from socketserver import StreamRequestHandler
from threading import Thread

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from access.credentials.issue import issue_missing
from access.letters.email_queue import send_letters
from candidates.models import Candidate, Series
from centres.models import Centre, User
from letters.models.mail import LetterMail
from results_portal.audit import Command
from results_portal.models import AuditEntry
from tests.support import builders
from tests.support.bounces import Imap, Mailbox, Pop3, bounce_of, out_of_office
from tests.support.centre_with_letters import give_access
from tests.support.jobs import run_jobs
from tests.support.mail_server import Postbox

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def address_for_bounces(settings: Settings) -> None:
    settings.LETTERS_RETURN_ADDRESS = "bounces@results.example.org"
    settings.PORTAL_URL = "https://portal.results.example.org"


@pytest.fixture
def roll(series: Series, centre: Centre) -> list[Candidate]:
    people = [
        builders.make_candidate(series, centre, "0001", email="one@example.org"),
        builders.make_candidate(series, centre, "0002", email="two@example.org"),
    ]
    for person in people:
        builders.make_entry(person)
    give_access(series, centre)
    issue_missing(series=series, centre=centre, by=Command("test"), on_progress=lambda done, total: None)
    return people


@pytest.fixture
def sent(
    roll: list[Candidate], series: Series, centre: Centre, officer: User, postbox: Postbox
) -> dict[str, tuple[EmailMessage, str]]:
    """Each message that the mail server took and the address that it would come back to, by recipient."""
    send_letters(series=series, centre=centre, numbers=["0001", "0002"], by=officer)
    run_jobs()
    pairs = zip(postbox.received, postbox.senders, strict=True)
    return {str(message["To"]): (message, sender) for message, sender in pairs}


def states() -> dict[str, str]:
    return dict(LetterMail.objects.values_list("address", "state"))


def read_from_pipe(raw: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(raw)))
    call_command("read_bounces", "-", verbosity=0)


def test_each_message_has_a_return_address_and_an_identity_of_its_own_at_our_host(
    sent: dict[str, tuple[EmailMessage, str]],
) -> None:
    addresses = [sender for _message, sender in sent.values()]
    identities = [str(message["Message-ID"]) for message, _sender in sent.values()]

    assert len(set(addresses)) == len(set(identities)) == 2
    assert all(one.startswith("bounces+letter-") and one.endswith("@results.example.org") for one in addresses)
    assert all(one.endswith("@portal.results.example.org>") for one in identities)
    for message, _sender in sent.values():
        assert message["From"] == "no-reply@example.org"
        assert message["Auto-Submitted"] == "auto-generated"


@pytest.mark.usefixtures("sent")
def test_without_that_setting_bounces_go_to_the_sender(settings: Settings, postbox: Postbox, officer: User) -> None:
    settings.LETTERS_RETURN_ADDRESS = ""
    mail = LetterMail.objects.get(address="one@example.org")
    Candidate.objects.filter(pk=mail.candidate_id).update(email="other@example.org")
    send_letters(series=mail.candidate.series, centre=mail.candidate.centre, numbers=["0001"], by=officer)
    run_jobs()

    assert postbox.senders[-1] == "no-reply@example.org"


def test_a_bounce_turns_sent_into_bounced_with_the_reason(
    sent: dict[str, tuple[EmailMessage, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    message, sender = sent["one@example.org"]

    read_from_pipe(bounce_of(message, to=sender), monkeypatch)

    assert states() == {"one@example.org": "bounced", "two@example.org": "sent"}
    bounced = LetterMail.objects.get(state="bounced")
    assert bounced.reason == "It came back: 550 5.1.1 No such user"
    assert AuditEntry.objects.get(action="note bounces").target == "0001"

    read_from_pipe(bounce_of(message, to=sender), monkeypatch)
    assert AuditEntry.objects.filter(action="note bounces").count() == 1


@pytest.mark.parametrize("whole", [True, False], ids=["with the message", "with its headers"])
def test_a_bounce_to_the_sender_is_known_by_the_message_that_it_returns(
    sent: dict[str, tuple[EmailMessage, str]], monkeypatch: pytest.MonkeyPatch, whole: bool
) -> None:
    message, _sender = sent["two@example.org"]

    read_from_pipe(bounce_of(message, to="no-reply@example.org", whole=whole), monkeypatch)

    assert states() == {"one@example.org": "sent", "two@example.org": "bounced"}


def test_what_is_late_an_answer_or_forged_changes_nothing(
    sent: dict[str, tuple[EmailMessage, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    message, sender = sent["one@example.org"]
    forged = EmailMessage()
    forged["To"], forged["Message-ID"] = "one@example.org", f"<letter-{LetterMail.objects.first().pk}-{'0' * 20}@x.org>"  # type: ignore[union-attr]

    read_from_pipe(bounce_of(message, to=sender, action="delayed"), monkeypatch)
    read_from_pipe(out_of_office(sender), monkeypatch)
    read_from_pipe(bounce_of(forged, to="no-reply@example.org"), monkeypatch)
    read_from_pipe(b"", monkeypatch)

    assert set(states().values()) == {"sent"}


def test_folders_are_read(sent: dict[str, tuple[EmailMessage, str]], tmp_path: Path) -> None:
    maildir = mailbox.Maildir(tmp_path / "Maildir")
    maildir.add(bounce_of(*sent["one@example.org"][:1], to=sent["one@example.org"][1]))
    mbox = mailbox.mbox(tmp_path / "mbox")
    mbox.add(bounce_of(*sent["two@example.org"][:1], to=sent["two@example.org"][1]))
    mbox.close()

    call_command("read_bounces", f"maildir:{tmp_path / 'Maildir'}", verbosity=0)
    assert states() == {"one@example.org": "bounced", "two@example.org": "sent"}
    assert [message.get_flags() for message in mailbox.Maildir(tmp_path / "Maildir")] == ["S"]

    call_command("read_bounces", f"mbox:{tmp_path / 'mbox'}", verbosity=0)
    assert set(states().values()) == {"bounced"}


@contextmanager
def serving(handler: type[StreamRequestHandler], messages: list[bytes]) -> Iterator[Mailbox]:
    with Mailbox(handler, messages) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(("scheme", "handler"), [("imap", Imap), ("pop3", Pop3)])
def test_a_mailbox_at_another_server_is_read(
    sent: dict[str, tuple[EmailMessage, str]],
    settings: Settings,
    scheme: str,
    handler: type[StreamRequestHandler],
) -> None:
    message, sender = sent["one@example.org"]
    with serving(handler, [out_of_office(sender), bounce_of(message, to=sender)]) as server:
        settings.BOUNCES_URL = f"{scheme}://bounces:secret@127.0.0.1:{server.port}"
        call_command("read_bounces", verbosity=0)

    assert states() == {"one@example.org": "bounced", "two@example.org": "sent"}
    # What was no bounce stays in the mailbox for a person; over IMAP it is marked as read.
    assert (server.seen, server.deleted) == (({1, 2}, set()) if scheme == "imap" else (set(), {2}))


@pytest.mark.parametrize("source", ["", "ftp://example.org", "maildir:/nowhere/at/all", "imap://u:p@127.0.0.1:1"])
def test_a_mailbox_that_cannot_be_read_is_said_without_its_password(source: str) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("read_bounces", source)

    assert ":p@" not in str(refused.value)
