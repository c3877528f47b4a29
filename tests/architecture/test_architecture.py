"""The rules of the house that reading the source can check: floors, sizes, tenants, templates, clean files."""

import ast
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands, load_command_class

from tests.conftest import SLOW_FILES, TESTS

ROOT = Path(settings.BASE_DIR)
# From the top floor to the ground: a room imports what stands after it, never what stands before it.
FLOORS = ["access", "letters", "candidates", "centres", "results_portal"]
# Where the project is put together from its rooms.
ASSEMBLY = {Path("results_portal") / name for name in ("settings.py", "urls.py", "portal_urls.py", "results_urls.py")}
NOT_OURS = {".git", ".venv", ".uv", "var", "__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis"}
LONGEST_FILE, LONGEST_FUNCTION = 300, 40


def files(*suffixes: str, below: Path = ROOT) -> Iterator[Path]:
    """Our files with these suffixes (all, when none is given), as paths relative to the project."""
    for folder, subfolders, names in os.walk(below):
        subfolders[:] = [name for name in subfolders if name not in NOT_OURS]
        for name in names:
            if not suffixes or name.endswith(suffixes):
                yield (Path(folder) / name).relative_to(ROOT)


def rooms_files() -> list[Path]:
    """The Python files of the rooms, without migrations."""
    return [path for room in FLOORS for path in files(".py", below=ROOT / room) if "migrations" not in path.parts]


def text_of(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def tree_of(path: Path) -> ast.Module:
    return ast.parse(text_of(path), filename=str(path))


def imported(path: Path) -> set[str]:
    """The top-level packages that a file imports."""
    nodes = list(ast.walk(tree_of(path)))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    parents = {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module and not node.level}
    return {name.partition(".")[0] for name in plain | parents}


def rooms_above(room: str) -> set[str]:
    return set(FLOORS[: FLOORS.index(room)])


def test_imports_go_down_the_floors_only() -> None:
    upwards = {
        (str(path), name)
        for path in rooms_files()
        if path not in ASSEMBLY
        for name in imported(path) & rooms_above(path.parts[0])
    }
    assert upwards == set()


def test_no_import_is_relative() -> None:
    """A relative import would hide from the test of the floors, and from a reader which room it is about."""
    relative = {
        str(path)
        for path in rooms_files()
        if any(isinstance(node, ast.ImportFrom) and node.level for node in ast.walk(tree_of(path)))
    }
    assert relative == set()


def test_the_rooms_import_nothing_of_the_tests() -> None:
    assert {str(path) for path in rooms_files() if "tests" in imported(path)} == set()


def test_every_room_stands_on_a_floor() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert packages == {*FLOORS, "tests", "deploy"}


def test_views_reach_data_from_the_tenant() -> None:
    """Looking a row up by its key alone finds another centre's as well."""
    by_key = re.compile(r"get_object_or_404\(|get_list_or_404\(|\.objects\.get\(\s*(pk|id)\b")
    views = [path for path in rooms_files() if "views" in path.stem or "views" in path.parts]
    found = {str(path) for path in views if by_key.search(text_of(path))}
    assert found == set()


def test_files_stay_short() -> None:
    long = {str(path): lines for path in rooms_files() if (lines := len(text_of(path).splitlines())) > LONGEST_FILE}
    assert long == {}


def test_functions_stay_short() -> None:
    functions = [
        (f"{path}:{node.name}", (node.end_lineno or node.lineno) - node.lineno + 1)
        for path in rooms_files()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert {name: lines for name, lines in functions if lines > LONGEST_FUNCTION} == {}


def test_nothing_is_left_for_later_in_the_source() -> None:
    mark = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
    found = {str(path) for path in files(".py", ".html", ".css", ".js", ".toml", ".yml") if mark.search(text_of(path))}
    assert found == set()


def test_no_file_names_a_package_registry_or_a_folder_of_one_machine() -> None:
    """Whoever clones the project has registries and folders of their own."""
    registries = ["py" + "pi.org", "python" + "hosted", "npm" + "js.org", "debian" + ".org", "extra-" + "index-url"]
    folders = ["/" + "work/", "/" + "root/", "/" + "home/", "/" + "Users/"]
    readable = (".py", ".md", ".toml", ".lock", ".yml", ".html", ".css", ".js", ".csv", ".txt", "run", "Dockerfile")
    found = {
        (str(path), name)
        for path in files(*readable)
        if path.name != "uv.lock"
        for name in registries + folders
        if name in text_of(path)
    }
    assert found == set()


def test_locks_pin_every_package_by_hash_and_name_no_place() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        lines = [line.strip().removesuffix(" \\") for line in text_of(Path(name)).splitlines()]
        assert [line for line in lines if "://" in line or line.startswith("--index")] == []
        pinned = [line for line in lines if not line.startswith("--hash=sha256:")]
        assert [line for line in pinned if "==" not in line] == []


def our_commands() -> list[tuple[str, str]]:
    return [(app, name) for name, app in sorted(get_commands().items()) if app in FLOORS]


@pytest.mark.parametrize(("app", "name"), our_commands())
def test_every_command_explains_itself(app: str, name: str) -> None:
    command = load_command_class(app, name)
    parser = command.create_parser("manage.py", name)

    assert command.help
    assert [action.dest for action in parser._actions if not action.help] == []


INLINE = re.compile(
    r"""\sstyle\s*=          # an attribute style="…"
    | <style\b
    | <script\b(?![^>]*\ssrc\s*=)(?![^>]*\stype="application/json")  # JSON is data, never run
    | \son[a-z]+\s*=         # onclick="…" and its kin
    | javascript:""",
    re.IGNORECASE | re.VERBOSE,
)


def templates() -> list[Path]:
    return list(files(".html", below=ROOT / "templates"))


def test_templates_have_no_inline_script_or_style() -> None:
    """The Content Security Policy would refuse it in the browser, where nobody is told."""
    assert {str(path) for path in templates() if INLINE.search(text_of(path))} == set()


def test_templates_build_on_a_base() -> None:
    """A page extends a base; a piece of a page stands among the components, or begins with an underscore."""
    bases = {"base.html", "password_reset_help_text.html", "pagination.html"}
    loose = {
        str(path)
        for path in templates()
        if path.name not in bases
        and "components" not in path.parts
        and not path.name.startswith("_")
        and "{% extends " not in text_of(path)
    }
    assert loose == set()


INLINE_EXAMPLES = [
    '<p style="color:red">',
    "<style>",
    "<script>alert(1)</script>",
    '<a onclick="x()">',
    '<a href="javascript:x">',
]


@pytest.mark.parametrize("markup", INLINE_EXAMPLES)
def test_the_search_for_inline_script_and_style_finds_it(markup: str) -> None:
    assert INLINE.search(markup)


def test_the_search_for_inline_script_leaves_scripts_of_our_own_alone() -> None:
    assert not INLINE.search('<script src="{% static \'portal.js\' %}" defer></script> <p class="on">content = on</p>')


def test_every_file_that_the_fast_set_leaves_out_is_there() -> None:
    assert [name for name in sorted(SLOW_FILES) if not (TESTS / name).is_file()] == []
