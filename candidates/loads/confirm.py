"""Confirming a load: by one person, or by two where it opens or changes released results."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from candidates.loads.exceptions import NothingToLoad, NotWaiting, PreviewChanged, WordsMissing
from candidates.loads.judgement import judge
from candidates.loads.lifecycle import PERMISSION, require, target_of
from candidates.models import ChangeRequest, LoadJob, Series
from candidates.second_person import requests
from candidates.second_person.exceptions import ReasonNeeded
from centres.models import User
from results_portal import audit

Enqueue = Callable[[int], None]
State = LoadJob.State


@transaction.atomic
def confirm(
    job: LoadJob, *, digest: str, reason: str, by: User, enqueue: Enqueue, cause: str = ""
) -> LoadJob | ChangeRequest:
    """Have the files loaded as previewed, or ask a second person where that takes two.

    `digest` is that of the preview that `by` looked at. `cause` is what candidates read of why released results
    change, a value of `Cause` or "". Raises `PermissionDenied`, `NotWaiting`, `PreviewChanged`,
    `WordsMissing`, `NothingToLoad`, `ReasonNeeded` or `AlreadyAsked`.
    """
    require(by)
    locked = LoadJob.objects.select_for_update(of=("self",)).filter(pk=job.pk, state=State.PREVIEW).first()
    if locked is None:
        raise NotWaiting
    if locked.digest != digest:
        raise PreviewChanged
    if locked.summary.get("needs"):
        raise WordsMissing
    if locked.summary.get("changes_nothing"):
        raise NothingToLoad
    judgement = judge(locked.summary)
    if judgement.needs_reason and not reason.strip():
        raise ReasonNeeded
    locked.cause = cause
    locked.save(update_fields=["cause"])
    if judgement.needs_second_person:
        return requests.ask(
            kind=ChangeRequest.Kind.LOAD_FILES,
            series=Series.objects.filter(slug__in=locked.series).order_by("pk")[0],
            target=target_of(locked),
            after={"loaded": locked.digest, "candidates read": locked.get_cause_display()},
            reason=reason,
            by=by,
        )
    return _confirmed(locked, reason=reason, by=by, enqueue=enqueue)


def request_of(job: LoadJob) -> ChangeRequest | None:
    """The newest request for a second person about this load, None if there was none."""
    found = ChangeRequest.objects.filter(kind=ChangeRequest.Kind.LOAD_FILES, target=target_of(job))
    return found.select_related("asked_by", "decided_by", "series").order_by("-pk").first()


def register(*, enqueue: Enqueue) -> None:
    """Have requests to load files be possible. Called once per process."""
    kind = requests.ChangeKind(
        permission=PERMISSION, read=_read, apply=partial(_apply, enqueue=enqueue), page=page_of_request
    )
    requests.register(ChangeRequest.Kind.LOAD_FILES, kind)


def page_of_request(request: ChangeRequest) -> str:
    """The address of the page that shows what a request is about."""
    return reverse("loads:load", args=[requests.key_in(request.target)])


def _read(_series: Any, target: str) -> dict[str, Any]:
    """What would be loaded, as long as it waits."""
    job = (
        LoadJob.objects.select_for_update(of=("self",)).filter(pk=requests.key_in(target), state=State.PREVIEW).first()
    )
    if job is None:
        return {"waiting": ""}
    return {"waiting": job.digest}


def _apply(request: ChangeRequest, by: User, *, enqueue: Enqueue) -> None:
    require(by)
    job = LoadJob.objects.select_for_update(of=("self",)).get(pk=requests.key_in(request.target))
    _confirmed(job, reason=request.reason, by=by, enqueue=enqueue)


def _confirmed(job: LoadJob, *, reason: str, by: User, enqueue: Enqueue) -> LoadJob:
    job.state, job.reason, job.confirmed_by = State.CONFIRMED, reason.strip(), by
    job.confirmed_at = job.queued_at = timezone.now()
    job.attempts, job.shown_again = 0, False
    job.save(update_fields=["state", "reason", "confirmed_by", "confirmed_at", "queued_at", "attempts", "shown_again"])
    details: dict[str, Any] = {"series": job.series, "sent by": job.sent_by.email}
    if job.reason:
        details["reason"] = job.reason
    audit.record("confirm load", by=by, target=target_of(job), details=details)
    transaction.on_commit(partial(enqueue, job.pk))
    return job
