"""The page on which anybody checks a statement: what a holder learns, and that nobody else learns anything."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext

from access.models import AccessSettings
from candidates.models import Candidate, Result
from letters.models import IssuedStatement
from letters.statements import verify
from results_portal.models import AuditEntry, CountedTry
from tests.support import builders
from tests.support.statement_cast import CHECK, CURRENT, SUPERSEDED, UNKNOWN, checked, code_on, taken, verdict_of

WRONG = "ABCD-EFGH-JKMN-PQRS"
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')


@pytest.fixture
def code(signed_in: Client) -> str:
    """The code of the statement that the candidate has taken."""
    return code_on(taken(signed_in))


def maths(candidate: Candidate) -> Any:
    return Result.objects.filter(entry__candidate=candidate, entry__syllabus__code="9709")


def correct(candidate: Candidate, grade: str) -> None:
    """As the board's staff do after the release."""
    maths(candidate).update(
        grade=grade, percentage_uniform_mark=61, corrected_at=builders.in_the_past() + timedelta(hours=5)
    )


def test_a_genuine_one_is_current(code: str) -> None:
    assert verdict_of(checked(code)) == CURRENT


def test_a_current_one_shows_what_it_says_and_nothing_else(code: str) -> None:
    page = checked(code).content.decode()

    for words in (
        "November 2026",
        "Ravi Grammar School",
        "PK123",
        "0042",
        "Mathematics",
        "B(b)",
        "74",
        "(UTC)",
        "(Karachi)",
    ):
        assert words in page
    for words in ("Biology", "0610", "IGCSE", "A*", "Candidate 0042"):
        assert words not in page


def test_a_corrected_result_makes_it_superseded(code: str, candidate: Candidate) -> None:
    correct(candidate, "C")

    response = checked(code)

    assert verdict_of(response) == SUPERSEDED
    assert "November 2026" in response.content.decode()
    for words in ("B(b)", "C(c)", "Mathematics", "74", "61"):
        assert words not in response.content.decode()


def test_a_result_that_was_corrected_back_leaves_it_superseded(code: str, candidate: Candidate) -> None:
    correct(candidate, "C")
    maths(candidate).update(grade="B", percentage_uniform_mark=74)

    assert verdict_of(checked(code)) == SUPERSEDED


def test_the_one_taken_after_the_correction_is_current(code: str, candidate: Candidate, signed_in: Client) -> None:
    correct(candidate, "C")

    newer = code_on(taken(signed_in))

    assert [verdict_of(checked(each)) for each in (code, newer)] == [SUPERSEDED, CURRENT]


def test_results_released_later_leave_it_current_and_unmentioned(code: str, candidate: Candidate) -> None:
    builders.make_release(candidate.series, "IGCSE", builders.in_the_past())

    response = checked(code)

    assert verdict_of(response) == CURRENT
    assert "Biology" not in response.content.decode()


@pytest.mark.parametrize(
    "change", [{"held": True}, {"outcome": "PENDING", "grade": "", "percentage_uniform_mark": None}]
)
def test_a_result_that_is_no_longer_there_makes_it_superseded(code: str, candidate: Candidate, change: Any) -> None:
    maths(candidate).update(**change)

    assert verdict_of(checked(code)) == SUPERSEDED


def test_a_release_that_is_moved_away_shuts_it_again(code: str, candidate: Candidate) -> None:
    builders.make_release(candidate.series, "ALEVEL", builders.in_the_future())

    response = checked(code)

    assert verdict_of(response) == SUPERSEDED
    assert "B(b)" not in response.content.decode()


def test_a_name_that_was_corrected_makes_it_superseded(code: str, candidate: Candidate) -> None:
    Candidate.objects.filter(pk=candidate.pk).update(family_name="Rehman")

    assert verdict_of(checked(code, "Rahman")) == SUPERSEDED
    assert verdict_of(checked(code, "Rehman")) == UNKNOWN


def test_a_withdrawn_candidates_is_superseded(code: str, candidate: Candidate) -> None:
    Candidate.objects.filter(pk=candidate.pk).update(withdrawn=True)

    assert verdict_of(checked(code)) == SUPERSEDED


