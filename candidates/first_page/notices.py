"""What the first page of the administration says to a member of staff about releases: what is to be done, and where."""

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse

from candidates.embargo import clock
from candidates.embargo.release_changes import PERMISSION as CHANGE
from candidates.holds.change import PERMISSION as STOP
from candidates.models import ChangeRequest, Hold, Release
from candidates.readiness.counts import count_missing
from candidates.release_desk.rows import distance, instant_in_words
from candidates.second_person import requests
from centres.desk.notices import Notice
from centres.models import User
from results_portal.text.counted import counted

VIEW = "candidates.view_release"
# How many results are missing is news about results: even that one came in is for results staff.
RESULTS = "candidates.view_result"
SOON = timedelta(days=14)
MOST_SHOWN = 20


def notices_for(user: User) -> list[Notice]:
    """Stops in force, changes that wait, and what opens within two weeks, as far as `user` may know of them."""
    found: list[Notice] = []
    if user.has_perm(STOP):
        found += _stops()
    if user.has_perm(CHANGE):
        found += _waiting(user)
    if user.has_perm(VIEW):
        found += _openings(with_missing=user.has_perm(RESULTS))
    return found


def _stops() -> Iterator[Notice]:
    in_force = Hold.objects.filter(kind=Hold.Kind.STOP, ended_at=None)
    for stop in in_force.select_related("series", "qualification", "syllabus", "centre", "candidate__centre")[
        :MOST_SHOWN
    ]:
        yield Notice(text=f"Results are stopped: {stop.scope}.", address=_desk(stop.series.slug), urgent=True)


def _waiting(user: User) -> Iterator[Notice]:
    waiting = ChangeRequest.objects.filter(state=ChangeRequest.State.WAITING).select_related("series", "asked_by")
    for asked in waiting[:MOST_SHOWN]:
        whose = "waits for a second person"
        if requests.may_decide(asked, user):
            whose = "waits for you or somebody else to confirm it"
        yield Notice(text=f"{asked} {whose}.", address=reverse("release_desk:request", args=[asked.pk]))


def _openings(*, with_missing: bool) -> Iterator[Notice]:
    now = clock.now()
    coming = Release.objects.filter(releases_at__gt=now, releases_at__lte=now + SOON)
    for release in coming.select_related("series", "qualification")[:MOST_SHOWN]:
        opens = f"{instant_in_words(release.releases_at).uk}, {distance(release.releases_at, now)}"
        text = f"{release.qualification.title}, {release.series.name}: {opens}."
        missing = count_missing(release) if with_missing else 0
        if missing:
            results = counted(missing, "result is", "results are")
            text = f"{text} {results} missing."
        yield Notice(text=text, address=_desk(release.series.slug))


def _desk(slug: str) -> str:
    return reverse("release_desk:desk", args=[slug])
