"""Officers and staff sign in by e-mail address and password; nobody signs up."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from centres.models import Centre, User
from results_portal.models import AuditEntry
from tests.support import builders

LOGIN = "/portal/accounts/login/"


def sign_in(client: Client, email: str, password: str = builders.PASSWORD) -> str:
    """Where the sign-in leads, or "" when it is refused."""
    response = client.post(LOGIN, {"login": email, "password": password})
    return response.headers.get("Location", "")


def test_an_officer_who_signs_in_comes_to_administer_exams(client: Client, officer: User) -> None:
    assert sign_in(client, officer.email) == "/portal/"


def test_capitals_in_the_address_make_no_difference(client: Client, officer: User) -> None:
    assert sign_in(client, "Officer@PK123.Example") == "/portal/"


@pytest.mark.parametrize(("email", "password"), [("officer@pk123.example", "wrong"), ("nobody@pk123.example", "wrong")])
def test_a_refusal_is_the_same_for_a_wrong_password_and_an_unknown_address(
    client: Client, officer: User, email: str, password: str
) -> None:
    response = client.post(LOGIN, {"login": email, "password": password})

    text = " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())
    assert "There is a problem Email address and password don&#x27;t belong together. Check both." in text


@pytest.mark.django_db
def test_whoever_types_nothing_is_told_what_to_type(client: Client) -> None:
    page = client.post(LOGIN, {}).content.decode()

    assert re.findall("<title>([^<]*) \N{EN DASH} ", page) == ["Error: Sign in"]
    assert re.findall(r'<li><a href="#id_\w+">([^<]*)</a>', page) == [
        "Email address: Type your email address.",
        "Password: Type your password.",
    ]


def test_a_closed_account_does_not_sign_in(client: Client, officer: User) -> None:
    officer.is_active = False
    officer.save()

    sign_in(client, officer.email)

    assert client.get("/portal/").headers["Location"] == f"{LOGIN}?next=/portal/"


def test_the_sixth_wrong_password_for_an_address_has_to_wait_even_if_it_is_right(client: Client, officer: User) -> None:
    for _ in range(5):
        sign_in(client, officer.email, "wrong")

    response = client.post(LOGIN, {"login": officer.email, "password": builders.PASSWORD})

    assert "There were too many wrong tries. Wait five minutes, then try again." in response.content.decode()


def test_another_port_behind_the_hosts_name_gives_no_further_tries(officer: User) -> None:
    for port in range(1, 6):
        sign_in(Client(headers={"host": f"localhost:{port}"}), officer.email, "wrong")

    response = Client().post(LOGIN, {"login": officer.email, "password": builders.PASSWORD})

    assert "There were too many wrong tries." in response.content.decode()


def test_signing_in_and_out_is_in_the_audit_trail(client: Client, officer: User) -> None:
    sign_in(client, officer.email)
    client.post("/portal/accounts/logout/")

    entries = AuditEntry.objects.order_by("pk").values_list("action", "actor", "address")
    assert list(entries) == [("sign in", officer.email, "127.0.0.1"), ("sign out", officer.email, "127.0.0.1")]


def test_following_a_link_to_sign_out_does_not_sign_out(officer_client: Client) -> None:
    officer_client.get("/portal/accounts/logout/")

    assert officer_client.get("/portal/").status_code == 200


def test_the_page_that_was_asked_for_opens_after_signing_in(client: Client, officer: User) -> None:
    response = client.post(LOGIN, {"login": officer.email, "password": builders.PASSWORD, "next": "/portal/?q=ravi"})

    assert response.headers["Location"] == "/portal/?q=ravi"


def test_sign_in_never_leads_to_another_site(client: Client, officer: User) -> None:
    credentials = {"login": officer.email, "password": builders.PASSWORD}
    response = client.post(LOGIN, {**credentials, "next": "https://elsewhere.example/"})

    assert response.headers["Location"] == "/portal/"


@pytest.mark.django_db
def test_nobody_signs_up(client: Client) -> None:
    new = {"email": "new@school.example", "password1": builders.PASSWORD}
    response = client.post("/portal/accounts/signup/", new)

    assert "Accounts are made by the board" in response.content.decode()
    assert User.objects.count() == 0


@pytest.mark.parametrize("path", ["confirm-email/", "confirm-email/abc/", "password/set/"])
def test_pages_about_own_addresses_are_not_offered(officer_client: Client, path: str) -> None:
    assert officer_client.get(f"/portal/accounts/{path}").status_code == 404


def test_nobody_changes_the_address_that_the_board_knows_them_by(officer_client: Client, officer: User) -> None:
    new = {"email": "other@pk123.example", "action_add": ""}
    response = officer_client.post("/portal/accounts/email/", new)

    assert response.headers["Location"] == reverse("mfa_index")
    assert EmailAddress.objects.count() == 0


def reset_link(message: EmailMessage) -> str:
    return str(re.findall(r"http://\S+", str(message.body))[0])


def test_a_forgotten_password_is_replaced_by_a_link_sent_by_email(client: Client, officer: User) -> None:
    client.post("/portal/accounts/password/reset/", {"email": "OFFICER@pk123.example"})
    form = client.get(reset_link(mail.outbox[0]), follow=True).request["PATH_INFO"]
    new = "a new and quite long phrase"
    client.post(form, {"password1": new, "password2": new})

    assert sign_in(client, officer.email) == ""
    assert sign_in(client, officer.email, new) == "/portal/"


def test_asking_for_a_link_leaves_no_second_table_of_addresses(client: Client, officer: User) -> None:
    """An unverified row there would later forbid setting up a second factor."""
    client.post("/portal/accounts/password/reset/", {"email": officer.email})

    assert len(mail.outbox) == 1
    assert EmailAddress.objects.count() == 0


def test_a_link_for_a_new_password_works_once(client: Client, officer: User) -> None:
    client.post("/portal/accounts/password/reset/", {"email": officer.email})
    link = reset_link(mail.outbox[0])
    form = client.get(link, follow=True).request["PATH_INFO"]
    new = "a new and quite long phrase"
    client.post(form, {"password1": new, "password2": new})

    assert "This link is used up" in Client().get(link, follow=True).content.decode()


@pytest.mark.django_db
def test_nobody_is_written_to_who_has_no_account(client: Client) -> None:
    response = client.post("/portal/accounts/password/reset/", {"email": "stranger@school.example"}, follow=True)

    assert "Look at your email" in response.content.decode()
    assert mail.outbox == []


def test_a_weak_new_password_is_refused_and_the_old_one_stays(officer_client: Client, officer: User) -> None:
    change = {"oldpassword": builders.PASSWORD, "password1": "password1234", "password2": "password1234"}
    response = officer_client.post("/portal/accounts/password/change/", change)

    assert "This password is too common." in response.content.decode()
    officer.refresh_from_db()
    assert officer.check_password(builders.PASSWORD)


@pytest.mark.django_db(transaction=True)
def test_a_changed_password_is_audited_and_its_owner_is_told(officer_client: Client, officer: User) -> None:
    new = "a new and quite long phrase"
    officer_client.post(
        "/portal/accounts/password/change/", {"oldpassword": builders.PASSWORD, "password1": new, "password2": new}
    )

    assert [message.subject for message in mail.outbox] == ["Candidate Results Service: Your password was changed"]
    assert AuditEntry.objects.filter(action="change own password", actor=officer.email).count() == 1


def test_addresses_are_kept_in_small_letters(db: None) -> None:
    assert User.objects.create_user(" Officer@School.Example").email == "officer@school.example"


def test_every_account_page_is_in_our_words(officer_client: Client, centre: Centre) -> None:
    names = ["mfa_index", "account_change_password", "usersessions_list", "account_logout", "mfa_list_webauthn"]
    pages = [officer_client.get(reverse(name)).content.decode() for name in names]

    assert [re.findall("please|invalid", page, re.IGNORECASE) for page in pages] == [[]] * len(names)
