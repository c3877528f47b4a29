"""A migration suits the release before: its processes go on while the new ones start.

What takes something away that they still use waits for the release after, and says so: `CONTRACT = "why nothing that
runs uses it any more"` at the top of the migration.
"""

import ast
from pathlib import Path

import pytest

from tests.deployment.reading import CODE, ROOT

# The last migration of the release before; those up to it are done.
RELEASED = {"access": 7, "candidates": 21, "centres": 8, "letters": 10, "results_portal": 8}
TAKES_AWAY = {"RemoveField", "DeleteModel", "RenameField", "RenameModel", "AlterModelTable"}
FIELDS_WITHOUT_COLUMNS = {"ManyToManyField"}


def since(app: str, last: int) -> list[Path]:
    found = sorted((ROOT / app / "migrations").glob("[0-9]*.py"))
    return [path for path in found if int(path.name[:4]) > last]


def faults(tree: ast.Module) -> list[str]:
    """What the release before couldn't live with."""
    if any(isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "CONTRACT" for node in tree.body):
        return []
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    wrong = [ast.unparse(call) for call in calls if _name(call) in TAKES_AWAY]
    return wrong + [ast.unparse(call) for call in calls if _name(call) == "AddField" and _must_be_given(call)]


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _must_be_given(added: ast.Call) -> bool:
    """Whether a row can't be written by somebody who doesn't know the column: Django drops its defaults afterwards."""
    [field] = [word.value for word in added.keywords if word.arg == "field"]
    assert isinstance(field, ast.Call)
    words = {word.arg: ast.unparse(word.value) for word in field.keywords}
    return _name(field) not in FIELDS_WITHOUT_COLUMNS and words.get("null") != "True" and "db_default" not in words


NEW = [path for app in CODE for path in since(app, RELEASED[app])]


def test_new_migrations_suit_the_release_before() -> None:
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in NEW}

    assert {str(path.relative_to(ROOT)): found for path, tree in trees.items() if (found := faults(tree))} == {}


@pytest.mark.parametrize(
    ("operation", "suits"),
    [
        ("migrations.RemoveField('a', 'b')", False),
        ("migrations.RenameField('a', 'b', 'c')", False),
        ("migrations.DeleteModel('a')", False),
        ("migrations.AddField(model_name='a', name='b', field=models.IntegerField(default=0))", False),
        ("migrations.AddField(model_name='a', name='b', field=models.IntegerField(db_default=0))", True),
        ("migrations.AddField(model_name='a', name='b', field=models.IntegerField(null=True))", True),
        ("migrations.CreateModel(name='a', fields=[])", True),
    ],
)
def test_what_suits(operation: str, *, suits: bool) -> None:
    assert (faults(ast.parse(operation)) == []) is suits
    assert faults(ast.parse(f'CONTRACT = "not used since 1.4"\n{operation}')) == []
