"""Heads of centre invite people by e-mail; whoever has the link accepts, once, within seven days.

The link's page shows what it is about and changes nothing: programs that look through mail open every link. Accepting
is a POST.
"""

from datetime import timedelta
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from centres.emails import full_address, send_email
from centres.members.add import MemberAdded, add_member, check_address, has_account
from centres.members.change import lock_members
from centres.models import Centre, Invitation, Role, User
from centres.one_time_links import digest_of, digests_of, new_token
from centres.permissions.granting import Authority, acts_for_associate, authority_of
from results_portal import audit
from results_portal.models import ActorKind

PURPOSE = "invitation"
LASTS = timedelta(days=7)
# Nobody uses a centre's account to write to the whole world, nor to write to one person again and again.
MOST_OPEN = 50
MOST_A_DAY = 100
MOST_A_DAY_TO_ONE = 5


class CannotInvite(Exception):
    """Why nobody is invited, in words for whoever invites."""


class TooManyInvitations(CannotInvite):
    """So many invitations of the centre wait for an answer that something must be wrong."""


class ActsAlready(CannotInvite):
    """The person is a member already, or acts through the Associate of whoever invites."""


class BeyondOwnRights(CannotInvite):
    """Whoever invites, on their Associate's word, doesn't have what the role brings."""


class CannotAccept(Exception):
    """Why a link doesn't make anybody a member."""


class LinkUsedUp(CannotAccept):
    """The link is unknown, was used or revoked, its time is over, or whoever sent it may invite nobody any more."""


class SignInFirst(CannotAccept):
    """There is an account with the invited address, and its owner isn't the person who is signed in."""


class InvitedPerson:
    """The person who accepts, as the audit trail's actor: perhaps there is no account yet."""

    audit_kind = ActorKind.OFFICER

    def __init__(self, email: str) -> None:
        self.email = email


@transaction.atomic
def invite(*, centre: Centre, email: str, role: str, by: User) -> Invitation:
    """Invite the person with this address; an earlier invitation of theirs that is still open ends.

    Raises a `CannotInvite`, `membership.NotAnAddress`, or `PermissionDenied`.
    """
    address = check_address(email)
    lock_members(centre=centre, by=by)
    known = centre.memberships.in_force().filter(user__email=address).first()
    if known is not None:
        raise ActsAlready(f"{address} acts for your centre already, as {known.get_role_display()}.")
    _check_authority(authority_of(by, centre), address, role)
    _check_numbers(centre, address)
    replaced = open_invitations(centre).filter(email=address).update(revoked_at=timezone.now())
    token = new_token()
    invitation = Invitation.objects.create(
        centre=centre,
        email=address,
        role=Role(role),
        digest=digest_of(token, purpose=PURPOSE),
        invited_by=by,
        expires_at=timezone.now() + LASTS,
    )
    _send(invitation, token, by)
    details = {"role": role, "replaces an earlier one": bool(replaced)}
    audit.record("invite member", by=by, centre_number=centre.number, target=address, details=details)
    return invitation


def _check_authority(authority: Authority, address: str, role: str) -> None:
    """Raise `ActsAlready` or `BeyondOwnRights` where the inviter, on their Associate's word, may not invite so."""
    if authority.through and acts_for_associate(address, authority.through):
        raise ActsAlready(
            f"{address} acts for {authority.through.name}. The board says what its people may do at your centres."
        )
    if not authority.gives(role):
        raise BeyondOwnRights(
            f"You act for this centre through its Associate, so you can't give the role {Role(role).label}. "
            "Ask a head of the centre, or the board."
        )


def _check_numbers(centre: Centre, address: str) -> None:
    """Raise `TooManyInvitations`. Revoking makes room for others, but not for more e-mails on one day."""
    now = timezone.now()
    others = open_invitations(centre).exclude(email=address)
    if others.filter(expires_at__gt=now).count() >= MOST_OPEN:
        raise TooManyInvitations(f"{MOST_OPEN} invitations wait for an answer. Revoke those that you don't need.")
    today = centre.invitations.filter(invited_at__gt=now - timedelta(days=1))
    if today.filter(email=address).count() >= MOST_A_DAY_TO_ONE:
        raise TooManyInvitations(
            f"{address} was invited {MOST_A_DAY_TO_ONE} times within a day. Try again tomorrow, or ask the person."
        )
    if today.count() >= MOST_A_DAY:
        raise TooManyInvitations(f"Your centre sent {MOST_A_DAY} invitations within a day. Try again tomorrow.")


