"""How staff change a release: postponing takes one person, opening or bringing forward takes two."""

from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import PermissionDenied

from candidates.embargo.releases import InstantWithoutZone, move_release
from candidates.models import ChangeRequest, Qualification, Release, Series
from candidates.second_person import requests
from candidates.second_person.exceptions import NothingChanges, ReasonNeeded
from centres.models import User

PERMISSION = "candidates.change_release"


def needs_second_person(*, before: datetime | None, after: datetime) -> bool:
    """Whether moving a release from `before` (None: it isn't set) to `after` shows any result sooner."""
    return before is None or after < before


def change_release(
    *, series: Series, qualification: Qualification, releases_at: datetime, reason: str, by: User
) -> Release | ChangeRequest:
    """Postpone a release at once, or ask a second person to open it or bring it forward.

    Returns the release where it was moved, the request where one was made. `releases_at` has to carry a zone. Raises
    `PermissionDenied`, `InstantWithoutZone`, or one of `candidates.second_person.exceptions`.
    """
    if releases_at.utcoffset() is None:
        raise InstantWithoutZone
    if not (by.is_staff and by.has_perm(PERMISSION)):
        raise PermissionDenied(f"{PERMISSION} is not among your permissions")
    if not reason.strip():
        raise ReasonNeeded
    release = Release.objects.filter(series=series, qualification=qualification).first()
    before = release.releases_at if release else None
    if before == releases_at:
        raise NothingChanges
    if not needs_second_person(before=before, after=releases_at):
        return move_release(
            series=series,
            qualification=qualification,
            releases_at=releases_at,
            reason=reason.strip(),
            only_later=True,
            by=by,
        )
    return requests.ask(
        kind=ChangeRequest.Kind.MOVE_RELEASE,
        series=series,
        target=qualification.code,
        after={"releases_at": releases_at.astimezone(UTC).isoformat()},
        reason=reason,
        by=by,
    )


def register() -> None:
    """Have requests to move a release be possible. Called once per process."""
    kind = requests.ChangeKind(permission=PERMISSION, read=_read, apply=_apply)
    requests.register(ChangeRequest.Kind.MOVE_RELEASE, kind)


def _read(series: Series, target: str) -> dict[str, Any]:
    release = Release.objects.select_for_update(of=("self",)).filter(series=series, qualification__code=target).first()
    return {"releases_at": release.releases_at.astimezone(UTC).isoformat() if release else None}


def _apply(request: ChangeRequest, by: User) -> None:
    move_release(
        series=request.series,
        qualification=Qualification.objects.get(code=request.target),
        releases_at=datetime.fromisoformat(request.after["releases_at"]),
        reason=request.reason,
        by=by,
    )
