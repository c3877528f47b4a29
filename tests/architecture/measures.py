"""Measures the house: `python -m tests.architecture.measures [FOLDER]` for this project or another copy of it.

Modules in each folder, lengths, and how densely the apps' code is written. `docs/figures.md` has the figures.
"""

import ast
import statistics
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.architecture.layers import APPS

COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
CROWDED = 20


def of_code(root: Path) -> list[Path]:
    """The apps' modules, without migrations and the empty files that make a folder a package."""
    paths = (path for app in APPS for path in sorted((root / app).rglob("*.py")))
    return [path for path in paths if "migrations" not in path.parts and path.stat().st_size]


def spread(numbers: Iterable[int]) -> str:
    """Median, the ninth of ten, and the largest."""
    ordered = sorted(numbers)
    return f"{statistics.median(ordered):g} / {ordered[len(ordered) * 9 // 10]} / {ordered[-1]}"


def functions_of(trees: Iterable[ast.Module]) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [
        node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %"


def measures(root: Path) -> dict[str, str]:
    paths = of_code(root)
    modules = [path for path in paths if path.name != "__init__.py"]
    folders = Counter(path.parent for path in modules)
    texts = [path.read_text(encoding="utf-8") for path in paths]
    lines = sum(len(text.splitlines()) for text in texts)
    trees = [ast.parse(text) for text in texts]
    nodes = Counter(type(node) for tree in trees for node in ast.walk(tree))
    functions = functions_of(trees)
    crowded = sum(count for count in folders.values() if count > CROWDED)
    comprehensions = sum(nodes[kind] for kind in COMPREHENSIONS)
    return {
        "modules": str(len(modules)),
        "modules in a folder (median / 90 % / largest)": spread(folders.values()),
        f"modules in a folder of more than {CROWDED}": share(crowded, len(modules)),
        "lines of a file": spread(len(text.splitlines()) for text in texts),
        "lines of a function": spread((node.end_lineno or 0) - node.lineno + 1 for node in functions),
        "functions with a docstring": share(sum(bool(ast.get_docstring(node)) for node in functions), len(functions)),
        "functions whose result has a type": share(sum(bool(node.returns) for node in functions), len(functions)),
        "ternaries in 1,000 lines": f"{1000 * nodes[ast.IfExp] / lines:.1f}",
        "comprehensions in 1,000 lines": f"{1000 * comprehensions / lines:.1f}",
        "`:=` in 1,000 lines": f"{1000 * nodes[ast.NamedExpr] / lines:.1f}",
    }


def main(arguments: Sequence[str]) -> None:
    root = Path(arguments[0]) if arguments else Path(__file__).resolve().parents[2]
    for name, figure in measures(root).items():
        print(f"{name}: {figure}")


if __name__ == "__main__":
    main(sys.argv[1:])
