"""What every form has that finds something in a list: it tells what is asked for, and the address that asks it."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict

from results_portal.forms.guarded import GuardedForm

FROM_LIST = {"invalid_choice": "Choose one from the list."}


class FilterForm(GuardedForm):
    """What somebody looks for. Everything is optional; what isn't understood finds nothing, never everything."""

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data, auto_id="filter_%s")

    @property
    def active(self) -> bool:
        """Whether anything is asked for at all."""
        return bool(self.query())

    def query(self) -> dict[str, str]:
        """What is asked for, by field name, without what is left empty."""
        return {name: self.data[name] for name in self.fields if self.data.get(name)}

    def address(self, **more: Any) -> str:
        """The query as the end of an address: "?q=rahman&page=2", or nothing."""
        encoded = urlencode({**self.query(), **more})
        return f"?{encoded}" if encoded else ""

    def offer(self, name: str, choices: Iterable[tuple[str, str]], *, anything: str = "All") -> None:
        """Let the field `name` be left at `anything`, or be one of `choices`."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker which field it is
        field.choices = [("", anything), *choices]
        field.error_messages.update(FROM_LIST)
