"""Letters that an officer downloads: only ones that are current, each time on record."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from django.db import transaction

from access.eligibility import with_access
from access.letters import contents
from access.letters.batch_requests import request_current_letters
from access.letters.download_history import since_taken
from access.letters.failures import reason_for
from access.letters.staleness.comparison import current_batch
from candidates.models import Series
from centres.models import Centre
from letters.batches import lifecycle
from letters.batches.build import CandidateLetter
from letters.cjk_font import cjk_font
from letters.downloads import log, on_demand
from letters.downloads.log import DownloadRecord
from letters.drawing import write_single
from letters.models import LetterBatch, LetterDownload
from letters.models.downloads import (
    ALL_LETTERS,
    CHANGED_LETTERS,
    NEW_LETTERS,
    NOT_CURRENT,
    REGISTER,
    SINGLE_LETTER,
    DownloadKind,
    FileFormat,
)
from letters.storage import encrypted_files
from results_portal import audit
from results_portal.audit import Actor
from results_portal.crypto.encryption import CannotOpen
from results_portal.db.release import release_connection

logger = logging.getLogger(__name__)

# The trail names so many candidates; of more, it names the record that has them.
MOST_NAMED = 200


class NotReady(Exception):
    """There are no such letters at this moment. The text says why, or what happens next."""


class NoSuchLetter(Exception):
    """No candidate with this number has access now."""


class LetterExpired(Exception):
    """The password was issued so long ago that its letter can't be printed again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which letters somebody wants, and how. `numbers` counts for chosen ones; the passphrase is kept nowhere."""

    kind: DownloadKind = ALL_LETTERS
    form: FileFormat = FileFormat.PDF
    numbers: frozenset[str] = frozenset()
    passphrase: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Download:
    """A file on its way to an officer; `size` in bytes."""

    name: str
    content_type: str
    size: int
    pieces: Iterator[bytes]


def download_letters(*, series: Series, centre: Centre, choice: Choice, by: Actor) -> Download:
    """Letters as one file, put on record before the first byte leaves.

    All letters in order of number were drawn before; what else somebody wants is drawn now. Raises `NotReady` where
    all letters are wanted while they are being made, have failed, or say something else than they would say now, and
    where there is no letter of the kind wanted.
    """
    drawn_before = choice.kind == ALL_LETTERS and choice.form != FileFormat.GROUPED and not choice.passphrase
    read = _kept if drawn_before else _drawn
    with _server_faults_in_words():
        opened = read(series, centre, choice, by)
    ending = choice.form.ending
    if choice.kind != ALL_LETTERS:
        ending = f"{choice.kind.value}-{ending}"
    return Download(f"{centre.number}-{series.slug}-{ending}", choice.form.content_type, opened.size, opened.pieces)


def download_single_letter(*, series: Series, centre: Centre, number: str, by: Actor) -> Download:
    """One candidate's letter, drawn now, put on record. Raises `NoSuchLetter`, `LetterExpired` and `NotReady`."""
    with _server_faults_in_words():
        letter = next(contents.letters(series=series, centre=centre, numbers=[number]), None)
    if letter is None:
        person = with_access(centre.candidates.filter(series=series, number=number, credential__isnull=False))
        if person.exists():
            raise LetterExpired(
                f"The letter of candidate {number} has expired. Reissue the password to print a new one."
            )
        raise NoSuchLetter(number)
    release_connection()
    pdf = BytesIO()
    write_single(letter.content, pdf=pdf, cjk_font=cjk_font())
    taken = DownloadRecord(kind=SINGLE_LETTER, form=FileFormat.PDF, letters=1, number=number)
    with transaction.atomic():
        log.record_letters(taken, [letter], series=series, centre=centre, by=by.email)
        details = {"reference": letter.content.reference}
        _record(SINGLE_LETTER, centre, series, by, target=number, details=details)
    name = f"{centre.number}-{series.slug}-{number}.pdf"
    return Download(name, FileFormat.PDF.content_type, pdf.tell(), iter([pdf.getvalue()]))


def download_register(*, series: Series, centre: Centre, by: Actor) -> Download:
    """Who gets a letter, with a line to sign for it and no passwords; on record. Raises `NotReady`."""
    listed = contents.without_passwords(series=series, centre=centre).values()
    if not listed:
        raise NotReady(REGISTER.nothing_text)
    release_connection()
    with _server_faults_in_words():
        opened = on_demand.draw_register(listed)
    taken = DownloadRecord(kind=REGISTER, form=FileFormat.PDF, letters=len(listed))
    with transaction.atomic():
        log.record_register(taken, series=series, centre=centre, by=by.email)
        _record(REGISTER, centre, series, by, details={"letters": len(listed)})
    name = f"{centre.number}-{series.slug}-register.pdf"
    return Download(name, FileFormat.PDF.content_type, opened.size, opened.pieces)


