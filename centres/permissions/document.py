"""Who may do what, as a document: written from the tables in `permissions` and `staff_roles`, never by hand."""

from collections.abc import Iterable

from django.apps import apps
from django.db.models import Model

from centres.models import Role
from centres.permissions import ROLE_PERMISSIONS, Permission
from centres.permissions.staff_roles import ROOMS, StaffRole, permissions_of

VERBS = {"view": "see", "add": "add", "change": "change", "delete": "delete"}
HEADING = """# Who may do what

Written by `manage.py write_permissions` from `centres/permissions/members.py` and
`centres/permissions/staff_roles.py`; a test compares.

## Members of a centre or an Associate

A member acts for one centre, or for an Associate and so for every centre attached to it, as long as it is attached.
Whoever has several memberships may do what any of them allows. A centre that somebody doesn't reach is "not found".
An Associate's head of centre is head of each attached centre; who the Associate's own members are is the board's to
say, in the admin. A centre's people see on its page that the Associate also acts.

A head of a centre answers for it and may give every role there. An Associate's head gives only what they have
themselves, to nobody who acts for the Associate, and it ends when the centre is attached no longer.
"""
STAFF = """
## The board's staff

Each role is a group of the same name. By being staff nobody acts for a centre: its pages are "not found" to them until
they are made a member. A superuser may do everything in the admin, and alone appoints superusers and changes groups.
Whoever looks after staff can't change their own account, gives nobody a role with more permissions than their own, and
closes such accounts but neither opens nor edits them. Nobody but a superuser makes themselves a member of a centre.
Every change in the admin wants fresh proof (`centres/accounts/staff_reauthentication.py` lists what doesn't).
"""


def permissions_document() -> str:
    """The whole document, in Markdown."""
    members = _table(
        [role.label for role in Role],
        ((may.value, [_yes(may in ROLE_PERMISSIONS[role]) for role in Role]) for may in Permission),
    )
    roles = {role: permissions_of(role) for role in StaffRole}
    return f"{HEADING}\n{members}{STAFF}\n{_table([str(role) for role in roles], _staff_rows(list(roles.values())))}"


def _staff_rows(roles: list[frozenset[str]]) -> Iterable[tuple[str, list[str]]]:
    for model in _models():
        may = [_verbs(model, role) for role in roles]
        if any(may):
            yield str(model._meta.verbose_name_plural), [words or "no" for words in may]
        for codename, name in model._meta.permissions:
            full_name = f"{model._meta.app_label}.{codename}"
            yield _without_can(str(name)), [_yes(full_name in role) for role in roles]


def _models() -> list[type[Model]]:
    """The rooms' models and Django's groups, in the order in which the rooms stand."""
    labels = [*ROOMS, "auth"]
    return sorted(
        (model for model in apps.get_models() if model._meta.app_label in labels),
        key=lambda model: (labels.index(model._meta.app_label), str(model._meta.verbose_name_plural)),
    )


def _verbs(model: type[Model], role: frozenset[str]) -> str:
    label, name = model._meta.app_label, model._meta.model_name
    return ", ".join(words for verb, words in VERBS.items() if f"{label}.{verb}_{name}" in role)


def _without_can(name: str) -> str:
    return name.removeprefix("Can ")


def _yes(allowed: bool) -> str:  # noqa: FBT001 - the one thing it is about
    return "yes" if allowed else "no"


def _table(columns: list[str], rows: Iterable[tuple[str, list[str]]]) -> str:
    lines = [["", *columns], ["---"] * (len(columns) + 1), *([name, *cells] for name, cells in rows)]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
