"""Whoever acts, as the audit trail names them: a signed-in user, a command, the service, a candidate, a visitor."""

from typing import Protocol

from results_portal.models import ActorKind


class Actor(Protocol):
    """Whoever acts: a signed-in user, or a command that acts for the operator."""

    email: str


class Command:
    """An actor for work that no signed-in person asked for, such as `load_series`."""

    audit_kind = ActorKind.COMMAND

    def __init__(self, name: str) -> None:
        self.email = name


class Service(Command):
    """An actor for what the service does by itself: a job that nobody asked for, a refusal of an unknown visitor."""

    audit_kind = ActorKind.SYSTEM


class CandidateActor(Command):
    """A candidate, known by their number alone: the entry's centre and series say which."""

    audit_kind = ActorKind.CANDIDATE


class Anybody(Command):
    """An actor for a visitor of a public page, who is known by their address alone."""

    audit_kind = ActorKind.PUBLIC

    def __init__(self) -> None:
        super().__init__("anybody")


def kind_of(actor: Actor) -> ActorKind:
    """What sort of actor this is: what it says of itself, or staff or officer for a user."""
    said = getattr(actor, "audit_kind", None)
    if said is not None:
        return ActorKind(said)
    return ActorKind.STAFF if getattr(actor, "is_staff", False) else ActorKind.OFFICER
