"""The life of such a change: worked out and shown, then done as shown, by one person or by two.

What is confirmed is what was shown: the form that confirms sends the digest of the preview, and under the locks the
same has to come out again.
"""

import json
from abc import ABC, abstractmethod
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, ClassVar, Self

from django.core.exceptions import PermissionDenied
from django.db import transaction

from access.board_changes.exceptions import Blocked, ChangedSince
from candidates.models import ChangeRequest, Series
from candidates.second_person import requests
from candidates.second_person.exceptions import ReasonNeeded
from centres.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a change would do: `sentences` for whoever confirms it.

    `blocks` say why it can't be done. `by_two` say which results would be seen earlier: then it takes a second person.
    """

    what: str
    sentences: tuple[str, ...]
    blocks: tuple[str, ...] = ()
    by_two: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """By this a form that confirms says what was shown."""
        shown = [self.what, self.sentences, self.blocks, self.by_two]
        return sha256(json.dumps(shown).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedFor:
    """How a change is kept while it waits for a second person."""

    kind: ChangeRequest.Kind
    series: Series
    target: str
    after: dict[str, Any]


class Change(ABC):
    """One change of one candidate or centre."""

    permission: ClassVar[str]

    @abstractmethod
    def locked(self) -> Self:
        """The same change of what the database has now, locked until the transaction ends. Raises `Gone`."""

    @abstractmethod
    def preview(self) -> Preview:
        """What it would do. Writes nothing."""

    @abstractmethod
    def apply(self, *, reason: str, by: User) -> None:
        """Do it, within the caller's transaction, with its entries in the audit trail."""

    def asked_for(self) -> AskedFor:
        """How it waits for a second person; for changes that can need one."""
        raise NotImplementedError


def perform(change: Change, *, seen: str, reason: str, by: User) -> ChangeRequest | None:
    """Do `change` as it was shown, or ask a second person; then the request is returned.

    `seen` is the digest of the preview that `by` looked at. Raises `PermissionDenied`, `ReasonNeeded`, `ChangedSince`,
    `Blocked` or `Gone`, or what `requests.ask` raises.
    """
    if not (by.is_staff and by.has_perm(change.permission)):
        raise PermissionDenied(f"{change.permission} is not among your permissions")
    if not reason.strip():
        raise ReasonNeeded
    with transaction.atomic():
        fresh = change.locked()
        preview = fresh.preview()
        if preview.digest != seen:
            raise ChangedSince
        if preview.blocks:
            raise Blocked(preview.blocks)
        if preview.by_two:
            asked = fresh.asked_for()
            return requests.ask(
                kind=asked.kind, series=asked.series, target=asked.target, after=asked.after, reason=reason, by=by
            )
        fresh.apply(reason=reason.strip(), by=by)
    return None
