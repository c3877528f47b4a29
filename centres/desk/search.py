"""The one search box of the desk. The rooms above offer finders; each looks up by an index and never counts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice

from centres.models import User

SHORTEST, LONGEST = 2, 100
# So many of a kind are listed. One more is asked for, to say that there are more.
LISTED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that was found: what it is called, what tells it from others, and its page."""

    title: str
    text: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What one finder found, under its heading; `more` says that there is more than is listed."""

    heading: str
    found: tuple[Finding, ...]
    more: bool = False


# Gets what was typed, without spaces at its ends, and who asks; gives what that person may find, LISTED + 1 at most.
Find = Callable[[str, User], Iterable[Finding]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finder:
    """A way of finding things of one kind."""

    heading: str
    find: Find


_finders: list[Finder] = []


def offer(finder: Finder) -> None:
    """Have the search use `finder`. Called once per process, from an app's `ready()`."""
    _finders.append(finder)


def search(text: str, *, user: User) -> list[Findings]:
    """Everything that `user` may find with `text`, by kind; nothing for a text that is too short or too long."""
    asked = " ".join(text.split())
    if not SHORTEST <= len(asked) <= LONGEST:
        return []
    return [findings for finder in _finders if (findings := _findings(finder, asked, user)).found]


def spellings(text: str) -> list[str]:
    """How a name may be written: as typed, with capitals at the beginning, all in capitals. Indexes tell them apart."""
    return list(dict.fromkeys([text, text.title(), text.upper(), text[:1].upper() + text[1:]]))


def _findings(finder: Finder, asked: str, user: User) -> Findings:
    found = tuple(islice(finder.find(asked, user), LISTED + 1))
    return Findings(heading=finder.heading, found=found[:LISTED], more=len(found) > LISTED)
