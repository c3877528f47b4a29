"""Numbers of people and things in words, for pages and messages."""

from collections.abc import Iterable

from django.utils.translation import ngettext

from results_portal.text.counted import counted


def candidates(count: int) -> str:
    """ "1 candidate", "1,240 candidates"."""
    return counted(count, "candidate", "candidates")


def in_ranges(numbers: Iterable[str]) -> str:
    """Candidate numbers in order, with neighbours drawn together: "0001 to 0040, 0042"."""
    ranges: list[list[str]] = []
    for number in sorted(numbers):
        if ranges and _follows(number, ranges[-1][-1]):
            ranges[-1] = [ranges[-1][0], number]
        else:
            ranges.append([number])
    return ", ".join(" to ".join(ends) for ends in ranges)


def _follows(number: str, before: str) -> bool:
    """Whether one number comes next after the other; those with letters are named one by one."""
    both_digits = number.isdecimal() and before.isdecimal() and len(number) == len(before)
    return both_digits and int(number) == int(before) + 1


def as_short_list(numbers: Iterable[str]) -> str:
    """The same for an address, as short as it can be: "0001-0040 0042"."""
    return in_ranges(numbers).replace(" to ", "-").replace(",", "")


def have(count: int) -> str:
    """ "has" for one, "have" for several."""
    return ngettext("has", "have", count)