@transaction.atomic
def revoke(*, centre: Centre, invitation: Invitation, by: User) -> bool:
    """Take an invitation back; its link is dead. Returns False if it had ended before. Raises `PermissionDenied`."""
    lock_members(centre=centre, by=by)
    if not open_invitations(centre).filter(pk=invitation.pk).update(revoked_at=timezone.now()):
        return False
    audit.record("revoke invitation", by=by, centre_number=centre.number, target=invitation.email)
    return True


def open_invitations(centre: Centre) -> QuerySet[Invitation]:
    """Those that were neither accepted nor revoked; the time of some may be over."""
    return centre.invitations.filter(accepted_at=None, revoked_at=None)


def invitation_of(token: str) -> Invitation:
    """What the link with this token is about; raises `LinkUsedUp`."""
    found = Invitation.objects.select_related("centre__associate", "invited_by").filter(
        digest__in=digests_of(token, purpose=PURPOSE),
        accepted_at=None,
        revoked_at=None,
        expires_at__gt=timezone.now(),
    )
    invitation = found.first()
    if invitation is None:
        raise LinkUsedUp("This link doesn't work any more.")
    _authority_behind(invitation)
    return invitation


@transaction.atomic
def accept(*, token: str, by: User | None, name: str = "", password: str | None = None) -> MemberAdded:
    """Make the invited person a member: `by`, who is signed in, or somebody who gets an account with this password.

    Raises a `CannotAccept` or a `membership.CannotAddMember`.
    """
    # Locked in the order in which inviting does it.
    Centre.objects.select_for_update(no_key=True).filter(pk=invitation_of(token).centre_id).first()
    invitation = invitation_of(token)
    needs_sign_in(invitation, by)
    authority = _authority_behind(invitation)
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    return add_member(
        email=invitation.email,
        place=invitation.centre,
        role=invitation.role,
        name=name,
        password=password,
        by=by or InvitedPerson(invitation.email),
        invited_by=invitation.invited_by.email if invitation.invited_by else "",
        granted_through=authority.through,
    )


def needs_sign_in(invitation: Invitation, user: User | None) -> None:
    """Raise `SignInFirst` unless `user` is the invited person, or nobody is signed in and there is no account yet."""
    if user is not None and user.email != invitation.email:
        raise SignInFirst(f"This invitation is for {invitation.email}. You are signed in as {user.email}.")
    if user is None and has_account(invitation.email):
        raise SignInFirst(f"There is an account for {invitation.email} already. Sign in with it to accept.")


def _authority_behind(invitation: Invitation) -> Authority:
    """What the inviter may give at this moment; raises `LinkUsedUp` where that isn't this role, or not to this person.

    They may have lost it since, or the person may have joined their Associate.
    """
    inviter = invitation.invited_by
    if inviter is None or not inviter.is_active:
        raise LinkUsedUp("This link doesn't work any more.")
    try:
        authority = authority_of(inviter, invitation.centre)
        _check_authority(authority, invitation.email, invitation.role)
    except (PermissionDenied, CannotInvite) as why:
        raise LinkUsedUp("This link doesn't work any more.") from why
    return authority


def _send(invitation: Invitation, token: str, by: User) -> None:
    context = {
        "centre": invitation.centre,
        "inviter": by.get_full_name(),
        "role": invitation.get_role_display(),
        "link": full_address("centres:invitation", token),
        "expires": invitation.expires_at,
    }
    send_email(invitation.email, template="invitation", context=context, sent=partial(_note_sent, invitation.pk))


def _note_sent(key: int) -> None:
    Invitation.objects.filter(pk=key).update(sent_at=timezone.now())
