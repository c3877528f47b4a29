"""The centre that `letters_job` measures with; apart from it because it needs Django's models."""

import time
from itertools import pairwise

from django.db import transaction

from access.letters import tasks
from access.letters.batch_requests import request_letters
from candidates.models import Candidate, Entry
from letters.batches import lifecycle
from letters.models import Letter, LetterBatch
from results_portal.audit import Command
from tests.support import builders
from tests.support.centre_with_letters import give_access

_moments: list[float] = []
_batch: list[LetterBatch] = []


def ask(size: int) -> None:
    """A centre with so many candidates, each entered for two qualifications, asks for its letters."""
    series, centre = builders.make_series(), builders.make_centre(f"PK{len(_batch) + 100}")
    for code in ("IGCSE", "ALEVEL"):
        builders.make_release(series, code, builders.in_the_future())
    roll = Candidate.objects.bulk_create(
        Candidate(
            series=series,
            centre=centre,
            number=f"{number:04}",
            family_name=f"Siddiqui {'abcdefghij'[number % 10] * (number % 7)}",
            given_names=f"Ayesha {'klmnopqrst'[number // 7 % 10]}ara",
            teaching_group=f"11{'ABCDEF'[number % 6]}",
        )
        for number in range(1, size + 1)
    )
    syllabuses = builders.make_syllabus("0580", "IGCSE"), builders.make_syllabus("9709", "ALEVEL")
    aims = [(syllabus, syllabus.qualifications.get()) for syllabus in syllabuses]
    Entry.objects.bulk_create(
        Entry(candidate=one, syllabus=syllabus, qualification=aim) for one in roll for syllabus, aim in aims
    )
    give_access(series, centre)
    with transaction.atomic():
        _batch.append(request_letters(series=series, centre=centre, by=Command("benchmark")))


def work() -> None:
    """Do the job that was asked for last, in this process; notes when progress is written."""
    report_progress = lifecycle.report_progress

    def noted(lease: lifecycle.BatchLease, *, stage: str, done: int, total: int) -> None:
        report_progress(lease, stage=stage, done=done, total=total)
        _moments.append(time.perf_counter())

    _moments[:] = [time.perf_counter()]
    lifecycle.report_progress = noted
    try:
        tasks.make_letters.call(_batch[-1].pk)
    finally:
        lifecycle.report_progress = report_progress
    _moments.append(time.perf_counter())
    _batch[-1].refresh_from_db()
    assert _batch[-1].state == "ready", _batch[-1].reason


def forget_letters() -> None:
    """Leave nothing of the warm-up in the tables that the job reads."""
    Letter.objects.all().delete()


def longest_pause() -> float:
    """The longest time, in seconds, in which the page could not see anything move."""
    return max(later - earlier for earlier, later in pairwise(_moments))
