"""Sends what is spoilt, and notes whatever must not happen."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.test import Client

from tests.odd_input.reading import Form
from tests.odd_input.sending import Body, send, undone
from tests.odd_input.spoiling import TYPED
from tests.reach.asking import noting_writes
from tests.support import builders

# What even a refusal may write: who tried, and what the session shows next.
OF_REFUSALS = {
    "django_session",
    "results_portal_auditentry",
    "results_portal_audithead",
    "results_portal_audittally",
    "results_portal_countedtry",
    "shared_cache",
}
# Django's line about a window of the admin that asks for a column it may not have: it names the column.
NAMES_COLUMNS = "django.security.DisallowedModelAdminToField"
SECRETS = (TYPED, builders.PASSWORD)


class Listener(logging.Handler):
    """Keeps what a log would hold, tracebacks included."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.name != NAMES_COLUMNS:
            self.lines.append(logging.Formatter().format(record))


@contextmanager
def listening() -> Iterator[list[str]]:
    """Within, what is logged."""
    listener = Listener()
    logging.getLogger().addHandler(listener)
    try:
        yield listener.lines
    finally:
        logging.getLogger().removeHandler(listener)


def wrong_with(client: Client, form: Form, body: Body) -> list[str]:
    """What is wrong about the answer to a form: a fault, something typed in a log, or a change although it refuses."""
    with undone(client), listening() as lines, noting_writes() as written:
        response = send(client, form, body)
    faults = [f"answers {response.status_code}"] if response.status_code >= 500 else []
    faults += [f"logs {secret}" for secret in SECRETS if any(secret in line for line in lines)]
    if response.status_code >= 400 and written - OF_REFUSALS:
        faults.append(f"answers {response.status_code} and writes {sorted(written - OF_REFUSALS)}")
    return faults
