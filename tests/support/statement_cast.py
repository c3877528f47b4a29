"""Statements in tests: taken by the candidate of the suite's cast, read and checked as anybody would."""

import re
from typing import Any

from django.test import Client

from tests.support.pdf_text import pdfium_texts

STATEMENT, CHECK = "/results/statement.pdf", "/results/check/"
UNKNOWN = "No such statement"
CURRENT = "Genuine and current"
SUPERSEDED = "Genuine but superseded"


def taken(client: Client) -> bytes:
    """The PDF that a candidate who is signed in takes."""
    response = client.get(STATEMENT)
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    return response.content


def text_of(pdf: bytes) -> str:
    """All that the statement says, from left to right and from top to bottom, in one line."""
    return " ".join(" ".join(pdfium_texts(pdf)).split())


def code_on(pdf: bytes) -> str:
    found = re.search(r"Code ((?:[A-Z2-9]{4}-){3}[A-Z2-9]{4})", text_of(pdf))
    assert found
    return found[1]


def checked(code: str, family_name: str = "Rahman", **extra: Any) -> Any:
    """What the check page answers to somebody who isn't signed in."""
    return Client().post(CHECK, {"code": code, "family_name": family_name}, **extra)


def verdict_of(response: Any) -> str:
    """The one verdict on a page."""
    text = response.content.decode()
    found = [verdict for verdict in (UNKNOWN, CURRENT, SUPERSEDED) if f"</span> {verdict}</h2>" in text]
    assert len(found) == 1
    return found[0]
