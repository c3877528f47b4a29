"""Letters that wait to be sent by e-mail, for whoever takes a copied installation over."""

from django.db.models import QuerySet

from letters.mail.queue import stop
from letters.models.mail import LetterMail
from results_portal.installation.waiting import Source

GIVEN_UP = "The service was restored from a backup: this may have been sent before. Ask the candidate."


def _rows() -> QuerySet[LetterMail]:
    return LetterMail.objects.filter(state=LetterMail.State.QUEUED)


def _drop() -> int:
    return stop(_rows(), reason=GIVEN_UP)


SOURCE = Source(what="letters by e-mail", queued_by="queued_at", rows=_rows, drop=_drop)
