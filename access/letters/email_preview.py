"""What sending letters by e-mail would do, before anything is sent."""

from collections.abc import Iterable
from dataclasses import dataclass

from access.letters.email_queue import Addressee


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailPreview:
    """Of those chosen: who gets an e-mail, for whom it replaces an earlier one, and who gets none and why."""

    getting: list[Addressee]
    replacing: list[Addressee]
    without_address: list[Addressee]
    sent_before: list[Addressee]


def preview_of(listed: Iterable[Addressee], *, numbers: set[str]) -> EmailPreview:
    """What *Send letters* would do for these candidates."""
    chosen = [one for one in listed if one.number in numbers]
    getting = [one for one in chosen if one.can_be_sent]
    return EmailPreview(
        getting=getting,
        replacing=[one for one in getting if one.replaces_sent],
        without_address=[one for one in chosen if not one.address],
        sent_before=[one for one in chosen if one.address and not one.can_be_sent],
    )
