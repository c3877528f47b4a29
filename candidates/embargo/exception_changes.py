"""How staff let a release open later for a country or a centre: later takes one person, sooner again takes two."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from candidates.embargo.release_changes import PERMISSION
from candidates.embargo.releases import InstantWithoutZone
from candidates.models import ChangeRequest, Release, ReleaseException
from candidates.second_person import requests
from candidates.second_person.exceptions import ChangeNotPossible, NothingChanges, ReasonNeeded
from centres.models import Centre, User
from results_portal import audit


class NotLater(ChangeNotPossible):
    """An exception was to open at the release, or before it."""

    def __init__(self) -> None:
        super().__init__("An exception is later than the release itself. Choose a later instant.")


class NoSuchException(ChangeNotPossible):
    """It was ended in the meantime."""

    def __init__(self) -> None:
        super().__init__("This exception was ended in the meantime.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ForWhom:
    """A country, by the name that its centres have for it, or one centre."""

    country: str = ""
    centre: Centre | None = None

    def fields(self) -> dict[str, Any]:
        """Both parts as an exception's fields."""
        return {"country": self.country, "centre": self.centre}


@transaction.atomic
def set_exception(
    *, release: Release, whom: ForWhom, releases_at: datetime, reason: str, by: User
) -> ReleaseException | ChangeRequest:
    """Have `release` open at `releases_at`, later than for everybody else, for `whom`.

    Where an exception for them is there already and this is sooner, a second person is asked. Returns the exception, or
    the request. Raises `PermissionDenied`, `InstantWithoutZone` or one of `candidates.second_person.exceptions`.
    """
    _require(by, reason)
    if releases_at.utcoffset() is None:
        raise InstantWithoutZone
    locked = Release.objects.select_for_update(of=("self",)).select_related("series", "qualification")
    release = locked.get(pk=release.pk)
    if releases_at <= release.releases_at:
        raise NotLater
    existing = ReleaseException.objects.select_for_update(of=("self",)).filter(release=release, **whom.fields()).first()
    if existing is None:
        made = ReleaseException.objects.create(release=release, releases_at=releases_at, **whom.fields())
        _record("set exception", made, by, reason, before=None)
        return made
    if releases_at == existing.releases_at:
        raise NothingChanges
    if releases_at < max(existing.releases_at, release.releases_at):
        return _ask(existing, releases_at, reason, by)
    _move(existing, releases_at, by, reason)
    return existing


@transaction.atomic
def end_exception(*, exception: ReleaseException, reason: str, by: User) -> ChangeRequest | None:
    """Have the release open for them when it does for everybody else: by two people where that is sooner.

    Returns the request, or None where it was ended at once. Raises as `set_exception`, or `NoSuchException`.
    """
    _require(by, reason)
    rows = ReleaseException.objects.select_for_update(of=("self",)).select_related("release__series", "centre")
    locked = rows.filter(pk=exception.pk).first()
    if locked is None:
        raise NoSuchException
    if locked.releases_at > locked.release.releases_at:
        return _ask(locked, None, reason, by)
    _end(locked, by, reason)
    return None


def exception_of(request: ChangeRequest) -> ReleaseException | None:
    """The exception that a request is about; None where it was ended since."""
    rows = ReleaseException.objects.select_related("release__series", "release__qualification", "centre")
    return rows.filter(pk=requests.key_in(request.target)).first()


def instant_asked(request: ChangeRequest) -> datetime | None:
    """The instant that a request asks for; None to end the exception."""
    asked = request.after["releases_at"]
    return datetime.fromisoformat(asked) if asked else None


def register() -> None:
    """Have requests to bring an exception forward be possible. Called once per process."""
    kind = requests.ChangeKind(permission=PERMISSION, read=_read, apply=_apply)
    requests.register(ChangeRequest.Kind.MOVE_EXCEPTION, kind)


def _ask(exception: ReleaseException, releases_at: datetime | None, reason: str, by: User) -> ChangeRequest:
    return requests.ask(
        kind=ChangeRequest.Kind.MOVE_EXCEPTION,
        series=exception.release.series,
        target=f"{exception.release.qualification.code} exception {exception.pk}",
        after={"releases_at": _iso(releases_at)},
        reason=reason,
        by=by,
    )


def _read(_series: Any, target: str) -> dict[str, Any]:
    found = ReleaseException.objects.select_for_update(of=("self",)).filter(pk=requests.key_in(target)).first()
    return {"releases_at": _iso(found.releases_at) if found else None}


def _apply(request: ChangeRequest, by: User) -> None:
    exception = exception_of(request)
    if exception is None:
        return
    instant = instant_asked(request)
    if instant is None:
        _end(exception, by, request.reason)
    else:
        _move(exception, instant, by, request.reason)


def _move(exception: ReleaseException, releases_at: datetime, by: User, reason: str) -> None:
    before = exception.releases_at
    exception.releases_at = releases_at
    exception.save(update_fields=["releases_at"])
    _record("move exception", exception, by, reason, before=before)


def _end(exception: ReleaseException, by: User, reason: str) -> None:
    _record("end exception", exception, by, reason, before=exception.releases_at, ended=True)
    exception.delete()


def _record(
    action: str, exception: ReleaseException, by: User, reason: str, *, before: datetime | None, ended: bool = False
) -> None:
    after = None if ended else exception.releases_at
    details = {"before": _iso(before), "after": _iso(after), "for": exception.whom, "reason": reason.strip()}
    release = exception.release
    audit.record(action, by=by, series=release.series.slug, target=release.qualification.code, details=details)


def _require(by: User, reason: str) -> None:
    if not (by.is_staff and by.has_perm(PERMISSION)):
        raise PermissionDenied(f"{PERMISSION} is not among your permissions")
    if not reason.strip():
        raise ReasonNeeded


def _iso(instant: datetime | None) -> str | None:
    return instant.astimezone(UTC).isoformat() if instant else None
