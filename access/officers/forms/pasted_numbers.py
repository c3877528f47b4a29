"""Candidate numbers as people paste them: a column of a spreadsheet, a list, ranges, a whole CSV file."""

import csv
import re
import unicodedata
from collections.abc import Iterator, Set
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError

from results_portal.codes.current import code_form
from results_portal.codes.kinds import CodeForm
from results_portal.models import CodeKind

LONGEST = 60_000
NAMED = 3
# A range covers all numbers between its ends, whether a candidate has them or not.
_RANGE = re.compile(r"([0-9]{1,12}) ?(?:-|to) ?([0-9]{1,12})")
# All ranges of a text together.
MOST_RANGED = 100_000
_SEPARATORS = re.compile(r"[,;\t\n]")
_HEADING = re.compile(r"candidate.*(?:number|no\b)|^number$|^no\.?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NumberList:
    """Numbers that were named one by one, and those that lie in ranges. Nobody need have each number of a range."""

    named: frozenset[str] = frozenset()
    ranged: frozenset[str] = frozenset()

    @property
    def everyone(self) -> frozenset[str]:
        return self.named | self.ranged

    def unknown(self, known: Set[str]) -> list[str]:
        """What was named and isn't among `known`."""
        return sorted(self.named - known)


class PastedNumbers(forms.CharField):
    """A text with candidate numbers; cleaned, a `NumberList`."""

    def __init__(self, *, label: str, help_text: str = "", rows: int = 2) -> None:
        super().__init__(
            label=label,
            required=False,
            max_length=LONGEST,
            help_text=help_text,
            widget=forms.Textarea(attrs={"rows": rows, "spellcheck": "false", "autocomplete": "off"}),
        )

    def clean(self, value: str | None) -> NumberList:
        return read_numbers(super().clean(value) or "")


def read_numbers(text: str) -> NumberList:
    """`numbers_in` with the board's pattern, which is only looked up where there is a text."""
    if not text.strip():
        return NumberList()
    return numbers_in(text, code_form(CodeKind.CANDIDATE_NUMBER))


def numbers_in(text: str, form: CodeForm) -> NumberList:
    """The numbers in `text`, which look as `form` says; zeros that a spreadsheet took away are put back.

    Of a table with a heading such as "Candidate number" that column alone counts. Raises `ValidationError` naming what
    isn't a number.
    """
    # Digits of any script, full-width signs, and dashes of every length.
    plain = re.sub("[\u2010-\u2015\u2212]", "-", unicodedata.normalize("NFKC", text)).replace("\r", "\n")
    plain = "".join(_ascii(sign) for sign in plain if unicodedata.category(sign) != "Cf")
    named: set[str] = set()
    ranged: set[str] = set()
    strange: list[str] = []
    for piece in _pieces(plain):
        ends = _RANGE.fullmatch(piece)
        number = _padded(piece.upper(), form)
        if ends and _is_range(ends, form):
            ranged.update(_between(ends, form, room=MOST_RANGED - len(ranged)))
        elif form.pattern.matches(number):
            named.add(number)
        else:
            strange.append(piece)
    if strange:
        shown = ", ".join(piece[:20] for piece in strange[:NAMED])
        raise ValidationError(f"Candidate numbers have {form.like}. This is no number: {shown}.")
    return NumberList(frozenset(named), frozenset(ranged))


def _padded(piece: str, form: CodeForm) -> str:
    """A number with the zeros that it lost; where numbers have different lengths, nobody knows how many."""
    digits = form.pattern.digits
    return piece.zfill(digits) if digits and piece.isdecimal() else piece


def _is_range(ends: re.Match[str], form: CodeForm) -> bool:
    """Whether both ends are numbers, and of one length."""
    first, last = (_padded(end, form) for end in ends.groups())
    return len(first) == len(last) and form.pattern.matches(first) and form.pattern.matches(last)


def _between(ends: re.Match[str], form: CodeForm, *, room: int) -> Iterator[str]:
    first, last = int(ends[1]), int(ends[2])
    if last - first >= room:
        raise ValidationError(f"These ranges hold more than {MOST_RANGED:,} numbers. Name smaller ones.")
    width = len(_padded(ends[1], form))
    return (f"{number:0{width}}" for number in range(first, last + 1))


def _ascii(sign: str) -> str:
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    return sign


def _pieces(text: str) -> Iterator[str]:
    lines = [line for line in text.split("\n") if line.strip()]
    column = _column(lines[0]) if lines else None
    if column is None:
        for line in lines:
            yield from _pieces_of_line(line)
        return
    for row in csv.reader(lines[1:], delimiter=_delimiter(lines[0])):
        if len(row) > column and row[column].strip():
            yield row[column].strip()


def _column(heading: str) -> int | None:
    """Which column of a table has the numbers; None where `heading` is no line of headings."""
    cells = next(csv.reader([heading], delimiter=_delimiter(heading)))
    return next((place for place, cell in enumerate(cells) if _HEADING.search(cell.strip())), None)


def _delimiter(heading: str) -> str:
    return max(",;\t", key=heading.count)


def _pieces_of_line(line: str) -> Iterator[str]:
    for piece in _SEPARATORS.split(line):
        words = piece.strip().strip("\"'")
        if _RANGE.fullmatch(words):
            yield words
        else:
            yield from words.split()
