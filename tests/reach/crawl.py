"""Asks every address as one person, without leaving a trace, and keeps what was answered and which tables it wrote."""

from copy import deepcopy
from dataclasses import dataclass, field

from django.db import transaction
from django.test import Client

from tests.reach.asking import ask, changed, letter_of, noting_writes, snapshot, undone

Answers = dict[str, str]


@dataclass(slots=True)
class Told:
    """What one person was told, by the address's name.

    `wrote` has the tables that a GET or HEAD wrote, by method and name. What such requests left behind was taken back
    at once; `changed` are the tables in which all the others together changed a row.
    """

    get: Answers = field(default_factory=dict)
    head: Answers = field(default_factory=dict)
    post: Answers = field(default_factory=dict)
    wrote: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)


def everything(client: Client, paths: dict[str, str]) -> Told:
    """Ask each of `paths` by GET, by HEAD but for the admin's, which treats it as GET, and by POST."""
    told = Told()
    with undone(client):
        before = snapshot()
        for name, path in paths.items():
            told.get[name] = _read(client, "GET", name, path, told)
            if not name.startswith("admin/"):
                told.head[name] = _read(client, "HEAD", name, path, told)
        told.changed = changed(before, snapshot())
    for name, path in paths.items():
        with undone(client):
            told.post[name] = letter_of(ask(client, "POST", path))
    return told


def _read(client: Client, method: str, name: str, path: str, told: Told) -> str:
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        with noting_writes() as written:
            answer = letter_of(ask(client, method, path))
        if written:
            told.wrote[method, name] = written
            transaction.set_rollback(True)
            client.cookies = cookies
    return answer
