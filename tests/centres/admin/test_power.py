"""Staff give nobody more than they have, open nothing to themselves, and prove who they are before any change."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from centres.accounts.staff_reauthentication import UNPROVEN
from centres.models import Centre, Membership, Role, User
from centres.permissions import staff_groups
from centres.permissions.staff_roles import StaffRole
from results_portal.models import AuditEntry
from tests.support import builders
from tests.support.signed_in import browser_of, prove

INLINE = {"memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}


def staff_in(role: StaffRole, email: str = "") -> User:
    staff_groups.put_in_order()
    user = builders.make_user(email or f"{role.name.lower()}@board.example", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def administrator(db: None) -> User:
    return staff_in(StaffRole.ADMINISTRATOR)


@pytest.fixture
def browser(administrator: User) -> Client:
    return browser_of(administrator)


def give(browser: Client, user: User, role: StaffRole) -> str:
    form = {"email": user.email, "name": "", "is_active": "on", "is_staff": "on"}
    group = Group.objects.get(name=role)
    response = browser.post(f"/admin/centres/user/{user.pk}/change/", {**form, "groups": [group.pk], **INLINE})
    return response.content.decode()


def roles_of(user: User) -> list[str]:
    return [group.name for group in user.groups.all()]


def test_an_administrator_cannot_make_anybody_results_team(browser: Client) -> None:
    colleague = builders.make_user("colleague@board.example", is_staff=True)

    assert "what you don&#x27;t have yourself: Results team." in give(browser, colleague, StaffRole.RESULTS_TEAM)
    assert roles_of(colleague) == []


@pytest.mark.parametrize("role", [StaffRole.SUPPORT, StaffRole.ADMINISTRATOR])
def test_an_administrator_gives_what_they_have(browser: Client, role: StaffRole) -> None:
    colleague = builders.make_user("colleague@board.example", is_staff=True)

    give(browser, colleague, role)

    assert roles_of(colleague) == [role]


def test_a_superuser_makes_results_team(staff: User) -> None:
    colleague = builders.make_user("colleague@board.example", is_staff=True)
    staff_groups.put_in_order()

    give(browser_of(staff), colleague, StaffRole.RESULTS_TEAM)

    assert roles_of(colleague) == [StaffRole.RESULTS_TEAM]


@pytest.mark.parametrize("active", [True, False])
def test_an_administrator_cannot_come_in_as_the_results_team(browser: Client, active: bool) -> None:
    target = staff_in(StaffRole.RESULTS_TEAM)
    User.objects.filter(pk=target.pk).update(is_active=active)
    new = "a new and quite long phrase"

    password = {"password1": new, "password2": new, "usable_password": "true"}
    browser.post(f"/admin/centres/user/{target.pk}/password/", password)
    mine = {"email": "mine@board.example", "is_active": "on", "is_staff": "on", **INLINE}
    browser.post(f"/admin/centres/user/{target.pk}/change/", mine)

    target.refresh_from_db()
    assert (target.email, target.is_active, target.check_password(new)) == ("results_team@board.example", active, False)


def test_an_administrator_closes_any_account_but_a_superusers_and_their_own(
    browser: Client, administrator: User, staff: User
) -> None:
    target = staff_in(StaffRole.RESULTS_TEAM)
    keys = [target.pk, staff.pk, administrator.pk]

    browser.post("/admin/centres/user/", {"action": "close_accounts", "_selected_action": keys})

    assert list(User.objects.filter(is_active=False)) == [target]
    entry = AuditEntry.objects.get(action="change user")
    assert (entry.target, entry.details) == (
        target.email,
        {"before": {"is_active": True}, "after": {"is_active": False}},
    )


def test_support_closes_nobodys_account(db: None) -> None:
    target = staff_in(StaffRole.RESULTS_TEAM)

    form = {"action": "close_accounts", "_selected_action": [target.pk]}
    browser_of(staff_in(StaffRole.SUPPORT)).post("/admin/centres/user/", form)

    target.refresh_from_db()
    assert target.is_active


def test_staff_make_no_member_of_themselves(browser: Client, administrator: User, centre: Centre) -> None:
    form = {"user": administrator.pk, "centre": centre.pk, "role": "exams_officer"}
    page = browser.post("/admin/centres/membership/add/", form).content.decode()

    assert "You can&#x27;t make yourself a member." in page
    assert not Membership.objects.exists()


def test_nor_do_they_change_a_membership_of_their_own(browser: Client, administrator: User, centre: Centre) -> None:
    own = Membership.objects.create(user=administrator, centre=centre, role=Role.RESULTS_VIEWER)

    form = {"user": administrator.pk, "centre": centre.pk, "role": "exams_officer"}
    assert browser.post(f"/admin/centres/membership/{own.pk}/change/", form).status_code == 403


def routes(resolver: URLResolver, before: str = "") -> list[str]:
    found: list[str] = []
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        found += routes(pattern, route) if isinstance(pattern, URLResolver) else [route]
        assert isinstance(pattern, URLPattern | URLResolver)
    return found


def test_what_needs_no_proof_is_an_address_that_there_is() -> None:
    assert UNPROVEN.keys() <= set(routes(get_resolver()))


PAGES = [
    "/admin/candidates/result/",
    "/admin/candidates/release/",
    "/admin/candidates/release/add/",
    "/admin/candidates/series/add/",
    "/admin/candidates/candidate/",
    "/admin/centres/associate/add/",
    "/admin/results_portal/auditentry/",
    "/admin/an/address/that/there/is/not/",
]


@pytest.mark.parametrize("path", PAGES)
def test_every_post_of_the_admin_wants_fresh_proof(staff: User, path: str) -> None:
    stale = prove(browser_of(staff), minutes_ago=60)

    response = stale.post(path, {"action": "delete_selected"})

    assert response.status_code == 302
    assert response.headers["Location"].startswith("/portal/accounts/reauthenticate/?next=%2Fadmin%2F")


def test_the_way_out_wants_none(staff: User) -> None:
    stale = prove(browser_of(staff), minutes_ago=60)

    assert stale.post("/admin/logout/").headers["Location"] == "/portal/accounts/login/"


@pytest.mark.parametrize("path", ["candidates/syllabus/add/", "candidates/series/add/", "centres/associate/add/"])
def test_a_form_is_opened_after_the_proof_so_that_nothing_typed_is_lost(staff: User, path: str) -> None:
    stale = prove(browser_of(staff), minutes_ago=60)

    assert stale.get(f"/admin/{path}").headers["Location"].startswith("/portal/accounts/reauthenticate/")
