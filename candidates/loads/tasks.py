"""The background job that reads files that were sent, or writes them once they are confirmed."""

import logging

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.tasks import task

from candidates.loading import LoadOptions, LoadRefused, PlanChanged, WordNeeded, load_parsed, plan_parsed, read_files
from candidates.loading.planning import digest_of
from candidates.loads import files, lifecycle
from candidates.loads.exceptions import LostJob
from candidates.loads.lifecycle import Lease
from candidates.loads.preview import Preview, preview_of_plan, preview_of_problems
from candidates.loads.progress import ShownProgress
from candidates.models import LoadJob
from results_portal import installation
from results_portal.crypto.sealed_files import CannotRead
from results_portal.db.heartbeat import beating

logger = logging.getLogger(__name__)

UNKNOWN_FAULT = "Something went wrong that isn't the files' fault. Nothing was loaded. The log has more."
GONE = "The files that were sent can't be read any more. Nothing was loaded. Send them again."
NO_LONGER_ALLOWED = "Whoever confirmed this may no longer load files. Nothing was loaded."
# Trying again wouldn't help.
FINAL = (CannotRead, PermissionDenied)


@task
def work(job_pk: int) -> None:
    """Read or write a waiting job. Running it twice, or for a job that has ended, does nothing more."""
    try:
        installation.require_own()
    except OSError as why:
        logger.warning("load %s waits. %s", job_pk, why)
        return
    lease = lifecycle.claim(job_pk)
    if lease is None:
        return
    progress = ShownProgress(lease)
    try:
        with beating(progress.write, of=f"load {job_pk}"):
            if lease.state == LoadJob.State.READING:
                _read(lease, progress)
            else:
                _write(lease, progress)
    except LostJob:
        logger.warning("load %s was discarded or taken over: stopped", job_pk)
    except Exception as why:
        # Whatever stops the work, staff see that it has stopped.
        logger.exception("load %s: attempt %s ended", job_pk, lease.attempts)
        lifecycle.fail(lease, fault=_fault(why), again=not isinstance(why, FINAL), enqueue=enqueue)


def enqueue(job_pk: int) -> None:
    """Ask for a task for the job."""
    work.enqueue(job_pk)


def options_of(job: LoadJob) -> LoadOptions:
    """What the load may do besides, and how its files are read."""
    known = LoadOptions.__dataclass_fields__
    return LoadOptions(**{name: value for name, value in job.options.items() if name in known}, cause=job.cause)


def _read(lease: Lease, progress: ShownProgress) -> None:
    job = LoadJob.objects.get(pk=lease.job_pk)
    before = f"{files.folder_of(job)}/{lease.fence}"
    digest, series = "", []
    try:
        options = options_of(job)
        parsed = read_files(files.sent_files(job), options=options, progress=progress)
        progress("Comparing with what is stored", 0, 0)
        plan = plan_parsed(parsed, options=options)
    except LoadRefused as refused:
        preview = preview_of_problems(refused.problems, before=before)
    else:
        progress("Writing the preview", 0, 0)
        digest, series = digest_of(plan), plan.slugs
        preview = preview_of_plan(plan, parsed, before=before)
    _show(lease, preview, digest, series)


def _show(lease: Lease, preview: Preview, digest: str, series: list[str]) -> None:
    try:
        lifecycle.show(lease, preview, digest=digest, series=series)
    except LostJob:
        files.remove(found["place"] for found in preview.lists.values())
        raise


def _write(lease: Lease, progress: ShownProgress) -> None:
    job = LoadJob.objects.select_related("confirmed_by").get(pk=lease.job_pk)
    by = job.confirmed_by
    if by is None:
        raise PermissionDenied
    lifecycle.require(by)
    options = options_of(job)
    try:
        parsed = read_files(files.sent_files(job), options=options, progress=progress)
        with transaction.atomic():
            report = load_parsed(parsed, by=by, options=options, digest=job.digest, progress=progress)
            lifecycle.loaded(lease, report)
    except (LoadRefused, PlanChanged, WordNeeded):
        lifecycle.show_again(lease, enqueue=enqueue)


def _fault(why: Exception) -> str:
    match why:
        case CannotRead():
            return GONE
        case PermissionDenied():
            return NO_LONGER_ALLOWED
    return UNKNOWN_FAULT
