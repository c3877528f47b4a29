"""A change of one's own account and its audit entry happen together: where the entry fails, nothing has changed."""

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.urls import reverse

from centres.accounts.adapters import OfficersAdapter
from centres.models import User
from results_portal.audit import chain
from results_portal.models import AuditEntry
from tests.centres.accounts.test_second_factor import code_for, give_app
from tests.support import builders
from tests.support.signed_in import prove

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "a new and quite long phrase"


@pytest.fixture
def trail_breaks(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From the call on no entry can be written."""

    def broken(*_: object, **__: object) -> None:
        raise OSError("no room for an entry")

    return lambda: monkeypatch.setattr(chain, "append", broken)


def refused(client: Client, name: str, **form: str) -> None:
    with pytest.raises(OSError, match="no room"):
        client.post(reverse(name), form)


def kinds(user: User) -> list[str]:
    return list(Authenticator.objects.filter(user=user).order_by("type").values_list("type", flat=True))


def test_a_password(officer_client: Client, officer: User, trail_breaks: Callable[[], None]) -> None:
    trail_breaks()

    refused(officer_client, "account_change_password", oldpassword=builders.PASSWORD, password1=NEW, password2=NEW)

    officer.refresh_from_db()
    assert officer.check_password(builders.PASSWORD)
    assert mail.outbox == []


def test_an_app(officer_client: Client, officer: User, trail_breaks: Callable[[], None]) -> None:
    secret = officer_client.get(reverse("mfa_activate_totp")).context["form"].secret
    trail_breaks()

    refused(officer_client, "mfa_activate_totp", code=code_for(secret))

    assert kinds(officer) == []


def test_turning_the_app_off(officer_client: Client, officer: User, trail_breaks: Callable[[], None]) -> None:
    give_app(officer)
    trail_breaks()

    refused(officer_client, "mfa_deactivate_totp")

    assert kinds(officer) == ["totp"]


def test_new_recovery_codes(officer_client: Client, officer: User, trail_breaks: Callable[[], None]) -> None:
    give_app(officer)
    officer_client.post(reverse("mfa_generate_recovery_codes"))
    codes = Authenticator.objects.get(user=officer, type="recovery_codes")
    assert AuditEntry.objects.filter(action="renew second factor").get().details == {"kind": "recovery_codes"}
    trail_breaks()

    refused(officer_client, "mfa_generate_recovery_codes")

    assert Authenticator.objects.get(user=officer, type="recovery_codes").data == codes.data


def test_signing_in(client: Client, officer: User, trail_breaks: Callable[[], None]) -> None:
    trail_breaks()

    refused(client, "account_login", login=officer.email, password=builders.PASSWORD)

    assert client.get("/portal/").status_code == 302


def test_ending_ones_sessions_elsewhere(officer: User, trail_breaks: Callable[[], None]) -> None:
    here, there = Client(), Client()
    credentials = {"login": officer.email, "password": builders.PASSWORD}
    for browser in (here, there):
        browser.post(reverse("account_login"), credentials)

    here.post(reverse("usersessions_list"))

    assert [browser.get("/portal/").status_code for browser in (here, there)] == [200, 302]
    assert AuditEntry.objects.get(action="sign out elsewhere").details == {"sessions": 1}
    there.post(reverse("account_login"), credentials)
    trail_breaks()
    refused(here, "usersessions_list")
    assert there.get("/portal/").status_code == 200


def test_a_mail_server_that_is_down_undoes_nothing(
    officer_client: Client, officer: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def down(*_: object, **__: object) -> None:
        raise ConnectionRefusedError(officer.email)

    monkeypatch.setattr(OfficersAdapter, "send_mail", down)

    prove(officer_client).post(
        reverse("account_change_password"), {"oldpassword": builders.PASSWORD, "password1": NEW, "password2": NEW}
    )

    officer.refresh_from_db()
    assert officer.check_password(NEW)
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == [
        "an e-mail (account/email/password_changed) was not sent; see the mail server's log"
    ]
