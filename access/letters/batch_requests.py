"""Asks for a centre's letters: one background job that issues missing passwords and has the letters built."""

from django.db import transaction

from access.eligibility import with_access
from access.letters import tasks
from candidates.models import Series
from centres.models import Centre
from letters.batches.lifecycle import batches_of, withdraw
from letters.batches.requests import request_batch
from letters.models import LetterBatch
from results_portal import audit
from results_portal.audit import Actor, Command

RENEWAL = Command("letters kept current")


def request_letters(*, series: Series, centre: Centre, by: Actor, issues_passwords: bool = True) -> LetterBatch:
    """Ask for the letters of everyone who has access now; call it within the transaction that changed the access.

    Returns the batch that will have them: a new one, or the one that is waiting or being made already.
    """
    return request_batch(
        series=series,
        centre=centre,
        by=by,
        size=with_access(centre.candidates.filter(series=series)).count(),
        issues_passwords=issues_passwords,
        enqueue=tasks.enqueue,
    )


def withdraw_letters(*, series: Series, centre: Centre) -> None:
    """Nobody has access any more: make no letters, and let none lie ready. Call it within the same transaction."""
    withdraw(series=series, centre=centre, reason="Nobody has access any more.")


def request_current_letters(*, series: Series, centre: Centre) -> LetterBatch:
    """Ask for the same candidates' letters again, since what they say has changed. Nobody gets a first password."""
    with transaction.atomic():
        return request_letters(series=series, centre=centre, by=RENEWAL, issues_passwords=False)


def try_again(*, series: Series, centre: Centre, by: Actor) -> LetterBatch:
    """An officer asks again for letters that failed or were stopped."""
    with transaction.atomic():
        last = batches_of(series=series, centre=centre).first()
        issues = last.issues_passwords if last else True
        wanted = request_letters(series=series, centre=centre, by=by, issues_passwords=issues)
        audit.record("request letters", by=by, centre_number=centre.number, series=series.slug)
    return wanted
