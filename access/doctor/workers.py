"""Whether work goes on: workers, the queue of jobs; and what opens next."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Min, Q
from django.tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from access.doctor.finding import Finding
from candidates.embargo import clock
from candidates.models import Release
from candidates.release_desk.rows import distance, instant_in_words
from letters.batches import worker_presence
from results_portal.text.counted import counted

START = "Start manage.py db_worker, or look at its log."
LONGEST_WAIT = timedelta(minutes=15)
COMING = 3


def workers() -> Iterator[Finding]:
    """Workers show every few seconds that they are there."""
    alive = worker_presence.workers_running()
    yield Finding(part="workers", seen=f"{counted(alive, 'runs', 'run')}", mend="" if alive else START)


def queue() -> Iterator[Finding]:
    """A job that is due and isn't begun for long shows that nobody works, or too few do."""
    now = clock.now()
    ready = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    at_once = ready.filter(run_after=get_date_max()).aggregate(at=Min("enqueued_at"))["at"]
    put_off = ready.filter(~Q(run_after=get_date_max()), run_after__lte=now).aggregate(at=Min("run_after"))["at"]
    oldest = min((at for at in (at_once, put_off) if at), default=None)
    waited = now - oldest if oldest else timedelta(0)
    seen = f"the oldest job has waited for {int(waited.total_seconds())} s" if oldest else "no job waits"
    mend = "Start more workers; look at the log of those that run." if waited > LONGEST_WAIT else ""
    yield Finding(part="queue", seen=seen, mend=mend)


def openings() -> Iterator[Finding]:
    """What opens next. That nothing does is no problem."""
    now = clock.now()
    coming = Release.objects.filter(releases_at__gt=now).select_related("series", "qualification")
    shown = list(coming.order_by("releases_at", "pk")[:COMING])
    for release in shown:
        at = instant_in_words(release.releases_at)
        what = f"{release.qualification.title}, {release.series.name}"
        yield Finding(part="openings", seen=f"{what}: {at.uk}, {distance(release.releases_at, now)}")
    if not shown:
        yield Finding(part="openings", seen="nothing opens from now on")
