"""At which centres made-up candidates sit: those that somebody named, or made-up ones whose names say so."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from centres.models import Centre
from results_portal.codes.current import code_forms
from results_portal.models import CodeKind
from results_portal.text.rehearsal import PREFIX

# So many candidates has a made-up centre unless its number is given.
AT_ONE_CENTRE = 150
# And so many centres there are then at the most, however many candidates.
MOST_CENTRES = 500
LETTERS = "ZZ"
# Clocks with whole, half and quarter hours, ahead of Greenwich and behind it.
_WHERE = (
    ("Pakistan", "Asia/Karachi"),
    ("United Kingdom", "Europe/London"),
    ("Argentina", "America/Argentina/Buenos_Aires"),
    ("Nepal", "Asia/Kathmandu"),
    ("New Zealand", "Pacific/Auckland"),
    ("Kenya", "Africa/Nairobi"),
    ("India", "Asia/Kolkata"),
    ("United States", "America/New_York"),
    ("Singapore", "Asia/Singapore"),
)


class TooManyCandidates(Exception):
    """There are fewer candidate numbers, or numbers of centres, than candidates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeUpCentre:
    """A centre that there isn't."""

    number: str
    name: str
    country: str
    time_zone: str


def shared_out[Place](candidates: int, centres: Sequence[Place]) -> list[tuple[Place, int]]:
    """Each centre with how many candidates it has: as many as any other, or one more."""
    each, rest = divmod(candidates, len(centres))
    return [(centre, each + (position < rest)) for position, centre in enumerate(centres)]


def made_up_centres(count: int) -> list[MadeUpCentre]:
    """So many, with numbers that no real centre has. One of an earlier rehearsal is taken again."""
    real = set(Centre.objects.exclude(name__startswith=PREFIX).values_list("number", flat=True))
    found: list[MadeUpCentre] = []
    for number in _numbers():
        if len(found) == count:
            break
        if number not in real:
            country, zone = _WHERE[len(found) % len(_WHERE)]
            name = f"{PREFIX}centre {number}"
            found.append(MadeUpCentre(number=number, name=name, country=country, time_zone=zone))
    if len(found) < count:
        raise TooManyCandidates("There are not so many numbers of centres. Make fewer candidates.")
    return found


def candidate_numbers(count: int) -> list[str]:
    """The first `count` candidate numbers as the board writes them. Raises `TooManyCandidates`."""
    pattern = code_forms()[CodeKind.CANDIDATE_NUMBER].pattern
    numbers = [pattern.example(letters="", digits=str(position)) for position in range(1, count + 1)]
    if len(set(numbers)) < count:
        raise TooManyCandidates(f"A centre has fewer candidate numbers than {count:,}. Spread them over more centres.")
    return numbers


def _numbers() -> Iterator[str]:
    """Numbers in the board's pattern from ZZ001 on, each once."""
    pattern = code_forms()[CodeKind.CENTRE_NUMBER].pattern
    seen = set()
    position = 1
    while (number := pattern.example(letters=LETTERS, digits=str(position))) not in seen:
        seen.add(number)
        yield number
        position += 1
