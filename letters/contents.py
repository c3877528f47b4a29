"""What a letter says, as plain frozen values: all that the drawing of letters ever gets to know."""

from collections.abc import Iterable
from dataclasses import astuple, dataclass, field
from hashlib import sha256

from candidates.contact import Contact

_DIGEST_LENGTH = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseLine:
    """One row of the letter's table: when one qualification's results open, worded for people."""

    qualification: str
    released_on: str
    at_centre: str
    utc: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterContent:
    """Everything that is printed on one candidate's letter.

    `password` is given as printed, in groups joined by hyphens. It stays out of `repr`, and so out
    of logs and crash reports. `reference` names this issue of the password and is printed in the foot.
    """

    series: str
    centre_number: str
    centre_name: str
    candidate_number: str
    candidate_name: str
    teaching_group: str
    releases: tuple[ReleaseLine, ...]
    username: str
    password: str = field(repr=False)
    sign_in_url: str
    contact: Contact
    issued_on: str
    replaces_earlier: bool
    reference: str


def digests(content: LetterContent) -> dict[str, str]:
    """Return a short digest of each part of the letter, by the part's name.

    Two letters say the same where their digests are the same, which tells why a letter is stale.
    The password itself is never digested: it can't change without a new `reference`. The date of
    issue is no part, so that printing the same letter again doesn't make the first one stale.
    """
    return {
        "name": _digest((content.candidate_number, content.candidate_name, content.teaching_group)),
        "releases": _digest(value for line in content.releases for value in astuple(line)),
        "contact": _digest(astuple(content.contact)),
        "password": _digest((content.username, content.reference)),
        "site": _digest((content.sign_in_url,)),
        "centre": _digest((content.centre_number, content.centre_name, content.series)),
    }


def _digest(values: Iterable[str]) -> str:
    # A length before each value keeps ("ab", "c") and ("a", "bc") apart.
    told_apart = "".join(f"{len(value)}:{value}" for value in values)
    return sha256(told_apart.encode()).hexdigest()[:_DIGEST_LENGTH]
