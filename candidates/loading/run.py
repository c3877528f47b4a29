"""A load from the first byte to the last row: read, check, plan, and write if nothing stands against it."""

from pathlib import Path

from django.db import connection, transaction

from candidates.embargo import clock
from candidates.loading.options import LoadOptions
from candidates.loading.parsing.parse import ParsedFiles, Progress, parse_files, unshown
from candidates.loading.planning import LoadPlan, digest_of, make_plan
from candidates.loading.reading import SentFiles
from candidates.loading.report import LoadReport, report_of
from candidates.loading.writing import write_plan
from candidates.models import Candidate, Entry, Release, Result
from results_portal import audit

NO_OPTIONS = LoadOptions()
# Names the advisory lock of loading: any number that nothing else here takes.
LOAD_LOCK = 0x4C4F4144
# What staff correct, postpone and withdraw.
CORRECTED_TABLES = [model._meta.db_table for model in (Release, Candidate, Entry, Result)]


class WordNeeded(Exception):
    """The load would do something that has to be asked for by name, so nothing was written. `plan.needs` says what."""

    def __init__(self, plan: LoadPlan) -> None:
        self.plan = plan
        words = ", ".join(need.word for need in plan.needs)
        super().__init__(f"This load needs {words}. Nothing was loaded.")


class PlanChanged(Exception):
    """The load would do something else than what was shown, so nothing was written."""


def read_files(
    source: Path | SentFiles, *, options: LoadOptions = NO_OPTIONS, progress: Progress = unshown
) -> ParsedFiles:
    """What the files say. Raises `LoadRefused` with every problem."""
    return parse_files(source, encoding=options.encoding, series=options.series, progress=progress)


def plan_load(source: Path | SentFiles, *, options: LoadOptions = NO_OPTIONS) -> LoadPlan:
    """What a load of `source` would do. Writes nothing; raises `LoadRefused` with every problem."""
    return plan_parsed(read_files(source, options=options), options=options)


def plan_parsed(parsed: ParsedFiles, *, options: LoadOptions = NO_OPTIONS) -> LoadPlan:
    """The same for files that were read already."""
    with transaction.atomic():
        plan, _ = make_plan(parsed, options=options, now=clock.now())
    return plan


def load_files(source: Path | SentFiles, *, by: audit.Actor, options: LoadOptions = NO_OPTIONS) -> LoadReport:
    """Load everything in `source` (a folder, a zip file of it, a workbook, or files that were sent), or nothing.

    Raises `LoadRefused` with every problem, and `WordNeeded` where a word is missing. Loading the same files again
    changes nothing. A load that changes something leaves one entry in the audit trail, besides one for each release
    that it moves and each centre of which it withdraws something.
    """
    return load_parsed(read_files(source, options=options), by=by, options=options)


def load_parsed(
    parsed: ParsedFiles,
    *,
    by: audit.Actor,
    options: LoadOptions = NO_OPTIONS,
    digest: str = "",
    progress: Progress = unshown,
) -> LoadReport:
    """The same for files that were read already. With `digest`, only what had this digest: raises `PlanChanged`."""
    with transaction.atomic():
        progress("Waiting for other loads", 0, 0)
        _one_load_at_a_time()
        progress("Comparing with what is stored", 0, 0)
        plan, stored = make_plan(parsed, options=options, now=clock.now())
        if digest and digest_of(plan) != digest:
            raise PlanChanged
        if plan.needs:
            raise WordNeeded(plan)
        written = write_plan(plan, parsed, stored, by=by, cause=options.cause, progress=progress)
    return report_of(plan, load=written.load, replaced=written.replaced)


def _one_load_at_a_time() -> None:
    """Wait for another load to end, and let nobody correct anything between the plan and its writing.

    Readers aren't kept waiting. On SQLite the transaction itself, an IMMEDIATE one, keeps other writers out.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOAD_LOCK])
            cursor.execute(f"LOCK TABLE {', '.join(CORRECTED_TABLES)} IN SHARE ROW EXCLUSIVE MODE")
