"""Whose letters are in somebody's hands, or on their way there: taken by the centre, sent, or waiting to be sent."""

from dataclasses import dataclass

from candidates.identity import since_person
from candidates.models import Series
from centres.models import Centre
from letters.downloads import log
from letters.mail.queue import mails_of
from letters.models.mail import LetterMail


@dataclass(frozen=True, slots=True)
class Holdings:
    """Candidates by their keys."""

    taken: set[int]
    waiting: set[int]
    sent: set[int]


def holdings_of(*, series: Series, centre: Centre) -> Holdings:
    """Who stands where, of one centre and series."""
    mails = mails_of(series=series, centre=centre).filter(since_person("queued_at")).order_by()
    states = set(mails.values_list("candidate_id", "state"))
    sent = (LetterMail.State.SENT, LetterMail.State.UNKNOWN)
    return Holdings(
        taken=set(log.newest(series=series, centre=centre)),
        waiting={candidate for candidate, state in states if state == LetterMail.State.QUEUED},
        sent={candidate for candidate, state in states if state in sent},
    )
