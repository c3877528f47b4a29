"""A form that is complete for each address that takes one, and what it leaves in the database."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import AutoField, DateTimeField, Field, Model
from django.test import Client

from centres.models import Role
from tests.embargo.answers import same_chances
from tests.reach.asking import ask, letter_of, undone
from tests.reach.world import OURS, SECOND
from tests.support.builders import PASSWORD as OFFICERS_PASSWORD
from tests.support.credentials import PASSWORD, USERNAME
from tests.support.giving import typed
from tests.support.previews import hidden_in

ROOM = "portal/associate/<code>/<series_slug>/"
CENTRE = "portal/<centre_number>/"
SERIES = f"{CENTRE}<series_slug>/"
ACCOUNTS = "portal/accounts/"
NEW_PASSWORD = "four quiet otters swam"
TICKED = {"scope": "ticked", "candidates": [OURS]}
CONTACT = {name: value for name, value in typed().items() if name != "version"}
SET_UP = {**CONTACT, "step": "confirm", "centres": ["PK123"], "seen": ["PK123:0"], "whose_contact": "same"}

# Rows that come and go with a browser, and jobs, whose arguments are keys.
LEFT_OUT = {"sessions.Session", "django_tasks_database.DBTaskResult"}
# They depend on the time, or on such a digest.
UNLIKE = {"digest", "previous", "seal"}

# Details of an audit entry name a row by its key.
KEY = re.compile(r"(?<='record': )\d+")

Rows = dict[str, Counter[tuple[str, ...]]]
Known = Mapping[type[Model], frozenset[Any]]


@dataclass(frozen=True, slots=True)
class Filled:
    """A complete form: for which address, who sends it, and its fields."""

    name: str
    role: str
    fields: dict[str, Any] = field(default_factory=dict)
    # Whether *What will change* is shown first, and confirmed.
    previewed: bool = False

    def complete(self, client: Client, path: str) -> dict[str, Any]:
        """The fields of the form that does something."""
        if not self.previewed:
            return self.fields
        with undone(client):
            shown = hidden_in(client.post(path, self.fields))
        return {**{name: values[0] for name, values in shown.items()}, "step": "confirm"}


FORMS = [
    Filled(f"{SERIES}status/", "officer", typed(status="selected", candidates=[OURS])),
    Filled(f"{SERIES}delay/", "officer", {"when": "hours", "hours": "3", "version": "0"}, previewed=True),
    Filled(f"{SERIES}undo/", "officer", {"version": "0", "page": "overview"}),
    Filled(
        f"{SERIES}candidates/",
        "officer",
        {"scope": "ticked", "candidates": [SECOND], "action": "deselect", "version": "0"},
    ),
    Filled(f"{SERIES}candidates/reissue/", "officer", {**TICKED, "confirmed": "yes"}),
    Filled(f"{SERIES}email/", "officer", {"whom": "chosen", "group": "", "candidates": [OURS], "confirmed": "1"}),
    Filled(f"{SERIES}email/stop/", "officer"),
    Filled(f"{SERIES}email/test/", "officer"),
    Filled(f"{SERIES}email/<number>/", "officer", {"address": "corrected@example.org"}),
    Filled(f"{SERIES}email/again/", "officer", {"perhaps_sent": "on"}),
    Filled(f"{SERIES}letters/chosen.pdf", "officer", TICKED),
    Filled(
        f"{SERIES}letters/with-passphrase/",
        "officer",
        {"what": "all", "form": "zip", "passphrase": NEW_PASSWORD, "again": NEW_PASSWORD},
    ),
    Filled(f"{SERIES}letters/again/", "officer"),
    Filled(f"{SERIES}letters/stop/", "officer"),
    Filled(
        f"{ROOM}set-up/",
        "associate",
        SET_UP,
    ),
    Filled(f"{CENTRE}members/invite/", "head", {"email": "else@pk123.example", "role": Role.RESULTS_VIEWER}),
    Filled(f"{CENTRE}members/<key>/role/", "head", {"role": Role.RESULTS_VIEWER}),
    Filled(f"{CENTRE}members/<key>/remove/", "head"),
    Filled(f"{CENTRE}members/invitations/<key>/revoke/", "head"),
    Filled(
        "portal/invitations/<token>/",
        "visitor",
        {"name": "Nadia Aslam", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    ),
    Filled("portal/recovery/<token>/", "visitor"),
    Filled("results/sign-in/", "visitor", {"username": USERNAME, "password": PASSWORD}),
    Filled("results/sign-out/", "candidate"),
    Filled("results/check/", "visitor", {"code": "ABCD-EFGH-JKLM-NPQR", "family_name": "Rahman"}),
    Filled(f"{ACCOUNTS}login/", "visitor", {"login": "viewer@pk123.example", "password": OFFICERS_PASSWORD}),
    Filled(f"{ACCOUNTS}password/reset/", "visitor", {"email": "viewer@pk123.example"}),
    Filled(f"{ACCOUNTS}reauthenticate/", "officer", {"password": OFFICERS_PASSWORD}),
    Filled(
        f"{ACCOUNTS}password/change/",
        "officer",
        {"oldpassword": OFFICERS_PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    ),
]
# Several values belong together in these fields.
SEVERAL = {"candidates", "centres", "seen"}


def known_keys() -> Known:
    """The keys of all rows that there are now."""
    return {model: frozenset(model._base_manager.values_list("pk", flat=True)) for model in _models()}


def outcome(client: Client, path: str, fields: Mapping[str, Any], known: Known) -> tuple[str, Rows]:
    """What is answered to a form, and every row afterwards; chance is the same each time, and nothing stays."""
    with undone(client), same_chances():
        answer = letter_of(ask(client, "POST", path, fields))
        return answer, rows(known)


def rows(known: Known) -> Rows:
    """Every row without its key; another row that it names counts by its key if it is `known`, else as a new one."""
    return {model._meta.label: _rows(model, known) for model in _models()}


def _rows(model: type[Model], known: Known) -> Counter[tuple[str, ...]]:
    compared = [f for f in model._meta.concrete_fields if not isinstance(f, AutoField) and f.name not in UNLIKE]
    values = model._base_manager.values_list(*(f.attname for f in compared))
    return Counter(tuple(_plain(f, v, known) for f, v in zip(compared, row, strict=True)) for row in values)


def _plain(column: Field[Any, Any], value: Any, known: Known) -> str:
    if isinstance(column, DateTimeField):
        return "at some time" if value else "never"
    if value is not None and column.remote_field:
        return repr(value) if value in known.get(column.remote_field.model, ()) else "new"
    return KEY.sub("a key", repr(value))


def _models() -> list[type[Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.label not in LEFT_OUT]
