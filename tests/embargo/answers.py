"""All that can be told of an answer, without what differs from one request to the next in any case."""

import datetime as datetime_module
import logging
import random
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, fields
from datetime import datetime
from io import BytesIO
from typing import Any
from unittest import mock
from zipfile import ZipFile

from django.core import mail
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

# Clocks: times of day, what is left until an instant, and milliseconds since 1970.
CLOCKS = re.compile(
    rb"\d?\d:\d\d(:\d\d)?(\.\d+)?(\+00:00|Z)?|(?<![\d-])1[789]\d{8,11}(\.\d+)?|\d+\xc2\xa0(?:second|minute)s?"
    rb"|<span data-time-left>[^<]*</span>|data-seconds=\"\d+\""
)
CHANGING_HEADERS = {"Expires", "Content-Length", "Date"}


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer and everything that came with it, comparable."""

    status: int
    headers: tuple[tuple[str, str], ...]
    length: int
    body: object
    cookies: tuple[tuple[str, int, str], ...]
    queries: int
    logs: tuple[tuple[str, int, str], ...]
    messages: tuple[tuple[object, ...], ...]


class Listener(logging.Handler):
    """Keeps what was logged."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[tuple[str, int, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        said = f"{record.getMessage()} {record.exc_info and record.exc_info[1]}"
        self.lines.append((record.name, record.levelno, masked(said.encode()).decode()))


@contextmanager
def same_moment(moment: datetime) -> Iterator[None]:
    """Within, it is this moment for everything but the database.

    A session notes once a minute that somebody is there: on a busy machine that minute ended between two worlds, and
    the answer in the second one took more statements and set a cookie.
    """
    # A workbook says when it was made, and so is a byte longer or shorter from one second to the next.
    calendar = mock.Mock(wraps=datetime_module)
    calendar.datetime.now.return_value = moment
    with (
        mock.patch("django.utils.timezone.now", return_value=moment),
        mock.patch("time.time", return_value=moment.timestamp()),
        mock.patch("openpyxl.writer.excel.datetime", calendar),
        mock.patch("openpyxl.packaging.core.datetime", calendar),
    ):
        yield


@contextmanager
def same_chances() -> Iterator[None]:
    """Within, everything that is drawn at random comes out as it did the last time."""
    dice = random.Random(20_270_119)
    with mock.patch("os.urandom", dice.randbytes), mock.patch("random._urandom", dice.randbytes):
        yield


def answer(ask: Callable[[], Any]) -> Answer:
    """Ask once, and tell all that can be told of the answer."""
    # Django keeps the last 9,000 statements alone.
    connection.queries_log.clear()
    before, listener = len(mail.outbox), Listener()
    logging.getLogger().addHandler(listener)
    try:
        with CaptureQueriesContext(connection) as captured:
            response = ask()
            body = b"".join(response.streaming_content) if response.streaming else response.content
    finally:
        logging.getLogger().removeHandler(listener)
    # The SQL that the test itself looks at is logged as well.
    lines = tuple(line for line in listener.lines if line[0] != "django.db.backends")
    declared = response.headers.get("Content-Length")
    return Answer(
        status=response.status_code,
        headers=_headers(response.headers),
        length=len(masked(body)) if declared in (None, str(len(body))) else int(declared),
        body=readable(body),
        cookies=tuple((name, len(set_.value), set_["path"]) for name, set_ in sorted(response.cookies.items())),
        queries=len(captured),
        logs=lines,
        messages=tuple(_message(message) for message in mail.outbox[before:]),
    )


def undone(client: Client, ask: Callable[[], Any]) -> Answer:
    """Ask, and leave neither in the database nor in the browser a trace of it."""
    cookies = deepcopy(client.cookies)
    cache.clear()
    try:
        with same_chances(), transaction.atomic():
            told = answer(ask)
            transaction.set_rollback(True)
    finally:
        client.cookies = cookies
        del mail.outbox[:]
    return told


def difference(one: Answer, other: Answer) -> str:
    """Where two answers differ first, with some of what stands there in each."""
    for field in fields(Answer):
        here, there = repr(getattr(one, field.name)), repr(getattr(other, field.name))
        if here != there:
            place = next((at for at, (a, b) in enumerate(zip(here, there, strict=False)) if a != b), 0)
            around = slice(max(0, place - 60), place + 60)
            return f"{field.name}: …{here[around]}… and …{there[around]}…"
    return ""


def masked(text: bytes) -> bytes:
    return CLOCKS.sub(b"", text)


def readable(body: bytes) -> object:
    """What is in a file: the pages of a PDF, the names and files of a zip, else its bytes."""
    if body.startswith(b"%PDF"):
        return [masked(page.extract_text().encode()) for page in PdfReader(BytesIO(body)).pages]
    if body.startswith(b"PK\x03\x04"):
        with ZipFile(BytesIO(body)) as archive:
            return {entry.filename: (entry.file_size, readable(archive.read(entry))) for entry in archive.infolist()}
    return masked(body)


def _headers(headers: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    told = ((name, masked(value.encode()).decode()) for name, value in headers.items() if name not in CHANGING_HEADERS)
    return tuple(sorted(told))


def _message(message: Any) -> tuple[object, ...]:
    return message.subject, message.to, masked(str(message.body).encode()), [str(part) for part in message.attachments]
