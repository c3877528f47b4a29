"""What support reads of an officer or a member of staff."""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator

from centres.models import Invitation, Membership, RecoveryRequest, User


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerFacts:
    """Whom somebody acts for, how they sign in, and what is on its way."""

    person: User
    roles: list[str]
    memberships: list[Membership]
    factors: list[str]
    recoveries: list[RecoveryRequest]
    invitations: list[Invitation]


def officer_facts(person: User) -> OfficerFacts:
    """The facts of `person`, in a fixed number of queries."""
    memberships = Membership.objects.in_force().filter(user=person).select_related("centre", "associate")
    kinds = dict(Authenticator.Type.choices)
    factors = Authenticator.objects.filter(user=person).order_by("type").values_list("type", flat=True).distinct()
    invitations = Invitation.objects.filter(email=person.email, accepted_at=None, revoked_at=None)
    return OfficerFacts(
        person=person,
        roles=list(person.groups.order_by("name").values_list("name", flat=True)),
        memberships=list(memberships.order_by("associate__code", "centre__number")),
        factors=[str(kinds.get(kind, kind)) for kind in factors],
        recoveries=list(RecoveryRequest.objects.filter(user=person).select_related("started_by")[:5]),
        invitations=list(invitations.select_related("centre").order_by("-invited_at")[:5]),
    )
