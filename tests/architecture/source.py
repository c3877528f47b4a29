"""Reads the apps' source: modules by their dotted name, and what each of them imports."""

import ast
import functools
from pathlib import Path

from tests.architecture.layers import APPS

ROOT = Path(__file__).resolve().parents[2]


@functools.cache
def modules() -> dict[str, Path]:
    """Every module and package of the apps by its dotted name, without migrations."""
    found = {}
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            if "migrations" not in parts:
                found[".".join(parts).removesuffix(".__init__")] = path
    return found


@functools.cache
def tree_of(module: str) -> ast.Module:
    return ast.parse(modules()[module].read_text(encoding="utf-8"))


def imported_names(tree: ast.Module) -> set[str]:
    """What a module's source imports, each name with where it comes from: `a.b.c` for `from a.b import c`."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def target_of(name: str) -> str:
    """The module of the apps that an imported name comes from, or an empty string."""
    while name and name not in modules():
        name = name.rpartition(".")[0]
    return name


@functools.cache
def imports_of(module: str) -> frozenset[str]:
    """The modules of the apps that a module imports."""
    return frozenset(filter(None, map(target_of, imported_names(tree_of(module)))))


def is_package(module: str) -> bool:
    return modules()[module].name == "__init__.py"


@functools.cache
def folders() -> dict[str, list[str]]:
    """The modules in each folder, the folder's own file aside."""
    found: dict[str, list[str]] = {name: [] for name in modules() if is_package(name)}
    for name in modules():
        if not is_package(name):
            found[name.rpartition(".")[0]].append(name)
    return found
