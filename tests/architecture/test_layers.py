"""Inside the apps, too, imports go down only; rooms stay small, and a name stands for one thing."""

import ast
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from tests.architecture import layers, source
from tests.architecture.layers import FLOORS, ROOMS

Graph = dict[str, frozenset[str]]


def graph() -> Graph:
    return {name: source.imports_of(name) for name in source.modules()}


def child(module: str, room: str) -> str:
    """The room or module inside `room` that a module belongs to; empty for anything else."""
    return module.removeprefix(f"{room}.").partition(".")[0] if module.startswith(f"{room}.") else ""


def floor_of(room: str) -> dict[str, int]:
    return {name: floor for floor, names in enumerate(FLOORS[room]) for name in names.split()}


def not_down(imports: Graph) -> set[tuple[str, str]]:
    """Imports inside an app that don't go down: up, to a neighbour, or to the face of the importer's own room."""
    found = set()
    for room in FLOORS:
        floors = floor_of(room)
        for module, targets in imports.items():
            above = child(module, room)
            for target in targets:
                below = child(target, room)
                own_face = above and target == room
                both_known = above in floors and below in floors and above != below
                if own_face or (both_known and floors[above] >= floors[below]):
                    found.add((module, target))
    return found


def up_the_apps(imports: Graph) -> set[tuple[str, str]]:
    order = layers.APPS.index
    pairs = ((module, target) for module in imports.keys() - layers.ASSEMBLY for target in imports[module])
    return {(one, other) for one, other in pairs if order(one.partition(".")[0]) > order(other.partition(".")[0])}


def circle(imports: Graph) -> list[str]:
    """The modules of one circle of imports, or nothing. A package that imports what it holds is no circle."""
    done: set[str] = set()

    def walk(module: str, way: list[str]) -> list[str]:
        if module in way:
            return way[way.index(module) :]
        if module in done:
            return []
        for target in sorted(imports[module]):
            if target != module and (found := walk(target, [*way, module])):
                return found
        done.add(module)
        return []

    return next((found for module in sorted(imports) if (found := walk(module, []))), [])


def crowded(folders: dict[str, list[str]]) -> dict[str, int]:
    return {name: len(held) for name, held in folders.items() if len(held) > layers.LARGEST_FOLDER}


def repeated(modules: Iterable[str]) -> dict[str, list[str]]:
    """Modules of one app that bear the same name though the name says no part that each room may have."""
    names: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for module in modules:
        *folders, name = module.split(".")
        if not layers.ROLES & {name, *folders[-1:]}:
            names[folders[0], name].append(module)
    return {name: found for (_app, name), found in names.items() if len(found) > 1}


def stars(trees: Iterable[tuple[str, set[str]]]) -> set[str]:
    return {module for module, names in trees if any(name.endswith(".*") for name in names)}


def meets_http(module: str, names: set[str]) -> bool:
    """Whether a module handles requests or answers though that is not its part."""
    taken = {name for name in names if name.startswith("django.http")}
    parts = set(module.split("."))
    is_view = any(part.endswith("_views") for part in parts)
    if not taken or is_view or parts & layers.MEETS_HTTP or module in layers.MEETS_HTTP_TOO:
        return False
    return not (parts & layers.MEETS_HTTP_FORMS and taken == {"django.http.QueryDict"})


def makes_forms(module: str, names: set[str]) -> bool:
    taken = any(name == "django.forms" or name.startswith("django.forms.") for name in names)
    return taken and not set(module.split(".")) & layers.MAKES_FORMS


def named() -> Iterator[tuple[str, set[str]]]:
    for module in source.modules():
        yield module, source.imported_names(source.tree_of(module))


ADVICE = "say in tests/architecture/layers.py where it stands, then run: python -m tests.architecture.structure"


def test_every_room_and_module_has_its_floor() -> None:
    missing = {
        f"{room}.{name}"
        for room in FLOORS
        for module in source.modules()
        if (name := child(module, room)) and name not in floor_of(room)
    }
    assert missing == set(), ADVICE


def test_the_table_names_nothing_that_is_gone() -> None:
    there = source.modules()
    gone = {f"{room}.{name}" for room in FLOORS for name in floor_of(room)} - there.keys() - layers.COMING
    assert gone | (ROOMS.keys() - there.keys()) | (layers.MEETS_HTTP_TOO.keys() - there.keys()) == set(), ADVICE


