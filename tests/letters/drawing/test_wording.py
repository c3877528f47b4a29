"""Whoever changes the letter's words opens one file: no layout says anything by itself."""

import ast
from pathlib import Path

import pytest

import letters.drawing.layouts

SETTING = {"text", "plain", "paragraph", "fitted", "text_ending_at", "row", "shaped"}
LAYOUTS = [path for path in Path(letters.drawing.layouts.__path__[0]).glob("*.py") if path.name != "wording.py"]


@pytest.mark.parametrize("path", LAYOUTS, ids=lambda path: path.stem)
def test_layout_takes_its_words_from_the_wording(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert [words for call in ast.walk(tree) if isinstance(call, ast.Call) for words in _words(call)] == []


def test_words_in_a_layout_would_be_found() -> None:
    tree = ast.parse('sheet.text(f"Centre {number}", x, y)')
    assert [words for call in ast.walk(tree) if isinstance(call, ast.Call) for words in _words(call)] == ["Centre "]


def _words(call: ast.Call) -> list[str]:
    """Return the literal words that a call sets on the page."""
    if not (isinstance(call.func, ast.Attribute) and call.func.attr in SETTING and call.args):
        return []
    literals = [node.value for node in ast.walk(call.args[0]) if isinstance(node, ast.Constant)]
    return [value for value in literals if isinstance(value, str) and any(letter.isalpha() for letter in value)]
