"""Hands letters to an officer: only ones that are current, each time on record."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from django.db import transaction

from access.eligibility import with_access
from access.letters import contents as letters_wanted
from access.letters.batch_requests import want_current_letters
from access.letters.batch_status import current
from access.letters.download_history import since_taken
from access.letters.tasks import reason_for
from candidates.models import Series
from centres.models import Centre
from letters.batches import lifecycle
from letters.batches.build import Addressed
from letters.cjk_font import cjk_font
from letters.downloads import log, on_demand
from letters.downloads.log import Form, Taken, What
from letters.drawing import write_single
from letters.models import HandingOver, LetterBatch
from letters.storage import encrypted_files
from results_portal import audit
from results_portal.audit import Actor
from results_portal.crypto.encryption import CannotOpen

logger = logging.getLogger(__name__)

TYPES = {Form.PDF: "application/pdf", Form.GROUPED: "application/pdf", Form.ZIP: "application/zip"}
ENDINGS = {Form.PDF: "letters.pdf", Form.GROUPED: "letters-by-group.pdf", Form.ZIP: "letters.zip"}
ACTIONS = {
    What.ALL: "download letters",
    What.CHANGED: "download changed letters",
    What.NEW: "download new letters",
    What.CHOSEN: "download chosen letters",
    What.SINGLE: "download letter",
    What.REGISTER: "download register",
}
# The trail names so many candidates; of more, it names the record that has them.
MOST_NAMED = 200
NOT_CURRENT = "These letters are not current. They are being brought up to date, or you can try again below."
NOTHING_TO_TAKE = {
    What.CHANGED: "No letter has changed since you took it.",
    What.NEW: "No letter is new: each of them was taken before.",
    What.CHOSEN: "None of these candidates has a letter that can be printed now.",
}


class NotReady(Exception):
    """There are no such letters at this moment. The text says why, or what happens next."""


class NoSuchLetter(Exception):
    """No candidate with this number has access now."""


class LetterExpired(Exception):
    """The password was issued so long ago that its letter can't be printed again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which letters somebody wants, and how. `numbers` counts for chosen ones; the passphrase is kept nowhere."""

    what: What = What.ALL
    form: Form = Form.PDF
    numbers: frozenset[str] = frozenset()
    passphrase: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Download:
    """A file on its way to an officer; `size` in bytes."""

    name: str
    content_type: str
    size: int
    pieces: Iterator[bytes]


def hand_out(*, series: Series, centre: Centre, choice: Choice, by: Actor) -> Download:
    """Letters as one file, put on record before the first byte leaves.

    All letters in order of number were drawn before; what else somebody wants is drawn now. Raises `NotReady` where
    all letters are wanted while they are being made, have failed, or say something else than they would say now, and
    where there is no letter of the kind wanted.
    """
    ending = ENDINGS[choice.form] if choice.what == What.ALL else f"{choice.what}-{ENDINGS[choice.form]}"
    kept = choice.what == What.ALL and choice.form != Form.GROUPED and not choice.passphrase
    with _what_the_server_lacks_told():
        opened = (_kept if kept else _drawn)(series, centre, choice, by)
    return Download(f"{centre.number}-{series.slug}-{ending}", TYPES[choice.form], opened.size, opened.pieces)


def hand_out_single(*, series: Series, centre: Centre, number: str, by: Actor) -> Download:
    """One candidate's letter, drawn now, put on record. Raises `NoSuchLetter`, `LetterExpired` and `NotReady`."""
    with _what_the_server_lacks_told():
        letter = next(letters_wanted.letters(series=series, centre=centre, numbers=[number]), None)
    if letter is None:
        holder = with_access(centre.candidates.filter(series=series, number=number, credential__isnull=False))
        if holder.exists():
            raise LetterExpired(
                f"The letter of candidate {number} has expired. Reissue the password to print a new one."
            )
        raise NoSuchLetter(number)
    pdf = BytesIO()
    write_single(letter.content, pdf=pdf, cjk_font=cjk_font())
    taken = Taken(what=What.SINGLE, form=Form.PDF, letters=1, number=number)
    with transaction.atomic():
        log.note_letters(taken, [letter], series=series, centre=centre, by=by.email)
        details = {"reference": letter.content.reference}
        _record(What.SINGLE, centre, series, by, target=number, details=details)
    name = f"{centre.number}-{series.slug}-{number}.pdf"
    return Download(name, TYPES[Form.PDF], pdf.tell(), iter([pdf.getvalue()]))


