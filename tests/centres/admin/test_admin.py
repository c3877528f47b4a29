"""Staff look after users, Associates, centres and memberships in the admin, which signs in as officers do."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from centres.models import Centre, Membership, User
from results_portal.models import AuditEntry
from tests.support import builders
from tests.support.signed_in import sign_in

INLINE = {"memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}


@pytest.fixture
def staff_client(client: Client, staff: User) -> Client:
    return sign_in(client, staff)


@pytest.fixture
def clerk_client(client: Client, db: None) -> Client:
    """Staff who may change users without being superusers."""
    clerk = builders.make_user("clerk@board.example", is_staff=True)
    clerk.user_permissions.set(
        Permission.objects.filter(content_type__app_label="centres").exclude(codename="appoint_staff")
    )
    return sign_in(client, clerk)


@pytest.mark.parametrize("path", ["/admin/", "/admin/centres/user/", "/admin/login/"])
def test_whoever_is_signed_out_signs_in_where_officers_do(client: Client, db: None, path: str) -> None:
    response = client.get(path, follow=True)

    assert response.request["PATH_INFO"] == "/portal/accounts/login/"


def test_the_admins_own_sign_in_takes_no_password(client: Client, staff: User) -> None:
    response = client.post("/admin/login/", {"username": staff.email, "password": builders.PASSWORD})

    assert response.headers["Location"].partition("?")[0] == "/portal/accounts/login/"
    assert client.get("/admin/").status_code == 302


def test_officers_are_told_that_the_admin_is_not_theirs(officer_client: Client) -> None:
    response = officer_client.get("/admin/", follow=True)

    assert response.status_code == 403
    assert "This isn't open to you" in response.content.decode()


def test_signing_out_and_passwords_go_the_same_way_as_for_officers(staff_client: Client) -> None:
    assert staff_client.get("/admin/password_change/").headers["Location"] == reverse("account_change_password")
    assert staff_client.post("/admin/logout/").headers["Location"] == reverse("account_login")


@pytest.mark.parametrize("model", ["user", "associate", "centre", "membership"])
@pytest.mark.parametrize("query", ["", "?q=pk123", "?q=%00"])
def test_lists_and_searches_open(staff_client: Client, officer: User, model: str, query: str) -> None:
    assert staff_client.get(f"/admin/centres/{model}/{query}").status_code == 200


@pytest.mark.parametrize("path", ["mfa/authenticator/", "account/emailaddress/", "usersessions/usersession/"])
def test_secrets_of_second_factors_have_no_page(staff_client: Client, path: str) -> None:
    assert staff_client.get(f"/admin/{path}").status_code == 404


def test_no_password_hash_is_shown(staff_client: Client, officer: User) -> None:
    page = staff_client.get(f"/admin/centres/user/{officer.pk}/change/").content.decode()

    assert "Set a new password" in page
    assert [part for part in ("argon2", officer.password[-12:]) if part in page] == []


def test_staff_make_an_account_with_a_membership(staff_client: Client, centre: Centre) -> None:
    staff_client.post(
        "/admin/centres/user/add/",
        {"email": "New@School.Example", "name": "Amira", "usable_password": "false"} | INLINE,
    )
    user = User.objects.get(email="new@school.example")
    form = {"user": user.pk, "centre": centre.pk, "role": "head"}
    staff_client.post("/admin/centres/membership/add/", form)

    assert Membership.objects.get(user=user).centre == centre
    actions = AuditEntry.objects.filter(actor="staff@board.example").order_by("pk").values_list("action", "target")
    assert list(actions) == [("add user", "new@school.example"), ("add membership", str(Membership.objects.get()))]


def test_an_address_that_differs_in_capitals_is_the_same(staff_client: Client, officer: User) -> None:
    form = {"email": "OFFICER@pk123.example", "name": "", "usable_password": "false"} | INLINE
    response = staff_client.post("/admin/centres/user/add/", form)

    assert "User with this Email address already exists." in response.content.decode()


def test_a_membership_is_of_a_centre_or_an_associate_never_of_both(
    staff_client: Client, officer: User, other_centre: Centre
) -> None:
    associate = other_centre.associate
    assert associate is not None
    both = {"user": officer.pk, "centre": other_centre.pk, "associate": associate.pk, "role": "head"}
    response = staff_client.post("/admin/centres/membership/add/", both)

    assert "Choose either a centre or an Associate." in response.content.decode()


def test_a_centre_is_changed_and_the_trail_says_from_what_to_what(staff_client: Client, centre: Centre) -> None:
    form = {"time_zone": "Asia/Dubai"}
    staff_client.post(f"/admin/centres/centre/{centre.pk}/change/", form)

    entry = AuditEntry.objects.get(action="change centre")
    assert (entry.centre_number, entry.details) == (
        "PK123",
        {
            "before": {"time_zone": "Asia/Karachi", "results_service": True},
            "after": {"time_zone": "Asia/Dubai", "results_service": False},
        },
    )


def test_an_unknown_time_zone_is_refused(staff_client: Client, centre: Centre) -> None:
    form = {"number": "PK123", "name": "Ravi", "country": "Pakistan", "time_zone": "Mars/Olympus"}
    response = staff_client.post(f"/admin/centres/centre/{centre.pk}/change/", form)

    assert "is not a time zone of the IANA database" in response.content.decode()


def test_a_password_set_by_staff_is_audited_without_it(staff_client: Client, officer: User) -> None:
    new = "a new and quite long phrase"
    form = {"password1": new, "password2": new, "usable_password": "true"}
    staff_client.post(f"/admin/centres/user/{officer.pk}/password/", form)

    officer.refresh_from_db()
    assert officer.check_password(new)
    entry = AuditEntry.objects.get(action="set a user's password")
    assert (entry.actor, entry.target, entry.details) == ("staff@board.example", officer.email, {})


def test_only_superusers_change_staff(clerk_client: Client, staff: User) -> None:
    form = {"password1": "a new and quite long phrase", "password2": "a new and quite long phrase"}
    response = clerk_client.post(f"/admin/centres/user/{staff.pk}/password/", form | {"usable_password": "true"})

    assert response.status_code == 403
    staff.refresh_from_db()
    assert staff.check_password(builders.PASSWORD)


def test_only_superusers_hand_out_rights(clerk_client: Client, officer: User) -> None:
    form = {"email": officer.email, "name": "Amira", "is_active": "on", "is_staff": "on", "is_superuser": "on"}
    clerk_client.post(f"/admin/centres/user/{officer.pk}/change/", form | INLINE)

    officer.refresh_from_db()
    assert (officer.name, officer.is_staff, officer.is_superuser) == ("Amira", False, False)


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_of_users_takes_as_many_queries_for_one_as_for_many(
    staff_client: Client, centre: Centre, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for _ in range(count):
        builders.make_officer(centre)
    staff_client.get("/admin/centres/user/")

    with django_assert_num_queries(10):
        staff_client.get("/admin/centres/user/")
