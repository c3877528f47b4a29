"""Gives candidates a new password in place of the one they have."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from access.credentials.issue import GeneratedPassword, generate_passwords
from access.credentials.sealed_passwords import seal_password
from access.eligibility import with_access
from access.letters.batch_requests import request_letters
from access.models import Credential
from access.sign_in.rate_limits import forget_failures
from candidates.models import Candidate, Series
from centres.models import Centre
from results_portal import audit
from results_portal.audit import Actor

# Each new password costs some milliseconds of hashing, while the officer waits.
MOST_AT_ONCE = 500


class TooManyToReissue(Exception):
    """More candidates than can be worked through while somebody waits."""

    def __init__(self) -> None:
        super().__init__(f"Passwords are reissued for at most {MOST_AT_ONCE} candidates at once. Choose fewer.")


class NothingToReissue(Exception):
    """None of the candidates has access and a password."""

    def __init__(self) -> None:
        super().__init__("None of these candidates has access and a password, so there is nothing to reissue.")


def reissue(*, series: Series, centre: Centre, candidates: Iterable[Candidate], by: Actor) -> int:
    """New passwords for those of `candidates` (of this centre and series) who have access and a password.

    The old password, and every session that was opened with it, is dead at once; the username stays. Letters are asked
    for again. Returns how many candidates got a new password. Raises `NothingToReissue` and `TooManyToReissue`.
    """
    pks = [candidate.pk for candidate in candidates]
    with_password = centre.candidates.filter(series=series, pk__in=pks, credential__isnull=False)
    chosen = list(with_access(with_password).values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
    if len(chosen) > MOST_AT_ONCE:
        raise TooManyToReissue
    generated = {password.candidate_pk: password for password in generate_passwords(chosen)}
    with transaction.atomic():
        still = Credential.objects.filter(candidate__in=with_access(with_password.filter(pk__in=generated)))
        locked = still.select_for_update(of=("self",)).select_related("candidate").order_by("candidate__number")
        numbers = [_renew(credential, generated[credential.candidate_id]) for credential in locked]
        if not numbers:
            raise NothingToReissue
        forget_failures(credential.username for credential in locked)
        names = [str(credential.candidate) for credential in locked]
        details = {"candidates": len(numbers), "numbers": numbers, "named": names}
        request_letters(series=series, centre=centre, by=by, issues_passwords=False)
        audit.record("reissue passwords", by=by, centre_number=centre.number, series=series.slug, details=details)
    return len(numbers)


def _renew(credential: Credential, generated: GeneratedPassword) -> str:
    issue = credential.issue + 1
    Credential.objects.filter(pk=credential.pk).update(
        password_hash=generated.hashed,
        sealed_password=seal_password(generated.printed, candidate_pk=generated.candidate_pk, issue=issue),
        issued_at=timezone.now(),
        issue=issue,
        epoch=F("epoch") + 1,
    )
    return credential.candidate.number
