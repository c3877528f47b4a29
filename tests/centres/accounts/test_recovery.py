"""A lost second factor: support starts, the person confirms, a second member of staff approves. Nobody alone can."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from centres.accounts import recovery
from centres.accounts.recovery import LinkUsedUp
from centres.models import RecoveryRequest, User
from centres.permissions.staff_roles import StaffRole
from results_portal.models import AuditEntry
from tests.centres.accounts.test_second_factor import give_app
from tests.support import builders
from tests.support.people import link_in, text_of, words
from tests.support.signed_in import browser_of

RECOVERIES = "/admin/centres/recoveryrequest/"
USED_UP = "This link is used up"


def staff_with(role: StaffRole, email: str) -> User:
    user = builders.make_user(email, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def support(db: None) -> User:
    return staff_with(StaffRole.SUPPORT, "support@board.example")


@pytest.fixture
def administrator(db: None) -> User:
    return staff_with(StaffRole.ADMINISTRATOR, "administrator@board.example")


@pytest.fixture
def loser(officer: User) -> User:
    """An officer who lost their phone."""
    give_app(officer)
    return officer


@pytest.fixture
def started(
    support: User, loser: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> RecoveryRequest:
    """Started by support, in the admin's list of users."""
    with django_capture_on_commit_callbacks(execute=True):
        start_in_admin(support, loser)
    return RecoveryRequest.objects.get()


@pytest.fixture
def confirmed(started: RecoveryRequest) -> RecoveryRequest:
    """The person has said yes."""
    Client().post(link())
    return started


def start_in_admin(by: User, user: User) -> str:
    form = {"action": "start_recovery", "_selected_action": [user.pk]}
    return browser_of(by).post("/admin/centres/user/", form, follow=True).content.decode()


def act_in_admin(action: str, by: User, request: RecoveryRequest) -> str:
    form = {"action": action, "_selected_action": [request.pk]}
    return browser_of(by).post(RECOVERIES, form, follow=True).content.decode()


def link() -> str:
    return link_in(mail.outbox[0])


def has_factor(user: User) -> bool:
    return bool(Authenticator.objects.filter(user=user).count())


