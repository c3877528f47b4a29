"""What a database refused is tried again a few times, never for ever: a newer release may refuse it for good."""

import ast

from tests.architecture import source


def forgiving(tree: ast.AST) -> list[ast.ExceptHandler]:
    """The handlers of refused rows below this node."""
    handlers = [node for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler)]
    return [one for one in handlers if one.type is not None and "IntegrityError" in ast.unparse(one.type)]


def test_no_endless_loop_forgives_a_refused_row() -> None:
    loops = [
        (name, node)
        for name in source.modules()
        for node in ast.walk(source.tree_of(name))
        if isinstance(node, ast.While)
    ]

    assert loops
    assert [name for name, loop in loops if forgiving(loop)] == []


def test_such_a_loop_would_be_found() -> None:
    assert forgiving(ast.parse("while True:\n    try:\n        save()\n    except IntegrityError:\n        pass"))
