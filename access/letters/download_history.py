"""Which letters an officer has taken, which of them say something else by now, and which are new."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import ngettext

from access.letters import contents
from access.letters.contents import LetterDigests
from access.letters.staleness.comparison import current_batch
from access.text import in_ranges
from candidates.models import Series
from centres.models import Centre
from letters.downloads import log
from letters.models import LetterDownload
from letters.models.downloads import REGISTER, SINGLE_LETTER

LINES_ON_THE_PAGE = 3

# The parts of a letter (letters.contents.digests), as the page names them.
PARTS = {
    "password": "the password",
    "name": "the name, the number or the teaching group",
    "releases": "when results open",
    "contact": "the contact",
    "centre": "the centre's name",
    "site": "the address of the results site",
}


@dataclass(frozen=True, slots=True)
class Since:
    """What has happened since letters were taken: numbers of candidates, with the parts of the letter that differ."""

    changed: dict[str, tuple[str, ...]]
    new: tuple[str, ...]
    any_taken: bool

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """Why letters have changed, in words, and how many for each reason; the most frequent first."""
        counted = Counter(part for parts in self.changed.values() for part in parts)
        return [(PARTS.get(part, part), count) for part, count in counted.most_common()]

    @property
    def which(self) -> list[tuple[str, str]]:
        """For each of these reasons, in the same order, the numbers of the candidates whose letters it has changed."""
        by_words = {PARTS.get(part, part): part for parts in self.changed.values() for part in parts}
        return [
            (words, in_ranges(number for number, parts in self.changed.items() if by_words[words] in parts))
            for words, _count in self.reasons
        ]

    @property
    def passwords(self) -> bool:
        """Whether some letters have changed because a password was reissued: the earlier ones are dead."""
        return any("password" in parts for parts in self.changed.values())

    @property
    def untaken(self) -> tuple[str, ...]:
        """The new ones, once there are others that were taken: before, they are simply the letters."""
        return self.new if self.any_taken else ()


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One line of the history of what was taken."""

    by: str
    at: datetime
    what: str


@dataclass(frozen=True, slots=True)
class DownloadsSummary:
    """What the page tells of letters that were taken: the newest lines, how many there are, what changed since."""

    lines: list[HistoryLine]
    count: int
    since: Since


def downloads_summary(*, series: Series, centre: Centre) -> DownloadsSummary:
    """Everything that the overview shows of letters in somebody's hands. A fixed number of queries."""
    taken = log.downloads_of(series=series, centre=centre)
    count = taken.count()
    lines = [line_of(one) for one in taken[:LINES_ON_THE_PAGE]] if count else []
    return DownloadsSummary(
        lines, count, since_taken(series=series, centre=centre) if count else Since({}, (), any_taken=False)
    )


def since_taken(*, series: Series, centre: Centre) -> Since:
    """Compare what each letter says now with the one that was taken last."""
    taken = log.newest(series=series, centre=centre)
    changed: dict[str, tuple[str, ...]] = {}
    new = []
    for candidate, said in _said_now(series, centre).items():
        if candidate not in taken:
            new.append(said.number)
        elif taken[candidate] != said.digests:
            changed[said.number] = _different(taken[candidate], said.digests)
    return Since(changed, tuple(new), any_taken=bool(taken))


def _said_now(series: Series, centre: Centre) -> dict[int, LetterDigests]:
    """What each letter says now: as the ready batch has it on file, where that is current, which saves the work."""
    batch = current_batch(series=series, centre=centre)
    if batch is None:
        return contents.current_digests(series=series, centre=centre)
    kept = batch.letters.values_list("candidate", "candidate__number", "digests")
    return {candidate: LetterDigests(number, digests) for candidate, number, digests in kept}


def line_of(taken: LetterDownload) -> HistoryLine:
    """What was taken, in words: "1,240 letters, one PDF"."""
    words = [_counted(taken)]
    if taken.kind != REGISTER:
        words.append(taken.get_form_display())
    if taken.protected:
        words.append("with a passphrase")
    return HistoryLine(taken.by, taken.at, ", ".join(words))


def _counted(taken: LetterDownload) -> str:
    if taken.kind == SINGLE_LETTER:
        return f"letter of candidate {taken.number}"
    noun = ngettext("letter", "letters", taken.letters)
    counted = " ".join(word for word in (f"{taken.letters:,}", taken.kind.adjective, noun) if word)
    if taken.kind == REGISTER:
        return f"register of {counted}"
    return counted


def _different(before: dict[str, str], now: dict[str, str]) -> tuple[str, ...]:
    parts = [*PARTS, *sorted((before.keys() | now.keys()) - PARTS.keys())]
    return tuple(part for part in parts if before.get(part) != now.get(part))
