"""Gives a username and a password to every candidate who has access and none yet.

Hashing is nearly all of the work, and `hashlib` lets go of the interpreter meanwhile, so threads use every core. While
one chunk is being written, the next is being hashed.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import batched

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from access.credentials import generator
from access.credentials.hashers import hash_generated
from access.eligibility import with_access
from access.models import Credential
from candidates.models import Candidate, Series
from centres.models import Centre
from results_portal import audit
from results_portal.audit import Actor
from results_portal.crypto import encryption

# Small enough for progress several times a second, also on a slow machine.
CHUNK = 100
PURPOSE = "password"
# Usernames are drawn from 31^8: a second draw is needed once in a blue moon, a fourth one never.
MOST_DRAWS = 4

OnProgress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Made:
    """A new password for one candidate; `printed` is as on the letter and stays out of logs."""

    candidate_pk: int
    printed: str = field(repr=False)
    hashed: str = field(repr=False)


def issue_missing(
    *,
    series: Series,
    centre: Centre,
    by: Actor,
    on_progress: OnProgress,
    new_username: Callable[[], str] = generator.username,
) -> int:
    """Issue passwords in chunks, each in a transaction of its own; returns how many candidates got one.

    Hash, sealed copy and audit entry of a chunk become durable together. `on_progress` is told (done, total) within
    each of these transactions: what it raises undoes the chunk and ends the work, and candidates of earlier chunks
    keep what they have. Somebody who works on the same candidates at the same time makes no second password.
    """
    waiting = list(_without_password(series, centre).order_by("number").values_list("pk", flat=True))
    issued = done = 0
    if waiting:
        on_progress(0, len(waiting))
    for made in _made_ahead(batched(waiting, CHUNK)):
        done += len(made)
        with transaction.atomic():
            issued += _write(made, series=series, centre=centre, by=by, new_username=new_username)
            on_progress(done, len(waiting))
    return issued


def open_password(credential: Credential) -> str:
    """The password as printed on the letter. Raises `ValueError` once the sealed copy has expired, or `CannotOpen`."""
    if credential.sealed_password is None:
        raise ValueError("the sealed copy of this password has expired")
    context = _context(credential.candidate_id, credential.issue)
    return encryption.unseal(bytes(credential.sealed_password), purpose=PURPOSE, context=context).decode()


def sealed(printed: str, *, candidate_pk: int, issue: int) -> bytes:
    """A copy of the password that opens for this candidate and this issue only."""
    return encryption.seal(printed.encode(), purpose=PURPOSE, context=_context(candidate_pk, issue))


def make(candidate_pks: Iterable[int]) -> list[Made]:
    """A new password for each candidate, hashed on all cores."""
    return [made for chunk in _made_ahead(batched(candidate_pks, CHUNK)) for made in chunk]


def _context(candidate_pk: int, issue: int) -> bytes:
    return f"password {issue} of candidate {candidate_pk}".encode()


def _without_password(series: Series, centre: Centre) -> QuerySet[Candidate]:
    return with_access(centre.candidates.filter(series=series, credential__isnull=True))


def _made_ahead(chunks: Iterable[Sequence[int]]) -> Iterator[list[Made]]:
    """Each chunk with its passwords, while the one after it is being hashed."""
    hashers = ThreadPoolExecutor(os.process_cpu_count() if hasattr(os, "process_cpu_count") else os.cpu_count())
    coming: deque[Iterator[Made]] = deque()
    try:
        for chunk in chunks:
            coming.append(hashers.map(_make, chunk))
            if len(coming) > 1:
                yield list(coming.popleft())
        if coming:
            yield list(coming.popleft())
    finally:
        hashers.shutdown(cancel_futures=True)


def _make(candidate_pk: int) -> Made:
    printed = generator.password()
    return Made(candidate_pk, printed, hash_generated(printed))


def _write(made: Sequence[Made], *, series: Series, centre: Centre, by: Actor, new_username: Callable[[], str]) -> int:
    """Write those whose candidates still have access and still no password; returns how many."""
    open_to = _locked_without_password([one.candidate_pk for one in made])
    wanted = [one for one in made if one.candidate_pk in open_to]
    if wanted:
        _create(wanted, new_username)
        details = {"candidates": len(wanted)}
        audit.record("issue passwords", by=by, centre_number=centre.number, series=series.slug, details=details)
    return len(wanted)


def _locked_without_password(candidate_pks: Sequence[int]) -> set[int]:
    """Lock the candidates first and look second: whoever else issues to them either waits or is done already."""
    candidates = Candidate.objects.filter(pk__in=candidate_pks).order_by("pk")
    locked = candidates.select_for_update(no_key=True, of=("self",))
    allowed = set(with_access(locked).values_list("pk", flat=True))
    return allowed - set(Credential.objects.filter(candidate__in=candidate_pks).values_list("candidate_id", flat=True))


def _create(wanted: Sequence[Made], new_username: Callable[[], str]) -> None:
    for draw in range(1, MOST_DRAWS + 1):
        try:
            with transaction.atomic():
                Credential.objects.bulk_create(_credentials(wanted, new_username))
        except IntegrityError:
            # Somebody has one of these usernames: draw them all again.
            if draw == MOST_DRAWS:
                raise
        else:
            return


def _credentials(wanted: Sequence[Made], new_username: Callable[[], str]) -> list[Credential]:
    now = timezone.now()
    return [
        Credential(
            candidate_id=one.candidate_pk,
            username=new_username(),
            password_hash=one.hashed,
            sealed_password=sealed(one.printed, candidate_pk=one.candidate_pk, issue=1),
            issued_at=now,
        )
        for one in wanted
    ]
