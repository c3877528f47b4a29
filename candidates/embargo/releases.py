"""Releases: from which instant on a qualification's results of a series may be seen."""

from datetime import UTC, datetime

from django.db import transaction

from candidates.embargo.later import opening_instants
from candidates.models import Entry, Qualification, Release, Series
from results_portal import audit


class InstantWithoutZone(Exception):
    """A release was given as a time of day somewhere, not as an instant."""

    def __init__(self) -> None:
        super().__init__("A release needs an instant with its zone, such as 2027-01-19T06:00:00+00:00.")


class WouldOpenSooner(Exception):
    """A release that was only to be postponed lies later already."""

    def __init__(self) -> None:
        super().__init__("The release was moved in the meantime; this would bring it forward. Look at it again.")


def is_earlier(before: datetime | None, after: datetime | None) -> bool:
    """Whether what opens at `after` opens earlier than at `before`. None is a release that isn't set: never."""
    if after is None:
        return False
    return before is None or after < before


def opens_earlier(entry: int, *, qualification: Qualification) -> bool:
    """Whether the entry with this primary key, if it were to `qualification`, would open earlier than as it is now."""
    stored = Entry.objects.select_related("candidate__centre").get(pk=entry)
    instants = opening_instants(series=stored.candidate.series_id, centre=stored.candidate.centre)
    return is_earlier(instants.get(stored.qualification_id), instants.get(qualification.pk))


@transaction.atomic
def move_release(
    *,
    series: Series,
    qualification: Qualification,
    releases_at: datetime,
    by: audit.Actor,
    reason: str = "",
    only_later: bool = False,
) -> Release:
    """Set or move the release of `qualification` in `series` to `releases_at`, which has to carry a zone.

    Acts on the next request of every candidate: the gate compares instants when it reads. The entry in the audit trail
    has both instants in UTC; moving a release to where it is already leaves none. Who may open or bring forward a
    release is decided in `release_changes`; with `only_later` anything but postponing is refused here, under the lock.
    Raises `InstantWithoutZone` or `WouldOpenSooner`.
    """
    if releases_at.utcoffset() is None:
        raise InstantWithoutZone
    release = Release.objects.select_for_update().filter(series=series, qualification=qualification).first()
    if release and release.releases_at == releases_at:
        return release
    if only_later and (release is None or releases_at < release.releases_at):
        raise WouldOpenSooner
    before = None
    if release:
        before = release.releases_at.astimezone(UTC).isoformat()
    release, _ = Release.objects.update_or_create(
        series=series, qualification=qualification, defaults={"releases_at": releases_at}
    )
    details = {"before": before, "after": releases_at.astimezone(UTC).isoformat()}
    if reason:
        details["reason"] = reason
    audit.record(
        "move release" if before else "set release",
        by=by,
        series=series.slug,
        target=qualification.code,
        details=details,
    )
    return release
