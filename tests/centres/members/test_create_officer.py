"""`manage.py create_officer` and `createsuperuser`."""

import sys

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from centres.management.commands import create_officer
from centres.models import Associate, Centre, Membership, User
from results_portal.models import AuditEntry
from tests.support import builders


@pytest.fixture
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OFFICER_PASSWORD", builders.PASSWORD)


def test_makes_an_officer_who_can_sign_in(centre: Centre, client: Client, password: None) -> None:
    call_command("create_officer", "new@school.example", centre="PK123", verbosity=0)

    client.post("/portal/accounts/login/", {"login": "new@school.example", "password": builders.PASSWORD})
    assert "Ravi Grammar School" in client.get("/portal/").content.decode()


def test_says_what_it_did(centre: Centre, password: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("create_officer", "new@school.example", centre="PK123")

    assert capsys.readouterr().out == (
        "Made an account for new@school.example, who acts for PK123 Ravi Grammar School as Exams officer.\n"
    )


def test_adds_an_associate_to_an_account_that_exists_without_asking_for_a_password(
    officer: User, associate: Associate, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("OFFICER_PASSWORD", raising=False)

    call_command("create_officer", officer.email.upper(), associate="MERID", role="head")

    assert capsys.readouterr().out == (
        "officer@pk123.example has an account already and now acts for MERID Meridian Schools Partnership too, "
        "as Head of centre.\n"
    )
    assert Membership.objects.filter(user=officer, associate=associate, role="head").count() == 1


def test_the_audit_trail_names_the_command(centre: Centre, password: None) -> None:
    call_command("create_officer", "new@school.example", centre="PK123", verbosity=0)

    assert AuditEntry.objects.get(action="add member").actor == "create_officer"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["new@school.example", "--centre", "XX999"], "There is no centre XX999."),
        (["new@school.example", "--associate", "NONE"], "There is no Associate NONE."),
        (["new-school", "--centre", "PK123"], "'new-school' is not an email address"),
        (["officer@pk123.example", "--centre", "PK123"], "acts for PK123 Ravi Grammar School already"),
        (["new@school.example"], "one of the arguments --centre --associate is required"),
        (["new@school.example", "--centre", "PK123", "--role", "boss"], "argument --role: invalid choice: 'boss'"),
    ],
)
def test_names_what_is_wrong_and_changes_nothing(
    officer: User, password: None, arguments: list[str], message: str
) -> None:
    with pytest.raises(CommandError) as refusal:
        call_command("create_officer", *arguments)

    assert message in str(refusal.value)
    assert (User.objects.count(), Membership.objects.count()) == (1, 1)


class Terminal:
    """Standard input of a person, or of a program."""

    def __init__(self, *, person: bool) -> None:
        self.person = person

    def isatty(self) -> bool:
        return self.person


def test_without_a_terminal_it_asks_for_the_variable(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OFFICER_PASSWORD", raising=False)
    monkeypatch.setattr(sys, "stdin", Terminal(person=False))

    with pytest.raises(CommandError, match="Set the environment variable OFFICER_PASSWORD"):
        call_command("create_officer", "new@school.example", centre="PK123")


@pytest.mark.parametrize(("second", "made"), [(builders.PASSWORD, 1), ("a slip of the finger", 0)])
def test_in_a_terminal_the_password_is_typed_twice(
    centre: Centre, monkeypatch: pytest.MonkeyPatch, second: str, made: int
) -> None:
    typed = iter([builders.PASSWORD, second])
    monkeypatch.delenv("OFFICER_PASSWORD", raising=False)
    monkeypatch.setattr(sys, "stdin", Terminal(person=True))
    monkeypatch.setattr(create_officer, "getpass", lambda _: next(typed))

    if made:
        call_command("create_officer", "new@school.example", centre="PK123", verbosity=0)
    else:
        with pytest.raises(CommandError, match="The two passwords differ"):
            call_command("create_officer", "new@school.example", centre="PK123")

    assert User.objects.count() == made


def test_createsuperuser_works_without_asking(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", builders.PASSWORD)

    call_command("createsuperuser", email="Staff@Board.Example", interactive=False, verbosity=0)

    user = User.objects.get()
    assert (user.email, user.is_staff, user.is_superuser) == ("staff@board.example", True, True)
    assert user.check_password(builders.PASSWORD)


def test_createsuperuser_knows_addresses_in_any_letters(staff: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", builders.PASSWORD)

    with pytest.raises(CommandError, match="already taken"):
        call_command("createsuperuser", email="STAFF@board.example", interactive=False, verbosity=0)
