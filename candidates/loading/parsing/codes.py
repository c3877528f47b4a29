"""Numbers and codes in files: they follow the patterns of the board, as they were when reading began."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from candidates.loading.errors import BadCell, quoted
from candidates.loading.parsing.cells import Parser
from results_portal.codes.current import code_forms
from results_portal.codes.kinds import FIRST_FORMS, CodeForm
from results_portal.models import CodeKind

_forms: ContextVar[dict[CodeKind, CodeForm]] = ContextVar("forms of codes", default=FIRST_FORMS)


@contextmanager
def current_patterns() -> Iterator[None]:
    """Within it, codes are read by the patterns that the board's table has now. One query."""
    token = _forms.set(code_forms())
    try:
        yield
    finally:
        _forms.reset(token)


def code(kind: CodeKind) -> Parser:
    """A code of this kind."""

    def parse(text: str) -> str:
        form = _forms.get()[kind]
        if not form.matches(text):
            raise BadCell(f"is {quoted(text)}, has to be {form.like}", cause=f"has to be {form.like}")
        return sys.intern(text)

    return parse


def digits(kind: CodeKind) -> int | None:
    """How many digits each code of this kind has, where it is made of a fixed number of digits alone."""
    return _forms.get()[kind].pattern.digits
