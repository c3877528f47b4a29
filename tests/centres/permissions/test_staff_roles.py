"""The board's staff: three groups with exactly the permissions of the table, in the document as well."""

from itertools import product
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command
from django.test import Client

from candidates.models import Candidate
from centres.management.commands import write_permissions
from centres.models import Membership, Role, User
from centres.permissions import staff_groups
from centres.permissions.document import permissions_document
from centres.permissions.staff_roles import GRADES, StaffRole, permissions_of
from results_portal.models import AuditEntry
from tests.support import builders
from tests.support.signed_in import browser_of

INLINE = {"memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}


def staff_with(role: StaffRole, email: str = "") -> User:
    user = builders.make_user(email or f"{role.name.lower()}@board.example", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


def held(role: StaffRole) -> set[str]:
    rows = Permission.objects.filter(group__name=role).values_list("content_type__app_label", "codename")
    return {f"{app}.{codename}" for app, codename in rows}


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(StaffRole))
def test_migrating_makes_the_groups_as_the_table_has_them(role: StaffRole) -> None:
    assert held(role) == permissions_of(role)


@pytest.mark.django_db
def test_what_was_changed_by_hand_is_put_right() -> None:
    group = Group.objects.get(name=StaffRole.SUPPORT)
    group.permissions.set(Permission.objects.filter(codename="view_result_grades"))

    staff_groups.put_in_order()

    assert held(StaffRole.SUPPORT) == permissions_of(StaffRole.SUPPORT)


@pytest.mark.django_db
def test_where_some_apps_are_not_migrated_yet_the_rest_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staff_groups, "permissions_of", lambda role: frozenset({"later.view_thing", GRADES}))

    staff_groups.put_in_order()

    assert held(StaffRole.SUPPORT) == {GRADES}


def test_grades_are_for_the_results_team_alone() -> None:
    assert [role for role in StaffRole if GRADES in permissions_of(role)] == [StaffRole.RESULTS_TEAM]


def test_support_sees_starts_recoveries_unlocks_usernames_and_nothing_more() -> None:
    verbs = {name.partition(".")[2].partition("_")[0] for name in permissions_of(StaffRole.SUPPORT)}

    assert verbs == {"view", "start", "unlock"}
    assert not permissions_of(StaffRole.SUPPORT) & {"candidates.view_result", "letters.view_letter"}


LISTS = ["candidates/result", "access/accesssettings", "letters/letterbatch", "letters/letter", "centres/user"]
OPEN = {
    StaffRole.SUPPORT: [403, 200, 200, 403, 200],
    StaffRole.RESULTS_TEAM: [200, 403, 403, 403, 403],
    StaffRole.ADMINISTRATOR: [200, 200, 200, 200, 200],
}


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(StaffRole))
def test_the_admins_lists_open_to_whom_they_should(role: StaffRole) -> None:
    browser = browser_of(staff_with(role))

    assert [browser.get(f"/admin/{name}/").status_code for name in LISTS] == OPEN[role]


@pytest.mark.parametrize(("role", "seen"), [(StaffRole.RESULTS_TEAM, True), (StaffRole.ADMINISTRATOR, False)])
def test_the_list_of_results_shows_grades_to_the_results_team(
    candidate: Candidate, role: StaffRole, seen: bool
) -> None:
    page = browser_of(staff_with(role)).get("/admin/candidates/result/").content.decode()

    assert ("field-grade" in page) is seen


@pytest.mark.parametrize(("role", "superuser"), list(product(StaffRole, [False, True])))
def test_nobody_is_an_officer_by_being_staff(candidate: Candidate, role: StaffRole, superuser: bool) -> None:
    user = staff_with(role)
    User.objects.filter(pk=user.pk).update(is_superuser=superuser)
    browser = browser_of(user)
    pages = ["", "november-2026/", "november-2026/status/", "november-2026/letters.pdf", "audit/", "members/"]

    assert {browser.get(f"/portal/PK123/{page}").status_code for page in pages[1:]} == {404}
    assert "PK123" not in browser.get("/portal/").content.decode()


