"""Who is looking at the results site. `access` decides it and sets `request.candidate`; this room only reads it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from django.http import HttpRequest

from candidates.contact import NOBODY, Contact
from candidates.models import Candidate


class Ending(StrEnum):
    """Why a candidate who was signed in no longer is."""

    SIGNED_OUT = "signed out"
    EXPIRED = "expired"
    REISSUED = "reissued"
    NO_ACCESS = "no access"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """A signed-in candidate whose access was checked for this request.

    `delay` is how much later than the release the centre lets its candidates see results, never negative.
    `note_results_seen` records that they have now been seen, the first time alone.
    """

    candidate: Candidate
    username: str
    contact: Contact
    note_results_seen: Callable[[], None] = field(repr=False)
    delay: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnonymousVisitor:
    """Somebody who isn't signed in; `ending` and `contact` say why, to somebody who has been."""

    ending: Ending | None = None
    contact: Contact = NOBODY


class ResultsRequest(HttpRequest):
    """A request of the results site, as the middleware hands it on."""

    candidate: Visitor | AnonymousVisitor
