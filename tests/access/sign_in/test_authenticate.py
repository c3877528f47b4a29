"""Candidates sign in: what is forgiven, what is told, and what it costs."""

from typing import Any
from unittest import mock

import pytest
from django.test import Client
from django.urls import reverse

from access.models import AccessSettings, Credential, SelectedCandidate, Status
from access.sign_in.authenticate import WrongDetails, authenticate
from candidates.models import Candidate
from centres.models import Centre
from results_portal.models import CountedTry
from tests.support.credentials import PASSWORD, USERNAME, give_access, give_credential, try_to_sign_in

SIGN_IN = "/results/sign-in/"
WRONG = "That username and password don&#x27;t go together."


@pytest.fixture
def credential(candidate: Candidate) -> Credential:
    """The credential of a candidate who has access."""
    give_access(candidate.series, candidate.centre)
    return give_credential(candidate)


def signed_in(response: Any) -> bool:
    return (response.status_code, response.get("Location")) == (302, reverse("candidates:results"))


def test_the_printed_password_signs_in(client: Client, credential: Credential) -> None:
    assert signed_in(try_to_sign_in(client))
    assert client.get("/results/").status_code == 200


@pytest.mark.parametrize(
    ("username", "password"),
    [
        ("k7mpw2qx", "abcde-fghjk-23456"),
        ("  K7MP W2QX ", "ABCDE FGHJK 23456"),
        ("K7MPW2QX", "ABCDEFGHJK23456"),
        ("K7MP-W2QX", "ABCDE\u2013FGHJK\u201423456"),
        ("K7MP\u00a0W2QX", "ABCDE\u2011FGHJK\u221223456\u200b"),
        ("Username: K7MPW2QX", "Password: ABCDE-FGHJK-23456."),
        ("\u201cK7MPW2QX\u201d", "ABCDE.FGHJK.\u0662\u0663\u0664\u0665\u0666"),
        ("K\u096dMPW\u0968QX", "'ABCDE\u00a0FGHJK\u00a023456'"),
        ("\uff2b\uff17\uff2d\uff30\uff37\uff12\uff31\uff38", "\uff41\uff42\uff43\uff44\uff45\uff0dfghjk\u30fc23456"),
    ],
)
def test_case_spaces_hyphens_and_wide_letters_dont_matter(
    client: Client, credential: Credential, username: str, password: str
) -> None:
    assert signed_in(try_to_sign_in(client, username, password))


@pytest.mark.parametrize(
    ("username", "password"),
    [
        (USERNAME, "ABCDE-FGHJK-23457"),
        (USERNAME, "ABCDE-FGHJK"),
        (USERNAME, "' OR 1=1 --"),
        ("ZZZZZZZZ", PASSWORD),
        ("nobody", PASSWORD),
        ("\u0130\u0131\u00df\ud83d", PASSWORD.encode().decode("utf-16", "replace")),
    ],
)
def test_whichever_part_is_wrong_the_answer_is_the_same(
    client: Client, credential: Credential, username: str, password: str
) -> None:
    name = username.encode("utf-8", "replace").decode()
    response = try_to_sign_in(client, name, password)

    assert response.status_code == 200
    assert WRONG in response.content.decode()
    assert "Ayesha Khan" not in response.content.decode()


@pytest.mark.parametrize("typed", ["\x00", "K7MPW2QX\x00", "A" * 101, "A" * 100_000])
def test_odd_input_is_answered_kindly(client: Client, credential: Credential, typed: str) -> None:
    assert try_to_sign_in(client, typed, PASSWORD).status_code == 200
    assert try_to_sign_in(client, USERNAME, typed).status_code == 200


def test_empty_fields_are_named(client: Client, db: None) -> None:
    page = try_to_sign_in(client, "", "").content.decode()

    assert "Type your username." in page
    assert "Type your password." in page


def test_the_password_is_never_sent_back(client: Client, credential: Credential) -> None:
    page = try_to_sign_in(client, USERNAME, "ABCDE-FGHJK-99999").content.decode()

    assert "99999" not in page
    assert USERNAME in page


def test_an_unknown_username_costs_the_same_hash(credential: Credential) -> None:
    hashed = "access.credentials.hashers.GeneratedPasswordHasher.verify"
    for username in (USERNAME, "ZZZZZZZZ", "nobody"):
        with mock.patch(hashed, return_value=False) as verify, pytest.raises(WrongDetails):
            authenticate(username=username, password="wrong", address="192.0.2.1")
        assert verify.call_count == 1