def test_the_whole_way(
    started: RecoveryRequest,
    loser: User,
    administrator: User,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    page = Client().post(link())
    assert "A second member of the board's staff looks at it next." in words(page.content.decode())
    assert has_factor(loser)

    with django_capture_on_commit_callbacks(execute=True):
        shown = act_in_admin("approve", administrator, started)

    assert "The second step of officer@pk123.example is removed. They set up a new one at the next sign-in." in shown
    assert not has_factor(loser)
    trail = AuditEntry.objects.filter(target=loser.email).order_by("pk").values_list("action", "actor", "details")
    assert list(trail) == [
        ("add second factor", "officer@pk123.example", {"kind": "totp"}),
        ("start recovery", "support@board.example", {}),
        ("confirm recovery", "officer@pk123.example", {}),
        (
            "remove second factor",
            "administrator@board.example",
            {"kinds": ["totp"], "started by": "support@board.example"},
        ),
    ]
    assert [message.subject for message in mail.outbox] == [
        "Candidate Results Service: Have you lost your second step?",
        "Candidate Results Service: Your second step was removed",
    ]


def test_starting_removes_nothing(started: RecoveryRequest, loser: User) -> None:
    assert (has_factor(loser), mail.outbox[0].to) == (True, [loser.email])
    assert "Don't open the link, and write to" in text_of(mail.outbox[0])


def test_opening_the_link_confirms_nothing(started: RecoveryRequest, client: Client) -> None:
    assert "Have you lost your second step?" in client.get(link()).content.decode()

    started.refresh_from_db()
    assert started.confirmed_at is None


def test_the_link_works_once(confirmed: RecoveryRequest, client: Client) -> None:
    answers = [client.get(link()), client.post(link())]

    assert [(a.status_code, USED_UP in a.content.decode()) for a in answers] == [(404, True)] * 2


@pytest.mark.parametrize("token", ["x", "A" * 43])
def test_a_wrong_link_gets_a_kind_page(client: Client, db: None, token: str) -> None:
    response = client.get(f"/portal/recovery/{token}/")

    assert (response.status_code, USED_UP in response.content.decode()) == (404, True)


def test_after_a_day_neither_link_nor_approval_counts(confirmed: RecoveryRequest, administrator: User) -> None:
    assert confirmed.expires_at - confirmed.started_at < timedelta(hours=24, minutes=1)
    RecoveryRequest.objects.update(expires_at=timezone.now())

    with pytest.raises(recovery.Ended):
        recovery.approve(recovery=confirmed, by=administrator)
    RecoveryRequest.objects.update(confirmed_at=None)
    assert Client().post(link()).status_code == 404


def test_unconfirmed_it_is_not_approved(started: RecoveryRequest, administrator: User, loser: User) -> None:
    assert "hasn&#x27;t confirmed it yet" in act_in_admin("approve", administrator, started)
    assert has_factor(loser)


def test_support_alone_never_finishes(confirmed: RecoveryRequest, support: User, loser: User) -> None:
    act_in_admin("approve", support, confirmed)

    with pytest.raises(PermissionDenied):
        recovery.approve(recovery=confirmed, by=support)
    assert has_factor(loser)


def test_nobody_approves_what_they_started(loser: User, staff: User) -> None:
    """Not even a superuser, who may do both."""
    started = recovery.start(user=loser, by=staff)
    RecoveryRequest.objects.update(confirmed_at=timezone.now())

    with pytest.raises(recovery.SamePerson):
        recovery.approve(recovery=started, by=staff)
    assert has_factor(loser)


def test_the_database_itself_keeps_the_two_apart(confirmed: RecoveryRequest, support: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        RecoveryRequest.objects.update(approved_by=support, approved_at=timezone.now())


def test_nobody_recovers_themselves(support: User, administrator: User, staff: User) -> None:
    give_app(support)
    with pytest.raises(recovery.OwnRecovery):
        recovery.start(user=support, by=support)

    give_app(administrator)
    theirs = recovery.start(user=administrator, by=support)
    RecoveryRequest.objects.update(confirmed_at=timezone.now())
    with pytest.raises(recovery.OwnRecovery):
        recovery.approve(recovery=theirs, by=administrator)


def test_a_superusers_recovery_takes_a_superuser(support: User, administrator: User, staff: User) -> None:
    give_app(staff)
    theirs = recovery.start(user=staff, by=support)
    RecoveryRequest.objects.update(confirmed_at=timezone.now())

    with pytest.raises(recovery.NeedsSuperuser):
        recovery.approve(recovery=theirs, by=administrator)


def test_without_a_factor_there_is_nothing_to_recover(support: User, officer: User) -> None:
    assert "has no second step that could be lost" in start_in_admin(support, officer)
    assert RecoveryRequest.objects.count() == 0


def test_starting_again_ends_the_earlier_link(started: RecoveryRequest, support: User, loser: User) -> None:
    recovery.start(user=loser, by=support)

    assert Client().get(link()).status_code == 404


def test_a_cancelled_recovery_is_over(confirmed: RecoveryRequest, support: User, administrator: User) -> None:
    assert "The recovery of officer@pk123.example is cancelled." in act_in_admin("cancel", support, confirmed)

    with pytest.raises(recovery.Ended):
        recovery.approve(recovery=confirmed, by=administrator)
    assert AuditEntry.objects.filter(action="cancel recovery", actor=support.email).count() == 1


def test_only_a_digest_of_the_link_is_kept(started: RecoveryRequest) -> None:
    kept = str(RecoveryRequest.objects.values_list().get()) + str(list(AuditEntry.objects.values_list()))

    assert link().split("/")[3] not in kept


@pytest.mark.parametrize("verb", [recovery.start, recovery.approve])
def test_officers_do_neither(
    confirmed: RecoveryRequest, loser: User, other_officer: User, verb: Callable[..., object]
) -> None:
    about = {"user": loser} if verb is recovery.start else {"recovery": confirmed}

    with pytest.raises(PermissionDenied):
        verb(**about, by=other_officer)


def test_approving_wants_fresh_proof(client: Client, confirmed: RecoveryRequest, administrator: User) -> None:
    client.force_login(administrator)

    response = client.post(RECOVERIES, {"action": "approve", "_selected_action": [confirmed.pk]})

    assert response.headers["Location"].startswith("/portal/accounts/reauthenticate/")


def test_recoveries_are_not_made_or_changed_by_hand(started: RecoveryRequest, staff: User) -> None:
    browser = browser_of(staff)
    pages = [f"{RECOVERIES}add/", f"{RECOVERIES}{started.pk}/delete/"]

    assert [browser.get(page).status_code for page in pages] == [403, 403]
    shown = browser.get(f"{RECOVERIES}{started.pk}/change/").content.decode()
    assert (re.findall("<input[^>]* name=.(?!csrf)", shown), started.digest in shown) == ([], False)


def test_what_was_confirmed_a_moment_ago_is_not_confirmed_again(started: RecoveryRequest) -> None:
    token = link().split("/")[3]
    recovery.confirm(token=token)

    with pytest.raises(LinkUsedUp):
        recovery.confirm(token=token)


def test_the_operator_helps_where_no_staff_can_sign_in(loser: User, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("remove_second_step", "OFFICER@pk123.example")

    assert not has_factor(loser)
    entry = AuditEntry.objects.get(action="remove second factor")
    assert (entry.actor, entry.actor_kind) == ("remove_second_step", "command")


@pytest.mark.parametrize(("email", "says"), [("nobody@x.example", "no account"), ("staff@board.example", "no second")])
def test_the_operator_is_told_what_is_wrong(staff: User, email: str, says: str) -> None:
    with pytest.raises(CommandError, match=says):
        call_command("remove_second_step", email)
