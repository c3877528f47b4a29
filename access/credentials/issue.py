"""Gives a username and a password to every candidate who has access and none yet.

Hashing is nearly all of the work, and `hashlib` lets go of the interpreter meanwhile, so threads use every core. While
one chunk is being written, the next is being hashed.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import batched, chain

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from access.credentials import generator
from access.credentials.hashers import hash_generated
from access.credentials.sealed_passwords import seal_password
from access.eligibility import with_access
from access.models import Credential
from candidates.models import Candidate, Series
from centres.models import Centre
from results_portal import audit
from results_portal.audit import Actor

# Small enough for progress several times a second, also on a slow machine.
CHUNK = 100
# Usernames are drawn from 31^8: a second draw is hardly ever needed, a fourth one never.
MOST_DRAWS = 4

OnProgress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class GeneratedPassword:
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
    for generated in _generated_ahead(batched(waiting, CHUNK)):
        done += len(generated)
        with transaction.atomic():
            issued += _write(generated, series=series, centre=centre, by=by, new_username=new_username)
            on_progress(done, len(waiting))
    return issued


def issue_for(candidate_pks: Iterable[int], *, series: Series, centre: Centre, by: Actor) -> int:
    """Issue passwords to those of these candidates (of one centre and series) who have access and none.

    Within the caller's transaction. Returns how many got one.
    """
    open_to = _without_password(series, centre).filter(pk__in=list(candidate_pks))
    chunks = batched(open_to.order_by("number").values_list("pk", flat=True), CHUNK)
    return sum(
        _write(generated, series=series, centre=centre, by=by, new_username=generator.username)
        for generated in _generated_ahead(chunks)
    )


def generate_passwords(candidate_pks: Iterable[int]) -> list[GeneratedPassword]:
    """A new password for each candidate, hashed on all cores."""
    return list(chain.from_iterable(_generated_ahead(batched(candidate_pks, CHUNK))))


def _without_password(series: Series, centre: Centre) -> QuerySet[Candidate]:
    return with_access(centre.candidates.filter(series=series, credential__isnull=True))


def _generated_ahead(chunks: Iterable[Sequence[int]]) -> Iterator[list[GeneratedPassword]]:
    """Each chunk with its passwords, while the one after it is being hashed."""
    hashers = ThreadPoolExecutor(os.process_cpu_count() if hasattr(os, "process_cpu_count") else os.cpu_count())
    coming: deque[Iterator[GeneratedPassword]] = deque()
    try:
        for chunk in chunks:
            coming.append(hashers.map(_generate, chunk))
            if len(coming) > 1:
                yield list(coming.popleft())
        if coming:
            yield list(coming.popleft())
    finally:
        hashers.shutdown(cancel_futures=True)


def _generate(candidate_pk: int) -> GeneratedPassword:
    printed = generator.password()
    return GeneratedPassword(candidate_pk, printed, hash_generated(printed))


def _write(
    generated: Sequence[GeneratedPassword],
    *,
    series: Series,
    centre: Centre,
    by: Actor,
    new_username: Callable[[], str],
) -> int:
    """Write those whose candidates still have access and still no password; returns how many."""
    open_to = _locked_without_password([one.candidate_pk for one in generated])
    wanted = [one for one in generated if one.candidate_pk in open_to]
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


def _create(wanted: Sequence[GeneratedPassword], new_username: Callable[[], str]) -> None:
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


def _credentials(wanted: Sequence[GeneratedPassword], new_username: Callable[[], str]) -> list[Credential]:
    now = timezone.now()
    return [
        Credential(
            candidate_id=one.candidate_pk,
            username=new_username(),
            password_hash=one.hashed,
            sealed_password=seal_password(one.printed, candidate_pk=one.candidate_pk, issue=1),
            issued_at=now,
        )
        for one in wanted
    ]