def test_an_unknown_username_takes_the_same_statements(
    credential: Credential, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("results_portal.db.rate_limits.SWEEP_EVERY", 10**9)
    for username in (USERNAME, "ZZZZZZZZ", "nobody"):
        # Credential, throttle, and the failure as one insert.
        with django_assert_num_queries(3), pytest.raises(WrongDetails):
            authenticate(username=username, password="wrong", address="192.0.2.1")


def test_the_first_sign_in_takes_two_statements_and_later_ones_one(
    client: Client, credential: Credential, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2):
        assert signed_in(try_to_sign_in(client))
    with django_assert_num_queries(1):
        assert signed_in(try_to_sign_in(client))


def test_the_first_sign_in_is_recorded_once(client: Client, credential: Credential) -> None:
    try_to_sign_in(client)
    credential.refresh_from_db()
    first = credential.first_signed_in_at
    try_to_sign_in(client)
    credential.refresh_from_db()

    assert first is not None
    assert credential.first_signed_in_at == first


def test_signing_in_upgrades_no_hash(client: Client, credential: Credential) -> None:
    before = credential.password_hash
    with mock.patch("access.credentials.hashers.GeneratedPasswordHasher.iterations", 20_000):
        assert signed_in(try_to_sign_in(client))
    credential.refresh_from_db()

    assert credential.password_hash == before


def test_a_superseded_password_doesnt_sign_in(client: Client, credential: Credential) -> None:
    Credential.objects.filter(pk=credential.pk).delete()
    give_credential(credential.candidate, USERNAME, "ZZZZZ-YYYYY-XXXXX")

    assert WRONG in try_to_sign_in(client).content.decode()


@pytest.mark.parametrize("status", [Status.NONE, Status.SELECTED])
def test_without_access_the_right_password_is_told_so_and_whom_to_ask(
    client: Client, credential: Credential, status: Status
) -> None:
    AccessSettings.objects.update(status=status)
    response = try_to_sign_in(client)
    page = response.content.decode()

    assert response.status_code == 200
    assert "Your username and password are right" in page
    assert "Ayesha Khan" in page
    assert client.get("/results/").status_code == 302


def test_without_access_a_wrong_password_learns_nothing(client: Client, credential: Credential) -> None:
    AccessSettings.objects.update(status=Status.NONE)
    page = try_to_sign_in(client, USERNAME, "wrong").content.decode()

    assert WRONG in page
    assert "Ayesha Khan" not in page


def test_no_access_set_up_at_all_reads_the_same_without_a_contact(client: Client, credential: Credential) -> None:
    AccessSettings.objects.all().delete()

    assert "Ask the exams officer at your school." in try_to_sign_in(client).content.decode()


def test_a_selected_candidate_signs_in(client: Client, credential: Credential) -> None:
    AccessSettings.objects.update(status=Status.SELECTED)
    SelectedCandidate.objects.create(candidate=credential.candidate, selected_by="officer@pk123.example")

    assert signed_in(try_to_sign_in(client))


def test_a_candidate_withdrawn_from_the_series_doesnt(client: Client, credential: Credential) -> None:
    Candidate.objects.update(withdrawn=True)

    assert "Your username and password are right" in try_to_sign_in(client).content.decode()


def test_a_centre_that_lost_the_service_lets_nobody_in(client: Client, credential: Credential) -> None:
    Centre.objects.update(results_service=False)

    assert "Your username and password are right" in try_to_sign_in(client).content.decode()


def test_being_right_without_access_is_no_failure(client: Client, credential: Credential) -> None:
    AccessSettings.objects.update(status=Status.NONE)
    try_to_sign_in(client)

    assert CountedTry.objects.count() == 0


@pytest.mark.parametrize(("given", "filled"), [("k7mp-w2qx", USERNAME), ('"><script>', ""), ("K0MPW2QX", ""), ("", "")])
def test_the_letters_code_fills_in_the_username(client: Client, db: None, given: str, filled: str) -> None:
    page = client.get(SIGN_IN, {"username": given}).content.decode()

    assert f'id="id_username" value="{filled}"' in page


def test_somebody_signed_in_is_asked_whether_that_is_them(client: Client, credential: Credential) -> None:
    try_to_sign_in(client)

    for data in ({}, {"username": USERNAME}):
        response = client.get(SIGN_IN, data)
        assert response.status_code == 200
        assert '<a class="primary" href="/results/">Go to your results</a>' in response.content.decode()


def test_another_letters_code_doesnt_lead_to_somebody_elses_results(client: Client, credential: Credential) -> None:
    try_to_sign_in(client)
    response = client.get(SIGN_IN, {"username": "ZZZZZZZZ"})

    assert response.status_code == 200
    assert 'value="ZZZZZZZZ"' in response.content.decode()


def test_the_page_takes_no_statement_from_a_stranger(client: Client, db: None, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        client.get(SIGN_IN)


def test_a_form_from_elsewhere_is_refused(credential: Credential) -> None:
    client = Client(enforce_csrf_checks=True)

    assert try_to_sign_in(client).status_code == 403


def test_signing_in_needs_no_officers_session(credential: Credential) -> None:
    client = Client(enforce_csrf_checks=True)
    client.get(SIGN_IN)
    token = client.cookies["csrf"].value
    response = client.post(SIGN_IN, {"username": USERNAME, "password": PASSWORD, "csrfmiddlewaretoken": token})

    assert signed_in(response)
    assert set(client.cookies) == {"csrf", "candidate"}
