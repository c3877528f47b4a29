"""What the pages say after a change."""

from access.granting.selection import SelectionOutcome
from access.granting.undo import SinceThen, UndoOffer
from access.models import AccessSettings, Status
from access.text import candidates, have
from candidates.instants import length
from results_portal.text.counted import at_the_beginning, counted


def saved(settings: AccessSettings, *, holders: int) -> str:
    """After *Confirm* on *Edit status*; `holders` have access now."""
    status = settings.get_status_display()
    if settings.status == Status.NONE:
        return f"Saved: {status}. Nobody has access, from this moment on."
    return f"Saved: {status}. {candidates(holders)} {have(holders)} access."


def selection_changed(outcome: SelectionOutcome) -> str:
    """After selecting or deselecting on *View candidates*."""
    if not outcome.changed:
        return "Nothing had to be changed: those candidates were so already."
    said = []
    if outcome.gained:
        said.append(f"{candidates(outcome.gained)} now {have(outcome.gained)} access.")
    if outcome.lost:
        said.append(f"{candidates(outcome.lost)} no longer {have(outcome.lost)} access.")
    if outcome.left_all:
        said.append(
            f"The status is now Selected candidates, with the other {outcome.selected:,} selected. "
            "Candidates who are added later are not covered until you select them."
        )
    return " ".join(said)


def letters_queued(count: int) -> str:
    """After letters were put into the queue to be sent by e-mail."""
    return f"{counted(count, 'letter', 'letters')} will be sent now. You can leave this page; the work goes on."


def letters_stopped(count: int) -> str:
    """After letters that still waited were taken out of the queue."""
    if count == 1:
        return "One letter that was still waiting will not be sent."
    return f"{count:,} letters that were still waiting will not be sent."


def reissued(count: int) -> str:
    """After passwords were reissued."""
    if count == 1:
        return "One candidate has a new password. The old one no longer works: print the new letter and hand it over."
    return f"{count:,} candidates have new passwords. The old ones no longer work: print their new letters."


def delay_saved(settings: AccessSettings) -> str:
    """After *Confirm* on *Delay results*."""
    if not settings.delay:
        return "Saved: candidates see their results as soon as they are released."
    return f"Saved: candidates see their results {length(settings.delay)} after the release."


def undone(done: UndoOffer, *, holders: int) -> str:
    """After *Undo*; `holders` have access now."""
    if done.of_delay:
        held = "as soon as they are released"
        if done.earlier.delay:
            held = f"{length(done.earlier.delay)} after the release"
        said = f"Undone: candidates see their results {held}, as before."
    elif done.earlier.status == Status.NONE:
        said = "Undone: No candidates, as before. Nobody has access, from this moment on."
    else:
        label = done.earlier.get_status_display()
        said = f"Undone: {label}, as before. {candidates(holders)} {have(holders)} access."
    return " ".join([said, *what_stays(done.stays)])


def what_stays(since: SinceThen) -> list[str]:
    """What undoing doesn't take back, a sentence for each."""
    said = []
    if since.downloaded:
        said.append(f"{_letters(since.downloaded)} downloaded since, and can’t be taken back.")  # noqa: RUF001
    if since.sent:
        said.append(f"{_letters(since.sent)} sent by email since, and can’t be taken back.")  # noqa: RUF001
    if since.signed_in:
        said.append(f"{candidates(since.signed_in)} {have(since.signed_in)} signed in since for the first time.")
    if since.seen:
        said.append(f"{candidates(since.seen)} {have(since.seen)} looked at results since for the first time.")
    return said


def _letters(count: int) -> str:
    return at_the_beginning(count, "letter was", "letters were")
