"""While something is drawn or hashed for somebody, no database connection is held: others need it."""

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from reportlab.pdfgen.canvas import Canvas

from access.models import AccessSettings
from candidates.models import Candidate
from letters.models import LetterBatch
from tests.support.credentials import PASSWORD, USERNAME, give_access, give_credential, try_to_sign_in
from tests.support.giving import PAGE

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("own_store"),
    pytest.mark.skipif(connections["default"].vendor != "postgresql", reason="SQLite has no pool of connections"),
]
Watch = Callable[[Any, str], list[int]]


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    """The list fills with how many connections are in anybody's hands each time a function of a library is called."""

    def watched(library: Any, name: str) -> list[int]:
        held: list[int] = []
        function = getattr(library, name)

        def counting(*args: Any, **kwargs: Any) -> Any:
            here: Any = connections["default"]
            stats = here.pool.get_stats()
            held.append(stats["pool_size"] - stats["pool_available"])
            return function(*args, **kwargs)

        monkeypatch.setattr(library, name, counting)
        return held

    return watched


@pytest.mark.parametrize(
    "address",
    [
        "letters/0001.pdf",
        "letters/register.pdf",
        "letters.pdf?order=group",
        "letters/chosen.pdf?scope=found&numbers=0002",
    ],
)
def test_none_is_held_while_letters_are_drawn(
    ready: LetterBatch, officer_client: Client, watch: Watch, address: str
) -> None:
    held = watch(Canvas, "save")

    answer: Any = officer_client.get(f"{PAGE}{address}")

    assert answer["Content-Type"] == "application/pdf"
    assert held
    assert set(held) == {0}


def test_none_is_held_while_a_statement_is_drawn(signed_in: Client, watch: Watch) -> None:
    held = watch(Canvas, "save")

    assert signed_in.get("/results/statement.pdf")["Content-Type"] == "application/pdf"
    assert held
    assert set(held) == {0}


@pytest.mark.parametrize("password", [PASSWORD, "AAAAA-BBBBB-CCCCC"])
def test_none_is_held_while_a_candidates_password_is_hashed(candidate: Candidate, watch: Watch, password: str) -> None:
    give_access(candidate.series, candidate.centre)
    give_credential(candidate)
    assert AccessSettings.objects.exists()
    held = watch(hashlib, "pbkdf2_hmac")

    try_to_sign_in(Client(), USERNAME, password)

    assert held
    assert set(held) == {0}
