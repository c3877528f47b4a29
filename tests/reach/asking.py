"""Asks addresses, and notes what each answers and which tables it writes."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

from django.apps import apps
from django.core import mail
from django.db import connection, transaction
from django.test import Client

WRITES = re.compile(r'(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM) "(\w+)"')
OFFICERS_SIGN_IN = ("/portal/accounts/login/", "/admin/login/")
CANDIDATES_SIGN_IN = "/results/sign-in/"
LETTERS = {200: "+", 400: "b", 403: "x", 404: "-", 405: "m", 429: "t"}


def letter_of(response: Any) -> str:
    """An answer as one letter of the table; a status that it has no letter for in digits."""
    if response.status_code in (301, 302):
        target = response.headers["Location"].partition("?")[0]
        if target in OFFICERS_SIGN_IN:
            return "i"
        return "k" if target == CANDIDATES_SIGN_IN else ">"
    return LETTERS.get(response.status_code, f"({response.status_code})")


def ask(client: Client, method: str, path: str, data: Any = None) -> Any:
    """The response, read to its end."""
    response = getattr(client, method.lower())(path, data)
    if response.streaming:
        b"".join(response.streaming_content)
    return response


@contextmanager
def undone(client: Client) -> Iterator[None]:
    """Within, whatever is done leaves a trace neither in the database nor in the browser nor in the post."""
    cookies, sent = deepcopy(client.cookies), len(mail.outbox)
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        client.cookies = cookies
        del mail.outbox[sent:]


@contextmanager
def noting_writes() -> Iterator[set[str]]:
    """Within, the tables that are written to, with any rows or none."""
    written: set[str] = set()

    def note(execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
        written.update(WRITES.findall(sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield written


def snapshot() -> dict[str, frozenset[tuple[str, ...]]]:
    """Every row of every table that a model has, by the table's name."""
    models = apps.get_models(include_auto_created=True)
    return {
        model._meta.db_table: frozenset(
            tuple(repr(value) for value in row) for row in model._base_manager.values_list()
        )
        for model in models
    }


def changed(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    """The tables whose rows differ."""
    return {table for table in before | after if before.get(table) != after.get(table)}
