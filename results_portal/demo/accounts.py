"""The people who can sign in to a demonstration, with passwords that are made once and kept."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from io import StringIO
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management import call_command

from results_portal.demo import state_directory

FILE = "log-ins.json"
# For whom the officers act, in the order of their log-ins, as `create_officer` wants to know it.
PLACES: tuple[dict[str, str], ...] = (
    {"centre": "PK123"},
    {"associate": "MERID"},
    {"centre": "PK123", "role": "head"},
)
CONSONANTS, VOWELS = "bdfgjklmnprstvz", "aeiou"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One account: `kind` is officer or staff, `scope` says in words what it reaches."""

    kind: str
    email: str
    password: str
    scope: str


def password() -> str:
    """Four words that can be spoken and typed, such as `nomiba-tarefu-…`: 12 syllables of 75, over 74 bits."""
    syllables = [secrets.choice(CONSONANTS) + secrets.choice(VOWELS) for _ in range(12)]
    return "-".join("".join(syllables[start : start + 3]) for start in range(0, 12, 3))


def kept_in(folder: Path) -> list[Account]:
    """The accounts of the demonstration that keeps its notes in `folder`, made up at the first call."""
    file = folder / FILE
    kept = state_directory.read(file)
    if kept is None:
        made = [
            Account(kind="officer", email="officer@pk123.example", password=password(), scope="centre PK123"),
            Account(kind="officer", email="officer@merid.example", password=password(), scope="Associate MERID"),
            Account(kind="officer", email="head@pk123.example", password=password(), scope="head of centre PK123"),
            Account(kind="staff", email="staff@board.example", password=password(), scope="the administration"),
            Account(kind="staff", email="second@board.example", password=password(), scope="a second person of staff"),
        ]
        state_directory.write(file, kept := [asdict(log_in) for log_in in made])
    return [Account(**log_in) for log_in in kept]


def create(log_ins: list[Account]) -> None:
    """Make the accounts that don't exist yet. The centre and the Associate have to be loaded before."""
    officers = [log_in for log_in in log_ins if log_in.kind == "officer"]
    for log_in, place in zip(officers, PLACES, strict=True):
        if _missing(log_in):
            with _environment(OFFICER_PASSWORD=log_in.password):
                call_command("create_officer", log_in.email, **place, stdout=StringIO())
    for staff in (log_in for log_in in log_ins if log_in.kind == "staff" and _missing(log_in)):
        with _environment(DJANGO_SUPERUSER_PASSWORD=staff.password):
            call_command("createsuperuser", email=staff.email, interactive=False, verbosity=0)


def _missing(log_in: Account) -> bool:
    return not get_user_model().objects.filter(email=log_in.email).exists()


@contextmanager
def _environment(**values: str) -> Iterator[None]:
    """Set variables for the length of one command: passwords are handed over in no other way."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value
