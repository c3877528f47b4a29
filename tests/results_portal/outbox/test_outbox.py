"""E-mails of pages go out after the answer: no page waits for a mail server, and one that is away is tried again."""

import socket
from datetime import timedelta

import pytest
from django.core.mail import mailers, send_mail
from django.db import transaction
from django.test import Client
from django_tasks_db.models import DBTaskResult
from pytest_django.fixtures import Settings

from centres.models import User
from results_portal.outbox.delivery import PAUSES
from tests.support.jobs import run_jobs
from tests.support.mail_server import Postbox, use_mail_server
from tests.support.postgresql import free_port

pytestmark = pytest.mark.django_db(transaction=True)

TO = "head@pk123.example"


def queue_mail(settings: Settings) -> None:
    queued = {"BACKEND": "results_portal.outbox.backend.QueuedEmailBackend"}
    settings.MAILERS = {**settings.MAILERS, "default": queued}


@pytest.fixture
def postbox(postbox: Postbox, settings: Settings) -> Postbox:
    queue_mail(settings)
    return postbox


def send(text: str = "A link: https://portal.example/secret") -> None:
    send_mail("A new password", text, None, [TO])


def time_passes(passed: timedelta) -> None:
    for job in DBTaskResult.objects.filter(status="READY"):
        DBTaskResult.objects.filter(pk=job.pk).update(run_after=job.run_after - passed)


def test_a_page_answers_while_the_mail_server_says_nothing(client: Client, officer: User, settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        use_mail_server(settings, silent.getsockname()[1])
        queue_mail(settings)
        response = client.post("/portal/accounts/password/reset/", {"email": officer.email})

        assert response.status_code == 302
        # Nothing has spoken to the server.
        silent.settimeout(0)
        with pytest.raises(BlockingIOError):
            silent.accept()


def test_it_is_sent_by_a_worker_as_it_was_written(postbox: Postbox, settings: Settings) -> None:
    settings.PORTAL_URL = "https://portal.results.example.org"
    send()
    assert postbox.received == []
    run_jobs()

    [message] = postbox.received
    assert (message["To"], message["Subject"]) == (TO, "A new password")
    assert message.get_content().strip() == "A link: https://portal.example/secret"
    assert message["Auto-Submitted"] == "auto-generated"
    assert str(message["Message-ID"]).endswith("@portal.results.example.org>")


def test_what_waits_can_not_be_read_in_the_database(postbox: Postbox) -> None:
    send()

    stored = str(DBTaskResult.objects.values().get())
    assert "secret" not in stored
    assert TO not in stored


def test_what_is_rolled_back_is_not_sent(postbox: Postbox) -> None:
    with transaction.atomic():
        send()
        transaction.set_rollback(True)
    run_jobs()

    assert postbox.received == []


def test_later_is_tried_again_once_and_never_is_not(postbox: Postbox, caplog: pytest.LogCaptureFixture) -> None:
    postbox.later[TO] = ["451 4.7.1 Greylisted", "550 No such mailbox"]
    send()
    run_jobs()
    assert postbox.received == []

    time_passes(PAUSES[0])
    run_jobs()
    assert (postbox.received, DBTaskResult.objects.filter(status="READY").count()) == ([], 0)
    assert "an e-mail was not sent (SMTPRecipientsRefused)" in caplog.text
    assert not any(TO in record.getMessage() for record in caplog.records if record.name.startswith("results_portal"))


def test_a_server_out_of_reach_is_tried_again_for_hours(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    use_mail_server(settings, free_port())
    queue_mail(settings)
    send()
    for pause in PAUSES:
        run_jobs()
        assert DBTaskResult.objects.filter(status="READY").count() == 1
        time_passes(pause)
    run_jobs()

    assert not DBTaskResult.objects.filter(status="READY").exists()
    assert "an e-mail was not sent" in caplog.text
    assert type(mailers["direct"]).__name__ == "EmailBackend"
