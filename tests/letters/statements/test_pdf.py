"""The statement of results that a candidate takes: what is on it, and above all what isn't."""

import io
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from access.models import AccessSettings, Credential, Status
from candidates.embargo.corrections import note_correction
from candidates.history.record import record_staff_result, stored_values
from candidates.models import Candidate, Cause, Entry, Result, Series
from letters.drawing.pdf import qr_codes
from letters.models import IssuedStatement
from letters.statements import issue
from results_portal.models import AuditEntry
from results_portal.text.rehearsal import MARK
from tests.support import builders
from tests.support.pdf_text import pdfium_texts
from tests.support.statement_cast import CURRENT, STATEMENT, checked, code_on, taken, text_of


def biology(candidate: Candidate) -> Entry:
    """The entry whose result (A*, 93) isn't released."""
    return Entry.objects.get(candidate=candidate, syllabus__code="0610")


def release_biology(candidate: Candidate) -> None:
    builders.make_release(candidate.series, "IGCSE", builders.in_the_past())


def test_it_says_who_where_and_what(signed_in: Client) -> None:
    text = text_of(taken(signed_in))

    for words in (
        "Provisional statement of results",
        "November 2026",
        "Candidate 0042 Rahman",
        "Candidate number 0042",
        "Ravi Grammar School",
        "Centre PK123",
        "Cambridge International A Level",
        "9709 Mathematics B(b) 74",
        "they can still change until the board issues certificates",
        "http://localhost/results/check/",
        "Family name Rahman",
        "Page 1 of 1",
    ):
        assert words in text


def test_nothing_of_what_is_not_released_is_on_it(signed_in: Client) -> None:
    text = text_of(taken(signed_in))

    for word in ("0610", "Biology", "IGCSE", "A*"):
        assert word not in text
    # The mark as a word: a code may hold the same two digits.
    assert "93" not in text.split()


def test_it_is_the_same_whatever_is_not_released(signed_in: Client, candidate: Candidate) -> None:
    taken(signed_in)
    worlds = []
    for world in ({"grade": "A*"}, {"grade": "G", "held": True}, {"grade": "", "outcome": "PENDING"}, None):
        Result.objects.filter(entry=biology(candidate)).delete()
        if world:
            Result.objects.create(entry=biology(candidate), **world)
        worlds.append(taken(signed_in))
    biology(candidate).delete()

    assert set(worlds) == {taken(signed_in)}


def test_what_is_held_after_the_release_is_not_on_it(signed_in: Client, candidate: Candidate) -> None:
    release_biology(candidate)
    Result.objects.filter(entry=biology(candidate)).update(held=True)

    assert "Biology" not in text_of(taken(signed_in))


def test_it_has_what_is_released_by_now(signed_in: Client, candidate: Candidate) -> None:
    release_biology(candidate)

    assert "0610 Biology A*(a*) 93" in text_of(taken(signed_in))


def test_an_outcome_stands_in_words(signed_in: Client, candidate: Candidate) -> None:
    release_biology(candidate)
    Result.objects.filter(entry=biology(candidate)).update(grade="", outcome="NO RESULT", percentage_uniform_mark=None)

    text = text_of(taken(signed_in))

    assert "NO RESULT" in text
    assert "not every part of this syllabus was completed" in text


def test_a_correction_says_when(signed_in: Client, candidate: Candidate) -> None:
    moment = datetime.now(UTC) - timedelta(hours=2)
    Result.objects.filter(entry__candidate=candidate, grade="B").update(corrected_at=moment)

    assert "Updated on" in text_of(taken(signed_in))


def test_a_correction_says_why(signed_in: Client, candidate: Candidate) -> None:
    result = Result.objects.get(entry__candidate=candidate, grade="B")
    before = stored_values(result)
    note_correction(result)
    result.grade = "A"
    result.save()
    record_staff_result(result, before=before, by="staff@board.example", cause=Cause.CLERICAL_CHECK)

    assert re.search(r"Updated on [^\n]*\s*after a clerical check", text_of(taken(signed_in)))


def test_before_anything_is_released_it_leads_back_to_the_results(signed_in: Client, candidate: Candidate) -> None:
    builders.make_release(candidate.series, "ALEVEL", builders.in_the_future())

    response = signed_in.get(STATEMENT)

    assert (response.status_code, response["Location"]) == (302, "/results/")
    assert IssuedStatement.objects.count() == 0
    assert Credential.objects.get(candidate=candidate).first_seen_results_at is None


