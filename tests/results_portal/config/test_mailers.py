"""`EMAIL_URL` in the words of Django's `MAILERS`."""

from typing import Any

import environ
import pytest

from results_portal.config.mailers import mailer, mailers

GUARD = {"BACKEND": "results_portal.outbox.rehearsal_guard.RehearsalGuard"}
BACKENDS = "django.core.mail.backends"


def parsed(address: str) -> dict[str, Any]:
    return mailer(environ.Env.email_url_config(address))


def test_smtp_with_a_sign_in_and_tls() -> None:
    assert parsed("smtp+tls://user:p%40ss@mail.example:587") == {
        "BACKEND": f"{BACKENDS}.smtp.EmailBackend",
        "OPTIONS": {
            "host": "mail.example",
            "port": 587,
            "username": "user",
            "password": "p@ss",
            "use_tls": True,
            "timeout": 20,
        },
    }


def test_smtp_on_this_machine() -> None:
    assert parsed("smtp://localhost:25")["OPTIONS"] == {"host": "localhost", "port": 25, "timeout": 20}


def test_mail_into_files_of_an_absolute_folder() -> None:
    assert parsed("filemail:////var/mail/out") == {
        "BACKEND": f"{BACKENDS}.filebased.EmailBackend",
        "OPTIONS": {"file_path": "/var/mail/out"},
    }


@pytest.mark.parametrize("kind", ["console", "locmem", "dummy"])
def test_other_kinds_take_no_options(kind: str) -> None:
    scheme = {"console": "consolemail", "locmem": "memorymail", "dummy": "dummymail"}[kind]

    assert parsed(f"{scheme}://") == {"BACKEND": f"{BACKENDS}.{kind}.EmailBackend", "OPTIONS": {}}


def test_pages_queue_what_goes_to_a_server_and_jobs_reach_it_directly() -> None:
    made = mailers(environ.Env.email_url_config("smtp://localhost:25"))

    assert made["default"] == {"BACKEND": "results_portal.outbox.backend.QueuedEmailBackend"}
    assert made["direct"] == GUARD
    assert made["server"] == parsed("smtp://localhost:25")


def test_what_goes_into_files_is_not_queued() -> None:
    made = mailers(environ.Env.email_url_config("filemail:////var/mail/out"))

    assert made["default"] == made["direct"] == GUARD
    assert made["server"] == parsed("filemail:////var/mail/out")
