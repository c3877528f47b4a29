"""Whom candidates can ask at their centre: the one place where it stands what a contact consists of."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A person at the centre. Everything may be empty: a centre without access set up names nobody."""

    name: str = ""
    telephone: str = ""
    email: str = ""

    @classmethod
    def from_fields(cls, values: Mapping[str, Any]) -> Self:
        """The contact in values that are named as settings and forms name them: `contact_name` and so on."""
        return cls(**{part: values.get(name) or "" for part, name in _NAMES.items()})

    def as_fields(self) -> dict[str, str]:
        """The contact under the names that settings and forms give to its parts."""
        return {name: getattr(self, part) for part, name in _NAMES.items()}

    @property
    def known(self) -> bool:
        """Whether there is anybody to name."""
        return bool(self.name)

    @property
    def can_be_reached(self) -> bool:
        """Whether there is a way to reach the person."""
        return bool(self.telephone or self.email)

    @property
    def dial(self) -> str:
        """The first of the telephone numbers as a telephone dials it: digits, with a plus in front where there is one.

        An extension stays out: whoever answers asks for it, and not every telephone can dial it.
        """
        first = re.split(r"[,;/&#x]|\bor\b|\bext", self.telephone, maxsplit=1, flags=re.IGNORECASE)[0]
        digits = "".join(sign for sign in first if sign in "0123456789")
        return f"+{digits}" if first.lstrip().startswith("+") else digits


_NAMES = {field.name: f"contact_{field.name}" for field in fields(Contact)}
# What settings, forms and the audit trail call the parts of a contact.
CONTACT_FIELDS = tuple(_NAMES.values())
NOBODY = Contact()