def test_every_folder_says_what_it_holds() -> None:
    folders = {name for name in source.folders() if name.rpartition(".")[2] not in layers.WITHOUT_ROOM}
    assert folders - ROOMS.keys() == set(), ADVICE


def test_imports_go_down_the_floors_of_each_app() -> None:
    assert not_down(graph()) - layers.DEBTS == set()


def test_imports_go_down_the_apps() -> None:
    assert up_the_apps(graph()) == set()


def test_no_modules_import_each_other_in_a_circle() -> None:
    assert circle(graph()) == []


def test_no_folder_is_crowded() -> None:
    assert crowded(source.folders()) == {}


def test_no_name_stands_for_two_modules_of_an_app() -> None:
    assert repeated(name for name in source.modules() if not source.is_package(name)) == {}


def test_nothing_is_imported_by_a_star() -> None:
    assert stars(named()) == set()


def test_requests_and_answers_are_handled_where_they_belong() -> None:
    assert {module for module, names in named() if meets_http(module, names)} == set()


def test_forms_are_made_where_they_belong() -> None:
    assert {module for module, names in named() if makes_forms(module, names)} == set()


# --- Each guard finds what it is there for ---------------------------------------------------------------------------
def with_import(module: str, *targets: str) -> Graph:
    """The imports of today and some more."""
    return {**graph(), module: graph()[module] | {*targets}}


@pytest.mark.parametrize(
    ("module", "target"),
    [
        ("access.letters.contents", "access.officers.urls"),
        ("access.letters.contents", "access.sign_in.session"),
        ("access.officers.scoping", "access.officers.views.status"),
        ("letters.drawing.typesetting.bidi", "letters.drawing"),
        ("candidates.embargo.gate", "candidates.loading.parse"),
    ],
)
def test_an_import_that_does_not_go_down_is_found(module: str, target: str) -> None:
    assert (module, target) in not_down(with_import(module, target))


def test_an_import_of_an_app_above_is_found() -> None:
    assert up_the_apps(with_import("centres.emails", "access.models")) == {("centres.emails", "access.models")}


def test_a_circle_is_found() -> None:
    there = with_import("candidates.embargo.gate", "candidates.embargo.releases")
    back = {**there, "candidates.embargo.releases": frozenset({"candidates.embargo.gate"})}
    assert sorted(circle(back)) == ["candidates.embargo.gate", "candidates.embargo.releases"]


def test_a_crowded_folder_is_found() -> None:
    assert crowded({"access.letters": [f"access.letters.m{number}" for number in range(13)]}) == {"access.letters": 13}


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("access.letters.delay", "access.granting.delay", True),
        ("access.officers.views.delay", "access.granting.delay", False),
        ("access.sign_in.forms", "access.control_room.forms", False),
        ("letters.contents", "letters.statements.contents", False),
        ("letters.delay", "access.granting.delay", False),
    ],
)
def test_a_name_for_two_modules_is_found(one: str, other: str, found: bool) -> None:
    assert bool(repeated([one, other])) is found


def test_an_import_by_a_star_is_found() -> None:
    tree = ast.parse("from access.models import *")
    assert stars([("access.text", source.imported_names(tree))]) == {"access.text"}


@pytest.mark.parametrize(
    ("guard", "module", "line", "found"),
    [
        (meets_http, "access.granting.delay", "from django.http import HttpRequest", True),
        (meets_http, "access.officers.views.delay", "from django.http import HttpRequest", False),
        (meets_http, "access.officers.forms.delay", "from django.http import QueryDict", False),
        (meets_http, "access.officers.forms.delay", "from django.http import HttpResponse", True),
        (makes_forms, "access.granting.delay", "from django import forms", True),
        (makes_forms, "access.granting.delay", "from django.forms.fields import CharField", True),
        (makes_forms, "access.officers.forms.delay", "from django import forms", False),
    ],
)
def test_requests_and_forms_in_the_wrong_place_are_found(
    guard: Callable[[str, set[str]], bool], module: str, line: str, found: bool
) -> None:
    assert guard(module, source.imported_names(ast.parse(line))) is found


def test_the_table_is_read_from_where_the_code_stands() -> None:
    assert Counter(name.partition(".")[0] for name in source.modules()).keys() == set(layers.APPS)
    assert Path(source.ROOT / "manage.py").is_file()
