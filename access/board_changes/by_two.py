"""Such changes that show results earlier: done when a second person confirms them."""

from collections.abc import Callable
from typing import Any

from access.board_changes import candidate_moves, centre_merges, centre_names
from access.board_changes.change import Change
from access.board_changes.exceptions import Blocked, Gone
from candidates.models import ChangeRequest, Series
from candidates.second_person import requests
from centres.models import User

Read = Callable[[Series, str], dict[str, Any]]
ChangeOf = Callable[[ChangeRequest], Change | None]

# What a target begins with: how it stands now, and the change that a request for it asks for.
TARGETS: dict[str, tuple[Read, ChangeOf]] = {
    "candidate": (candidate_moves.read, candidate_moves.change_of),
    "country of centre": (centre_names.read_country, centre_names.country_asked),
    "merger of centre": (centre_merges.read, centre_merges.merger_asked),
}


def register() -> None:
    """Have such requests be possible. Called once per process."""
    for kind, permission in (
        (ChangeRequest.Kind.MOVE_CANDIDATE, candidate_moves.MoveCandidate.permission),
        (ChangeRequest.Kind.CHANGE_CENTRE, centre_names.PERMISSION),
    ):
        requests.register(
            kind, requests.ChangeKind(permission=permission, read=_read, apply=_apply, sentences=sentences)
        )


def sentences(request: ChangeRequest) -> tuple[str, ...]:
    """What confirming `request` would do now; of one that was decided, what it asked for."""
    if request.state != ChangeRequest.State.WAITING:
        asked = ", ".join(f"{name} {value}" for name, value in request.after.items())
        return (request.get_kind_display(), f"Asked for: {asked}")
    change = _change_of(request)
    if change is None:
        return ("It is about something that isn't there any more.",)
    preview = change.preview()
    return (preview.what, *preview.by_two, *preview.sentences, *preview.blocks)


def _read(series: Series, target: str) -> dict[str, Any]:
    read, _ = TARGETS[_kind_of(target)]
    return read(series, target)


def _apply(request: ChangeRequest, by: User) -> None:
    change = _change_of(request)
    if change is None:
        raise Gone
    fresh = change.locked()
    blocks = fresh.preview().blocks
    if blocks:
        raise Blocked(blocks)
    fresh.apply(reason=request.reason, by=by)


def _change_of(request: ChangeRequest) -> Change | None:
    _, change_of = TARGETS[_kind_of(request.target)]
    return change_of(request)


def _kind_of(target: str) -> str:
    return target.rpartition(" ")[0]