def test_there_is_none_within_the_centres_delay(signed_in: Client) -> None:
    AccessSettings.objects.update(delay=timedelta(hours=25))

    assert signed_in.get(STATEMENT).status_code == 302


def test_the_results_page_offers_it(signed_in: Client) -> None:
    assert f'<a href="{STATEMENT}">Download your statement (PDF)</a>' in signed_in.get("/results/").content.decode()


def test_the_results_page_offers_none_while_there_is_nothing_to_state(signed_in: Client, candidate: Candidate) -> None:
    Result.objects.filter(entry__candidate=candidate).update(held=True)

    assert STATEMENT not in signed_in.get("/results/").content.decode()


def test_taking_it_counts_as_having_seen_results(signed_in: Client, candidate: Candidate) -> None:
    taken(signed_in)

    assert Credential.objects.get(candidate=candidate).first_seen_results_at is not None


def test_strangers_and_officers_are_sent_to_the_candidates_sign_in(client: Client, officer_client: Client) -> None:
    for browser in (Client(), officer_client):
        assert browser.get(STATEMENT)["Location"] == "/results/sign-in/"


def test_withdrawn_access_acts_on_the_next_request(signed_in: Client) -> None:
    AccessSettings.objects.update(status=Status.NONE)

    assert signed_in.get(STATEMENT).status_code == 302


def test_it_is_saved_under_a_name_of_its_own_and_kept_nowhere(signed_in: Client) -> None:
    response = signed_in.get(STATEMENT)

    assert response["Content-Disposition"] == 'attachment; filename="statement-PK123-0042-november-2026.pdf"'
    assert response["Cache-Control"] == "no-store, private"


def test_taken_again_it_is_the_same_to_the_byte(signed_in: Client) -> None:
    assert taken(signed_in) == taken(signed_in)


def test_it_is_recorded_once(signed_in: Client, candidate: Candidate) -> None:
    taken(signed_in)
    taken(signed_in)

    entry = AuditEntry.objects.get(action="issue statement")
    said = (entry.actor, entry.actor_kind, entry.centre_number, entry.series, entry.target)
    assert said == ("0042", "candidate", "PK123", "november-2026", "0042")
    assert entry.details == {"statement": IssuedStatement.objects.get().pk}


def test_the_code_itself_is_not_kept(signed_in: Client) -> None:
    code = code_on(taken(signed_in)).replace("-", "")

    kept = [str(row) for row in (*IssuedStatement.objects.values(), *AuditEntry.objects.values())]

    assert [row for row in kept if code in row.upper()] == []


def test_another_content_has_another_code(signed_in: Client, candidate: Candidate) -> None:
    first = code_on(taken(signed_in))
    release_biology(candidate)

    assert code_on(taken(signed_in)) != first
    assert IssuedStatement.objects.count() == 2


def test_a_newer_key_leaves_it_the_same(signed_in: Client, settings: Any) -> None:
    before = taken(signed_in)
    settings.LETTERS_KEYS = ("a key that was made later than the others", *settings.LETTERS_KEYS)

    assert taken(signed_in) == before


def test_the_instant_of_issue_is_told_for_the_centre_and_in_utc(signed_in: Client) -> None:
    taken(signed_in)
    IssuedStatement.objects.update(issued_at=datetime(2027, 1, 19, 6, 2, tzinfo=UTC))

    text = text_of(taken(signed_in))

    assert "Issued on Tuesday 19 January 2027, 06:02 (UTC)" in text
    assert "At the centre: Tuesday 19 January 2027, 11:02 (Karachi)" in text


def test_taking_it_again_takes_three_statements(signed_in: Client, django_assert_num_queries: Any) -> None:
    taken(signed_in)

    with django_assert_num_queries(3):
        taken(signed_in)


def test_many_results_take_as_many_statements(
    signed_in: Client, candidate: Candidate, django_assert_num_queries: Any
) -> None:
    for number in range(12):
        syllabus = builders.make_syllabus(f"97{number + 10:02}", "ALEVEL", f"Subject {number}")
        builders.make_result(builders.make_entry(candidate, syllabus))
    taken(signed_in)

    with django_assert_num_queries(3):
        taken(signed_in)


