"""What every form refuses: repeated fields, and characters that can't be stored or printed."""

import unicodedata
from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

# What a lone half of a character, or a byte that wasn't text, is turned into.
UNREADABLE = "\N{REPLACEMENT CHARACTER}"
# Marks that turn the direction of what follows, so that a text can be made to read as another one.
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
TWICE = "This arrived twice with one form. Choose again, once."


class GuardedForm(forms.Form):
    """A form that takes each field once, but for those named in `several`."""

    several: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, data: QueryDict | None = None, **kwargs: Any) -> None:
        super().__init__(readable(data) if data is not None else None, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name in repeated([name for name in self.fields if name not in self.several], self.data):
            self.add_error(name, TWICE)
        return cleaned

    def sent(self, name: str) -> set[str]:
        """Every value that was sent under this name, understood or not."""
        return set(self.data.getlist(name)) if isinstance(self.data, QueryDict) else set()


def repeated(names: Iterable[str], data: object) -> list[str]:
    """Those of `names` that were sent more than once."""
    return [name for name in names if len(data.getlist(name)) > 1] if isinstance(data, QueryDict) else []


def readable(data: QueryDict) -> QueryDict:
    """The same fields with anything that can't be written as UTF-8 replaced, so that a page can show what was typed."""
    tidy = QueryDict(mutable=True)
    for name, values in data.lists():
        tidy.setlist(_readable(name), [_readable(value) for value in values])
    return tidy


def _readable(text: Any) -> str:
    return str(text).encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def one_line(text: str) -> None:
    """Raise `ValidationError` for control characters, line breaks, and marks that turn the direction of writing."""
    for letter in text:
        if unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp", "Cn"} or letter in TURNING or letter == UNREADABLE:
            raise ValidationError("Leave out line breaks and characters that can't be printed.")