def hand_out_register(*, series: Series, centre: Centre, by: Actor) -> Download:
    """Who gets a letter, with a line to sign for it and no passwords; on record. Raises `NotReady`."""
    contents = letters_wanted.without_passwords(series=series, centre=centre).values()
    if not contents:
        raise NotReady("There are no letters, so there is nothing to register.")
    with _what_the_server_lacks_told():
        opened = on_demand.draw_register(contents)
    taken = Taken(what=What.REGISTER, form=Form.PDF, letters=len(contents))
    with transaction.atomic():
        log.note_register(taken, series=series, centre=centre, by=by.email)
        _record(What.REGISTER, centre, series, by, details={"letters": len(contents)})
    name = f"{centre.number}-{series.slug}-register.pdf"
    return Download(name, TYPES[Form.PDF], opened.size, opened.pieces)


@contextmanager
def _what_the_server_lacks_told() -> Iterator[None]:
    """Within, room on the disk or a key that is missing is logged, and told the officer in words."""
    try:
        yield
    except (OSError, CannotOpen) as why:
        logger.exception("letters could not be handed out")
        raise NotReady(reason_for(why)) from why


def _kept(series: Series, centre: Centre, choice: Choice, by: Actor) -> encrypted_files.Opened:
    batch = current(series=series, centre=centre)
    if batch is None:
        raise NotReady(NOT_CURRENT)
    with transaction.atomic():
        opened = _opened(batch, choice.form)
        if opened is not None:
            taken = _taken(choice, letters=batch.done)
            _note(log.note_batch(taken, batch=batch, by=by.email), centre, series, by)
    if opened is None:
        raise NotReady("The file with these letters was damaged. They are being made again.")
    return opened


def _opened(batch: LetterBatch, form: Form) -> encrypted_files.Opened | None:
    """The batch's file; None where it can't be read, and then the letters are asked for again."""
    try:
        return encrypted_files.read(batch.archive_name if form == Form.ZIP else batch.pdf_name)
    except encrypted_files.CannotRead:
        lifecycle.replace(LetterBatch.objects.filter(pk=batch.pk))
        want_current_letters(series=batch.series, centre=batch.centre)
        return None


def _drawn(series: Series, centre: Centre, choice: Choice, by: Actor) -> encrypted_files.Opened:
    batch = current(series=series, centre=centre) if choice.what == What.ALL else None
    if choice.what == What.ALL and batch is None:
        raise NotReady(NOT_CURRENT)
    letters = _wanted(series, centre, choice)
    if not letters:
        raise NotReady(NOTHING_TO_TAKE.get(choice.what, NOT_CURRENT))
    opened = on_demand.draw(
        (letter.content for letter in letters),
        archive=choice.form == Form.ZIP,
        separators=choice.form == Form.GROUPED,
        passphrase=choice.passphrase,
    )
    taken = _taken(choice, letters=len(letters))
    with transaction.atomic():
        if batch is not None and log.says(batch, letters):
            noted = log.note_batch(taken, batch=batch, by=by.email)
        else:
            noted = log.note_letters(taken, letters, series=series, centre=centre, by=by.email)
        numbers = [letter.content.candidate_number for letter in letters] if noted.batch is None else []
        _note(noted, centre, series, by, numbers=numbers)
    return opened


def _wanted(series: Series, centre: Centre, choice: Choice) -> list[Addressed]:
    """The letters wanted, in the order wanted."""
    numbers = None if choice.what == What.ALL else choice.numbers
    if choice.what in (What.CHANGED, What.NEW):
        since = since_taken(series=series, centre=centre)
        numbers = frozenset(since.changed if choice.what == What.CHANGED else since.new)
    letters = list(letters_wanted.letters(series=series, centre=centre, numbers=numbers))
    return sorted(letters, key=_by_group) if choice.form == Form.GROUPED else letters


def _by_group(letter: Addressed) -> tuple[bool, list[tuple[bool, int, str]], str]:
    """9A before 11A, and those without a group last; within a group by number."""
    group = letter.content.teaching_group
    parts = [(not part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in re.split(r"(\d+)", group)]
    return not group, parts, letter.content.candidate_number


def _taken(choice: Choice, *, letters: int) -> Taken:
    return Taken(what=choice.what, form=choice.form, letters=letters, protected=bool(choice.passphrase))


def _note(noted: HandingOver, centre: Centre, series: Series, by: Actor, *, numbers: list[str] | None = None) -> None:
    details: dict[str, Any] = {"letters": noted.letters}
    details |= {"batch": noted.batch_id} if noted.batch_id else {"record": noted.pk}
    if numbers and len(numbers) <= MOST_NAMED:
        details["numbers"] = numbers
    if noted.protected:
        details["protected"] = True
    name = f"{centre.number}-{series.slug}-letters.{'zip' if noted.form == Form.ZIP else 'pdf'}"
    _record(What(noted.what), centre, series, by, target=name, details=details)


def _record(
    what: What, centre: Centre, series: Series, by: Actor, *, details: dict[str, Any], target: str = ""
) -> None:
    audit.record(ACTIONS[what], by=by, centre_number=centre.number, series=series.slug, target=target, details=details)
