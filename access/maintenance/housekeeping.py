"""What a worker does beside its jobs: shows that it is there, hands on what dead workers left, cleans up daily."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import InterfaceError, OperationalError, connection
from django.db.models.functions import Now
from django.tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from access.granting import earlier_settings
from access.letters import email_tasks, tasks
from access.letters.staleness.comparison import compare_some
from access.maintenance.expiry import is_first_today, purge
from access.result_changes import tasks as change_tasks
from candidates.loads import files as loads_files
from candidates.loads import lifecycle as loads
from candidates.loads import tasks as loads_tasks
from centres.accounts.kept_forms import store as kept_forms
from letters.batches import lifecycle, worker_presence
from results_portal import installation
from results_portal.audit import Command, sum_up
from results_portal.monitoring import background, minutes

logger = logging.getLogger(__name__)

HOUSEKEEPER = Command("worker")
# Letters of a series that was released long ago are left to the officer for some days after they were made.
SPARED = timedelta(days=7)
JOBS_KEPT_DAYS = 14
# How often the installation's epoch rises, in seconds, even where nothing is sent.
MARKED_EVERY = 60


@contextmanager
def housekeeping(worker_id: str) -> Iterator[None]:
    """Look after things every few seconds in a thread with a connection of its own, as long as the worker runs."""
    every = min(worker_presence.SEEN_EVERY, settings.LETTERS_STALE_SECONDS / 2)
    work = partial(one_round, worker_id)
    patience = worker_presence.SEEN_EVERY
    rounds = background.repeated(work, name="housekeeping", every=every, at_once=True, patience=patience)
    # Apart from the rounds, which no slow storage may hold up.
    marks = background.repeated(
        raise_mark, name="the installation's mark", every=MARKED_EVERY, at_once=True, patience=patience
    )
    try:
        with rounds, marks:
            yield
    finally:
        _guarded(partial(worker_presence.leave, worker_id), "leaving")


def raise_mark() -> None:
    """Raise the epoch; on hold say so in the log instead."""
    try:
        installation.begin_sending()
    except installation.OnHold as why:
        logger.error("%s", why)  # noqa: TRY400 - it says all
    except OSError as why:
        logger.warning("the installation's mark can't be read: %s", why)


def one_round(worker_id: str) -> None:
    """Do what is due, one thing after the other: what goes wrong with one of them holds none of the others up.

    On hold the worker only shows that it is there.
    """
    if _guarded(partial(worker_presence.show_presence, worker_id), "showing that the worker is there"):
        _guarded(_round_if_own, "looking whether this installation is its own")
    connection.close()


def _round_if_own() -> None:
    if not installation.was_own():
        return
    steps: dict[str, Callable[[], Any]] = {
        "handing letters on": _hand_letters_on,
        "handing loads on": _hand_loads_on,
        "expiring loads": loads.expire_old,
        "ending jobs": end_jobs_of_dead_workers,
        "sending e-mails": email_tasks.resume,
        "telling centres of changes": change_tasks.resume,
        "comparing letters": compare_some,
        "summing up the trail": sum_up,
        "writing figures down": minutes.write_down,
        "the daily round": _daily_round_if_due,
    }
    for name, step in steps.items():
        if not _guarded(step, name):
            break


def _guarded(step: Callable[[], Any], name: str) -> bool:
    """Whether to go on. A thread that ended would be missed only when letters no longer expire or nothing is sent."""
    try:
        step()
    except (OperationalError, InterfaceError):
        logger.warning("housekeeping waits for the database: %s", name, exc_info=True)
        return False
    except OSError:
        logger.warning("housekeeping goes on without %s until the next round", name, exc_info=True)
    except Exception:
        logger.exception("housekeeping failed at %s", name)
    return True


def _hand_letters_on() -> None:
    taken = lifecycle.recover_stale(enqueue=tasks.enqueue, with_job=tasks.batches_with_job)
    if taken:
        logger.warning("%s letter batches of workers that died were handed on", taken)


def _hand_loads_on() -> None:
    taken = loads.recover_stale(enqueue=loads_tasks.enqueue)
    if taken:
        logger.warning("%s loads of workers that died were handed on", taken)


def _daily_round_if_due() -> None:
    if is_first_today():
        daily_round()


def daily_round() -> None:
    """Remove what has expired: letters, passwords, sessions, what can't be undone or is too old, records of jobs."""
    steps: dict[str, Callable[[], Any]] = {
        "purging letters": partial(purge, by=HOUSEKEEPER, spare=SPARED),
        "forgetting forms": kept_forms.forget_old,
        "forgetting earlier settings": earlier_settings.forget_old,
        "removing files of loads": loads_files.remove_orphans,
        "forgetting figures": minutes.forget_old,
        "clearing sessions": partial(call_command, "clearsessions", verbosity=0),
        "clearing jobs": partial(call_command, "prune_db_task_results", min_age_days=JOBS_KEPT_DAYS, verbosity=0),
    }
    for name, step in steps.items():
        _guarded(step, name)


def end_jobs_of_dead_workers() -> int:
    """Mark as failed what no worker will end any more; the letters it was for were handed on already.

    A worker may die before it has shown itself even once: what counts is who is there, not who has gone.
    """
    there = set(worker_presence.running())
    running = DBTaskResult.objects.filter(
        status=TaskResultStatus.RUNNING, started_at__lt=Now() - worker_presence.SILENCE
    )
    left = [pk for pk, ids in running.values_list("pk", "worker_ids") if not there.intersection(ids[-1:])]
    return running.filter(pk__in=left).update(
        status=TaskResultStatus.FAILED, finished_at=Now(), traceback="The worker that ran this job is gone."
    )
