"""Whatever the source records stands in the vocabulary, and the vocabulary holds nothing else."""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from results_portal.audit.vocabulary import ACTIONS, ADMIN_VERBS, label_of
from results_portal.models import AuditEntry

ROOMS = ("access", "letters", "candidates", "centres", "results_portal")
# What passes an action on to `audit.record`.
RECORDERS = {"record", "record_counted", "_record", "_note", "_record_reading", "change_settings"}


def recorded() -> Iterator[str]:
    """The actions that the source names where it records them."""
    for room in ROOMS:
        for path in (Path(settings.BASE_DIR) / room).rglob("*.py"):
            module = ast.parse(path.read_text(encoding="utf-8"))
            for node in ast.walk(module):
                if isinstance(node, ast.Call) and name_of(node.func) in RECORDERS:
                    yield from texts_of(node)
                    yield from looked_up(node, module)
                if isinstance(node, ast.Call):
                    yield from declared(node)


def declared(call: ast.Call) -> Iterator[str]:
    """The action of a kind of deed that stands in a table of kinds: `DownloadKind(audit_action="download letters")`."""
    for keyword in call.keywords:
        if keyword.arg == "audit_action" and isinstance(keyword.value, ast.Constant):
            yield str(keyword.value.value)


def name_of(function: ast.expr) -> str:
    return getattr(function, "attr", getattr(function, "id", ""))


def texts_of(call: ast.Call) -> Iterator[str]:
    """The texts given as the action: by name or, on either side of a condition, as the first text there is."""
    named = [keyword.value for keyword in call.keywords if keyword.arg == "action"]
    for argument in named or call.args:
        choices = [argument.body, argument.orelse] if isinstance(argument, ast.IfExp) else [argument]
        texts = [one.value for one in choices if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        if texts:
            yield from texts
            return


def looked_up(call: ast.Call, module: ast.Module) -> Iterator[str]:
    """The texts of a table of the module in which the action is looked up: `record(ACTIONS[what])`."""
    tables = {name_of(one.value) for one in call.args[:1] if isinstance(one, ast.Subscript)}
    for statement in module.body:
        if not isinstance(statement, ast.Assign) or not isinstance(statement.value, ast.Dict):
            continue
        if tables & {name_of(target) for target in statement.targets}:
            yield from (str(one.value) for one in statement.value.values if isinstance(one, ast.Constant))


def test_every_action_that_is_recorded_is_in_the_vocabulary_and_no_other() -> None:
    assert set(recorded()) - set(ADMIN_VERBS) == set(ACTIONS)


def test_every_action_fits_its_column() -> None:
    longest = AuditEntry._meta.get_field("action").max_length
    assert [action for action in ACTIONS if len(action) > (longest or 0)] == []


def test_a_page_shows_an_action_with_a_capital() -> None:
    assert label_of("sign in") == "Sign in"
