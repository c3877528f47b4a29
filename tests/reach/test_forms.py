"""Forms take the fields that they have, each once: nothing else that is sent with them makes a difference."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.forms import BaseForm
from django.forms.models import BaseModelForm
from django.urls import get_resolver

from centres.accounts.forms import Labelled
from centres.models import Role
from centres.permissions.staff_roles import ROOMS
from results_portal.forms.guarded import GuardedForm
from tests.reach import table
from tests.reach.forms import ACCOUNTS, FORMS, SEVERAL, Filled, known_keys, outcome, rows
from tests.reach.world import THEIRS, World

pytestmark = pytest.mark.django_db
every_form = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
with_fields = pytest.mark.parametrize("form", [form for form in FORMS if form.fields], ids=lambda form: form.name)

# What somebody might hope to slip in; any other column of the database is sent as well, as "1".
HOPED = {
    "centre_number": "AE310",
    "candidates": [THEIRS],
    "number": THEIRS,
    "role": Role.HEAD,
    "status": "all",
    "state": "ready",
    "password": "another password",
    "email": "somebody@else.example",
    "username": "AAAAAAAA",
    "issued_at": "2026-01-01 00:00",
}
# Another value, with which a field might arrive a second time.
SECONDS = {"status": "none", "role": Role.HEAD, "action": "select", "whom": "all", "step": "preview", "scope": "found"}


def columns() -> set[str]:
    """The names of all fields of all tables, as a form would send them."""
    fields = [field for model in apps.get_models() for field in model._meta.concrete_fields]
    return {field.name for field in fields} | {field.attname for field in fields} | {"pk", "by", "is_member"}


def extra(world: World, fields: dict[str, Any]) -> dict[str, Any]:
    """Every field that the form doesn't have."""
    associate = {"associate": world.other.associate_id, "associate_id": world.other.associate_id}
    others = {**HOPED, "centre": world.other.pk, "centre_id": world.other.pk, **associate}
    return {name: others.get(name, "1") for name in columns() | HOPED.keys() if name not in fields}


def test_there_is_a_form_for_every_address_that_takes_one() -> None:
    taking = {
        name
        for role in table.ROLES
        for name, answer in table.expected("POST", role).items()
        if answer in {"+", ">"} and not name.startswith(("admin/", ACCOUNTS))
    }

    assert {form.name for form in FORMS if not form.name.startswith(ACCOUNTS)} == taking


@every_form
def test_a_field_that_the_form_does_not_have_changes_nothing(world: World, form: Filled) -> None:
    client, path, known = world.browser(form.role), table.paths()[form.name], known_keys()
    fields = form.complete(client, path)
    plain = outcome(client, path, fields, known)

    assert plain[0] in {"+", ">", "i"}
    assert outcome(client, path, {**extra(world, fields), **fields}, known) == plain


@with_fields
def test_a_field_that_arrives_twice_is_refused(world: World, form: Filled) -> None:
    client, path, known = world.browser(form.role), table.paths()[form.name], known_keys()
    before = rows(known)
    done = {}
    fields = form.complete(client, path)
    for name in fields.keys() - SEVERAL:
        values = [fields[name], SECONDS.get(name, "another")]
        for twice in (values, values[::-1]):
            answer, after = outcome(client, path, {**fields, name: twice}, known)
            if after != before or answer not in {"+", ">"}:
                done[name] = answer

    assert done == {}


@with_fields
def test_the_form_does_something_when_each_field_arrives_once(world: World, form: Filled) -> None:
    """Otherwise the tests above would find nothing in any case."""
    client, known = world.browser(form.role), known_keys()
    before = rows(known)

    path = table.paths()[form.name]
    answer, after = outcome(client, path, form.complete(client, path), known)

    assert answer != "+" or after != before


def test_every_form_of_ours_refuses_repeated_fields() -> None:
    """But for the staff's admin, whose forms are Django's."""
    assert get_resolver().url_patterns
    ours = {form for form in subclasses(BaseForm) if form.__module__.partition(".")[0] in ROOMS}
    admins = {form for form in ours if issubclass(form, BaseModelForm) and "admin" in form.__module__}

    assert {form for form in ours - admins if not issubclass(form, GuardedForm | Labelled)} == set()


def subclasses(kind: type) -> Iterator[type]:
    below: list[type] = kind.__subclasses__()
    for each in below:
        yield each
        yield from subclasses(each)