def test_more_results_than_a_page_holds_go_on_to_the_next(signed_in: Client, candidate: Candidate) -> None:
    for number in range(30):
        syllabus = builders.make_syllabus(f"95{number:02}", "ALEVEL", f"Subject {number}")
        builders.make_result(builders.make_entry(candidate, syllabus))

    pages = pdfium_texts(taken(signed_in))

    # In the order of their codes: 9500 to 9529, then 9709.
    places = [page for number in range(30) for page, text in enumerate(pages) if f"95{number:02}" in text]
    assert places == sorted(places)
    assert len(places) == 30
    assert [f"Page {page} of {len(pages)}" in text for page, text in enumerate(pages, 1)] == [True] * len(pages)
    assert ["Scan to check" in text for text in pages] == [False] * (len(pages) - 1) + [True]
    assert all("Candidate number 0042" in text for text in pages)


@pytest.mark.parametrize(
    ("given", "family"), [("Żaneta", "Żółkiewska"), ("สมชาย", "ใจดี"), ("Πουλχερία", "Γιατρομανωλάκης")]
)
def test_names_of_other_scripts_are_on_it(signed_in: Client, candidate: Candidate, given: str, family: str) -> None:
    Candidate.objects.filter(pk=candidate.pk).update(given_names=given, family_name=family)

    text = text_of(taken(signed_in))

    assert f"{given} {family}" in text
    assert f"Family name {family}" in text


def test_a_name_that_no_font_draws_gets_a_line_to_write_on(signed_in: Client, candidate: Candidate) -> None:
    Candidate.objects.filter(pk=candidate.pk).update(given_names="", family_name="𞤀𞤣𞤤𞤢𞤥")

    assert "Name, written by your centre" in text_of(taken(signed_in))


def test_the_file_says_what_it_is_and_in_which_language(signed_in: Client) -> None:
    reader = PdfReader(io.BytesIO(taken(signed_in)))

    assert reader.metadata
    assert reader.metadata.title == "Provisional statement of results, November 2026"
    assert str(reader.root_object["/Lang"]) == "en-GB"


def test_its_qr_code_leads_to_the_check_with_the_code_filled_in(signed_in: Client) -> None:
    pdf = taken(signed_in)
    contents = PdfReader(io.BytesIO(pdf)).pages[0].get_contents()

    assert contents is not None
    drawn = re.search(rb"/F /AHx ID\n([0-9a-f]+)>", contents.get_data())
    assert drawn
    assert drawn[1].decode() == qr_codes.single(f"http://localhost/results/check/?code={code_on(pdf)}").rows.hex()


def test_taken_twice_at_once_it_is_kept_and_recorded_once(candidate: Candidate) -> None:
    """As if the second had looked for it before the first had kept it."""
    kept = [
        issue._new(candidate, digest="d" * 64, now=builders.in_the_past(), syllabuses=["9709"], delay=timedelta(0)).pk
        for _ in range(2)
    ]

    assert kept == [IssuedStatement.objects.get().pk] * 2
    assert AuditEntry.objects.filter(action="issue statement").count() == 1


def test_every_font_is_embedded(signed_in: Client) -> None:
    reader = PdfReader(io.BytesIO(taken(signed_in)))
    fonts: Any = reader.pages[0]["/Resources"]
    found = [font.get_object() for font in fonts["/Font"].get_object().values()]

    assert found
    assert all("/FontFile2" in font["/FontDescriptor"] for font in found)


def test_each_page_of_a_rehearsal_says_so_and_its_check_too(signed_in: Client, candidate: Candidate) -> None:
    name = "REHEARSAL November 2026"
    Series.objects.update(name=name, slug="rehearsal-november-2026", is_rehearsal=True)
    for number in range(30):
        syllabus = builders.make_syllabus(f"95{number:02}", "ALEVEL", f"Subject {number}")
        builders.make_result(builders.make_entry(candidate, syllabus))

    pdf = taken(signed_in)
    check = checked(code_on(pdf)).content.decode()

    assert len(pdfium_texts(pdf)) > 1
    assert all(MARK in text for text in pdfium_texts(pdf))
    assert MARK in check
    assert CURRENT not in check
