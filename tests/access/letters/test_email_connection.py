"""While a worker talks to the mail server it holds no database connection, and no transaction is open."""

from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import connections

from access.letters import email_tasks
from access.letters.email_queue import send_letters
from candidates.models import Candidate, Series
from centres.models import Centre, User
from letters.models import LetterBatch
from letters.models.mail import LetterMail
from tests.support.mail_server import Postbox

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("own_store"),
    pytest.mark.skipif(connections["default"].vendor != "postgresql", reason="SQLite has no pool of connections"),
]


def connections_held() -> int:
    """How many connections of this process's pool are in anybody's hands."""
    here: Any = connections["default"]
    stats = here.pool.get_stats()
    return int(stats["pool_size"] - stats["pool_available"])


def test_none_is_held_while_the_mail_server_is_spoken_to(
    roll: list[Candidate],
    ready: LetterBatch,
    series: Series,
    centre: Centre,
    officer: User,
    postbox: Postbox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Candidate.objects.update(email="one@example.org")
    held = []
    take = Postbox.handle_DATA

    async def counting(self: Postbox, server: SMTP, session: Session, envelope: Envelope) -> str:
        held.append(connections_held())
        return await take(self, server, session, envelope)

    monkeypatch.setattr(Postbox, "handle_DATA", counting)
    send_letters(series=series, centre=centre, numbers=[person.number for person in roll], by=officer)

    email_tasks.send_letters.call(series.pk, centre.pk)

    assert held == [0] * len(roll)
    assert set(LetterMail.objects.values_list("state", flat=True)) == {"sent"}