@pytest.mark.parametrize("typed", ["lower", "spaced", "run together", "full-width"])
def test_the_code_may_be_typed_in_any_way(code: str, typed: str) -> None:
    forms = {
        "lower": code.lower(),
        "spaced": f" {code.replace('-', ' ')} ",
        "run together": code.replace("-", ""),
        "full-width": "".join(chr(ord(sign) + 0xFEE0) for sign in code),
    }

    assert verdict_of(checked(forms[typed])) == CURRENT


@pytest.mark.parametrize(
    ("printed", "typed"),
    [
        ("Żółkiewska", "zolkiewska"),
        ("O’Brien-Çelik", "OBRIEN CELIK"),  # noqa: RUF001 - the apostrophe is part of the test
        ("Nguyễn", "nguyen"),
        ("Straße", "STRASSE"),
        ("Nguyễn", "Nguye\u0302\u0303n"),
        ("الهاشمي", "الهاشمی"),
        ("أحمد", "احمد"),
        ("ใจดี", "ใจดี "),
        ("김", "\u1100\u1175\u11b7"),
    ],
)
def test_the_name_may_be_typed_in_any_way(signed_in: Client, candidate: Candidate, printed: str, typed: str) -> None:
    Candidate.objects.filter(pk=candidate.pk).update(family_name=printed)
    code = code_on(taken(signed_in))

    assert verdict_of(checked(code, typed)) == CURRENT
    assert verdict_of(checked(code, f"{typed}x")) == UNKNOWN


def answer(response: Any, queries: int) -> tuple[Any, ...]:
    """All that can be told of an answer, but for what was typed and the token of the form."""
    body = TOKEN.sub(b"", response.content)
    body = re.sub(rb'name="(code|family_name)"([^>]*) value="[^"]*"', rb'name="\1"\2', body)
    headers = {name: value for name, value in response.headers.items() if name != "Expires"}
    return response.status_code, headers, sorted(response.cookies), body, len(response.content), queries


def test_a_wrong_code_and_a_wrong_name_are_not_told_apart(code: str) -> None:
    checked(WRONG, "Begum!")
    answers = []
    for typed, name in ((code, "Rehman"), (WRONG, "Rahman"), (WRONG, "Rehman"), (code[:-1], "Rahmann")):
        with CaptureQueriesContext(connection) as captured:
            response = checked(typed, name)
        answers.append(answer(response, len(captured)))

    assert verdict_of(response) == UNKNOWN
    assert [said for said in answers if said != answers[0]] == []


def test_every_check_is_recorded_without_code_name_or_grade(code: str) -> None:
    checked(code, REMOTE_ADDR="192.0.2.7")
    checked(code, "Rehman")

    genuine, unknown = AuditEntry.objects.filter(action="check statement").order_by("pk")
    said = (genuine.actor, genuine.actor_kind, genuine.centre_number, genuine.series, genuine.target, genuine.address)
    assert said == ("anybody", "public", "PK123", "november-2026", "0042", "192.0.2.7")
    assert genuine.details == {"answer": "genuine and current", "statement": IssuedStatement.objects.get().pk}
    assert (unknown.centre_number, unknown.series, unknown.target) == ("", "", "")
    assert unknown.details == {"answer": "no such statement"}


def test_a_code_can_be_tried_ten_times_in_five_minutes(code: str) -> None:
    before = [checked(code, "Guess").status_code for _ in range(verify.TRIES_PER_CODE)]

    response = checked(code)

    assert before == [200] * 10
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 300
    assert "There were too many tries. Wait 5 minutes, then try again." in response.content.decode()
    assert "B(b)" not in response.content.decode()


def test_another_code_is_not_slowed_down_by_it(code: str) -> None:
    for _ in range(verify.TRIES_PER_CODE):
        checked(WRONG)

    assert verdict_of(checked(code)) == CURRENT


def test_an_address_that_tries_many_codes_waits(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "TRIES_PER_ADDRESS", 3)
    for number in range(3):
        checked(f"ABCD-EFGH-JKMN-PQR{number + 2}", REMOTE_ADDR="2001:db8::1")

    assert checked(code, REMOTE_ADDR="2001:db8::2").status_code == 429
    assert checked(code, REMOTE_ADDR="2001:db8:0:1::1").status_code == 200