@pytest.mark.django_db
def test_an_administrator_appoints_staff_but_no_superusers(officer: User) -> None:
    browser = browser_of(staff_with(StaffRole.ADMINISTRATOR))
    support = Group.objects.get(name=StaffRole.SUPPORT)
    form = {"email": officer.email, "name": "", "is_active": "on", "is_staff": "on", "is_superuser": "on"}
    browser.post(f"/admin/centres/user/{officer.pk}/change/", form | {"groups": [support.pk]} | INLINE)

    officer.refresh_from_db()
    assert (officer.is_staff, officer.is_superuser, list(officer.groups.all())) == (True, False, [support])
    assert AuditEntry.objects.get(action="change user").details["after"] == {"groups": ["Support"], "is_staff": True}


@pytest.mark.django_db
def test_an_administrator_changes_neither_superusers_nor_themselves(staff: User) -> None:
    administrator = staff_with(StaffRole.ADMINISTRATOR)
    browser = browser_of(administrator)
    results = Group.objects.get(name=StaffRole.RESULTS_TEAM)
    for user in (staff, administrator):
        form = {"email": user.email, "name": "Changed", "is_active": "on", "is_staff": "on", "groups": [results.pk]}
        assert browser.post(f"/admin/centres/user/{user.pk}/change/", form | INLINE).status_code == 403
        assert browser.get(f"/admin/centres/user/{user.pk}/password/").status_code == 403
        assert browser.post(f"/admin/centres/user/{user.pk}/delete/", {"post": "yes"}).status_code == 403

    assert (User.objects.filter(name="Changed").count(), held_by(administrator)) == (0, ["Administrator"])


def held_by(user: User) -> list[str]:
    return list(user.groups.values_list("name", flat=True))


@pytest.mark.parametrize("role", list(StaffRole))
def test_the_groups_of_the_roles_stay_as_they_are(client: Client, staff: User, role: StaffRole) -> None:
    group = Group.objects.get(name=role)

    for user in (staff, staff_with(StaffRole.ADMINISTRATOR)):
        response = browser_of(user).post(f"/admin/auth/group/{group.pk}/change/", {"name": "Mine", "permissions": []})
        assert response.status_code == 403


@pytest.mark.django_db
def test_changing_rights_in_the_admin_wants_fresh_proof(client: Client, officer: User) -> None:
    client.force_login(staff_with(StaffRole.ADMINISTRATOR))
    membership = officer.memberships.get()
    pages = [
        f"/admin/centres/user/{officer.pk}/change/",
        "/admin/centres/membership/add/",
        f"/admin/centres/membership/{membership.pk}/delete/",
    ]
    answers = [client.get(page) for page in pages] + [client.post(page, {"post": "yes"}) for page in pages]

    assert {answer.headers["Location"].partition("?")[0] for answer in answers} == {"/portal/accounts/reauthenticate/"}
    assert Membership.objects.filter(pk=membership.pk).exists()


def test_looking_at_users_wants_no_fresh_proof(client: Client, officer: User) -> None:
    client.force_login(staff_with(StaffRole.SUPPORT))

    assert client.get(f"/admin/centres/user/{officer.pk}/change/").status_code == 200


def test_the_document_is_up_to_date() -> None:
    written = Path(settings.BASE_DIR, "docs", "permissions.md").read_text(encoding="utf-8")

    assert written == permissions_document(), "run: manage.py write_permissions"


def test_the_document_has_every_role() -> None:
    heads = [line for line in permissions_document().splitlines() if line.startswith("|  |")]

    assert heads == [
        f"|  | {' | '.join(role.label for role in Role)} |",
        f"|  | {' | '.join(StaffRole)} |",
    ]


def test_the_command_writes_the_document_and_says_when_it_is_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "permissions.md"
    monkeypatch.setattr(write_permissions, "FILE", file)
    monkeypatch.setattr(settings, "BASE_DIR", tmp_path)
    with pytest.raises(CommandError, match="out of date"):
        call_command("write_permissions", check=True)

    call_command("write_permissions")

    call_command("write_permissions", check=True)
    assert file.read_text(encoding="utf-8") == permissions_document()