@contextmanager
def _server_faults_in_words() -> Iterator[None]:
    """Within, room on the disk or a key that is missing is logged, and told the officer in words."""
    try:
        yield
    except (OSError, CannotOpen) as why:
        logger.exception("letters could not be downloaded")
        raise NotReady(reason_for(why)) from why


def _kept(series: Series, centre: Centre, choice: Choice, by: Actor) -> encrypted_files.OpenFile:
    batch = current_batch(series=series, centre=centre)
    if batch is None:
        raise NotReady(NOT_CURRENT)
    release_connection()
    opened = _opened(batch, choice.form)
    if opened is None:
        raise NotReady("The file with these letters was damaged. They are being made again.")
    with transaction.atomic():
        taken = _taken(choice, letters=batch.done)
        _note(log.record_batch(taken, batch=batch, by=by.email), centre, series, by)
    return opened


def _opened(batch: LetterBatch, form: FileFormat) -> encrypted_files.OpenFile | None:
    """The batch's file; None where it can't be read, and then the letters are asked for again."""
    try:
        return encrypted_files.read(batch.archive_name if form == FileFormat.ZIP else batch.pdf_name)
    except encrypted_files.CannotRead:
        with transaction.atomic():
            lifecycle.replace(LetterBatch.objects.filter(pk=batch.pk))
            request_current_letters(series=batch.series, centre=batch.centre)
        return None


def _drawn(series: Series, centre: Centre, choice: Choice, by: Actor) -> encrypted_files.OpenFile:
    batch = None
    if choice.kind == ALL_LETTERS:
        batch = current_batch(series=series, centre=centre)
        if batch is None:
            raise NotReady(NOT_CURRENT)
    letters = _wanted(series, centre, choice)
    if not letters:
        raise NotReady(choice.kind.nothing_text)
    release_connection()
    opened = on_demand.draw(
        (letter.content for letter in letters),
        archive=choice.form == FileFormat.ZIP,
        separators=choice.form == FileFormat.GROUPED,
        passphrase=choice.passphrase,
    )
    taken = _taken(choice, letters=len(letters))
    with transaction.atomic():
        if batch is not None and log.says(batch, letters):
            noted = log.record_batch(taken, batch=batch, by=by.email)
        else:
            noted = log.record_letters(taken, letters, series=series, centre=centre, by=by.email)
        numbers = []
        if noted.batch is None:
            numbers = [letter.content.candidate_number for letter in letters]
        _note(noted, centre, series, by, numbers=numbers)
    return opened


def _wanted(series: Series, centre: Centre, choice: Choice) -> list[CandidateLetter]:
    """The letters wanted, in the order wanted."""
    letters = list(contents.letters(series=series, centre=centre, numbers=_numbers(series, centre, choice)))
    if choice.form == FileFormat.GROUPED:
        letters.sort(key=_by_group)
    return letters


def _numbers(series: Series, centre: Centre, choice: Choice) -> frozenset[str] | None:
    """The numbers of the candidates whose letters are wanted; None for everybody's."""
    if choice.kind == ALL_LETTERS:
        return None
    if choice.kind == CHANGED_LETTERS:
        return frozenset(since_taken(series=series, centre=centre).changed)
    if choice.kind == NEW_LETTERS:
        return frozenset(since_taken(series=series, centre=centre).new)
    return choice.numbers


def _by_group(letter: CandidateLetter) -> tuple[bool, list[tuple[bool, int, str]], str]:
    """9A before 11A, and those without a group last; within a group by number."""
    group = letter.content.teaching_group
    parts = [(not part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in re.split(r"(\d+)", group)]
    return not group, parts, letter.content.candidate_number


def _taken(choice: Choice, *, letters: int) -> DownloadRecord:
    return DownloadRecord(kind=choice.kind, form=choice.form, letters=letters, protected=bool(choice.passphrase))


def _note(
    noted: LetterDownload, centre: Centre, series: Series, by: Actor, *, numbers: list[str] | None = None
) -> None:
    details: dict[str, Any] = {"letters": noted.letters}
    if noted.batch_id:
        details["batch"] = noted.batch_id
    else:
        details["record"] = noted.pk
    if numbers and len(numbers) <= MOST_NAMED:
        details["numbers"] = numbers
    if noted.protected:
        details["protected"] = True
    ending = "zip" if noted.form == FileFormat.ZIP else "pdf"
    name = f"{centre.number}-{series.slug}-letters.{ending}"
    _record(noted.kind, centre, series, by, target=name, details=details)


def _record(
    kind: DownloadKind, centre: Centre, series: Series, by: Actor, *, details: dict[str, Any], target: str = ""
) -> None:
    place = {"centre_number": centre.number, "series": series.slug}
    audit.record(kind.audit_action, by=by, **place, target=target, details=details)