def test_after_five_minutes_it_goes_on(code: str) -> None:
    for _ in range(verify.TRIES_PER_CODE):
        checked(code)
    CountedTry.objects.update(at=F("at") - timedelta(minutes=5, seconds=1))

    assert verdict_of(checked(code)) == CURRENT


def test_a_refused_try_is_neither_counted_nor_recorded(code: str) -> None:
    for _ in range(verify.TRIES_PER_CODE + 3):
        checked(code)

    assert AuditEntry.objects.filter(action="check statement").count() == verify.TRIES_PER_CODE
    assert CountedTry.objects.count() == 2 * verify.TRIES_PER_CODE


def test_what_is_counted_names_nobody(code: str) -> None:
    checked(code, REMOTE_ADDR="192.0.2.7")

    keys = " ".join(CountedTry.objects.values_list("key", flat=True)).upper()
    assert code.replace("-", "") not in keys
    assert "192.0.2.7" not in keys


def test_the_address_of_the_qr_code_fills_in_the_code(code: str) -> None:
    page = Client().get(CHECK, {"code": code}).content.decode()

    assert f'value="{code}"' in page
    assert AuditEntry.objects.filter(action="check statement").count() == 0


@pytest.mark.parametrize("given", ["<script>", "0000-1111-OOOO-IIII", "ABCD", "A" * 5000, "\x00" * 16])
def test_anything_else_in_the_address_fills_in_nothing(given: str, db: None) -> None:
    page = Client().get(CHECK, {"code": given})

    assert page.status_code == 200
    assert 'name="code" id="id_code" class="check-code" value=""' in page.content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"code": "", "family_name": "Rahman"}, "Type the code."),
        ({"code": WRONG, "family_name": " "}, "Type the family name."),
        ({"code": "A" * 61, "family_name": "Rahman"}, "A code has 16 letters and numbers."),
    ],
)
def test_what_is_missing_is_said(typed: dict[str, str], said: str, db: None) -> None:
    response = Client().post(CHECK, typed)

    assert (response.status_code, said in response.content.decode()) == (200, True)
    assert CountedTry.objects.count() == 0


@pytest.mark.parametrize("odd", ["\x00", "\ud800", "🎓" * 40, "'; DROP TABLE --", "\u0301"])
def test_odd_input_is_answered_like_any_other(odd: str, db: None) -> None:
    response = Client().post(CHECK, {"code": WRONG, "family_name": odd.encode("utf-8", "replace").decode()})

    assert response.status_code == 200


def test_a_check_of_a_genuine_one_takes_as_many_statements_however_much_it_says(
    code: str, candidate: Candidate, signed_in: Client
) -> None:
    with CaptureQueriesContext(connection) as one:
        checked(code)
    for number in range(12):
        syllabus = builders.make_syllabus(f"97{number + 10:02}", "ALEVEL", f"Subject {number}")
        builders.make_result(builders.make_entry(candidate, syllabus))
    longer = code_on(taken(signed_in))
    with CaptureQueriesContext(connection) as many:
        response = checked(longer)

    assert verdict_of(response) == CURRENT
    assert len(many) == len(one)


def test_a_statement_made_with_an_older_key_is_found_while_that_key_is_listed(code: str, settings: Any) -> None:
    settings.LETTERS_KEYS = ("a key that was made later than the others", *settings.LETTERS_KEYS)
    assert verdict_of(checked(code)) == CURRENT

    settings.LETTERS_KEYS = settings.LETTERS_KEYS[:1]
    assert verdict_of(checked(code)) == UNKNOWN


def test_a_correction_within_the_centres_delay_was_nobodys_to_see(signed_in: Client, candidate: Candidate) -> None:
    """The statement doesn't mention it, and holds, however the centre's delay is changed later."""
    AccessSettings.objects.update(delay=timedelta(hours=20))
    maths(candidate).update(corrected_at=builders.in_the_past() + timedelta(hours=5))
    code = code_on(taken(signed_in))
    AccessSettings.objects.update(delay=timedelta(0))

    assert verdict_of(checked(code)) == CURRENT
