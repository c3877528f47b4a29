"""The candidate's page, as a browser gets it."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access.models import AccessSettings, Credential, Status
from candidates.holds.change import place
from candidates.holds.scope import Scope
from candidates.models import Candidate, Cause, Hold, Release, Result
from centres.models import User
from tests.support import builders
from tests.support.signed_in import sign_in

RESULTS = "/results/"


def text_of(client: Client) -> str:
    return client.get(RESULTS).content.decode()


def test_a_released_grade_is_on_the_page(signed_in: Client) -> None:
    assert '<span translate="no">B</span><span class="card-words">(b)</span>' in text_of(signed_in)


def test_an_unreleased_grade_is_not_on_the_page(signed_in: Client) -> None:
    page = text_of(signed_in)

    assert "0610 Biology" in page
    assert "A*<" not in page
    # As a word: the clock's milliseconds and the form's token hold any two digits once in a while.
    assert "93" not in re.findall(r"\w+", page)


def test_the_page_says_who_and_where(signed_in: Client, candidate: Candidate) -> None:
    page = text_of(signed_in)

    assert "November 2026" in page
    assert candidate.full_name in page
    assert "Candidate 0042" in page
    assert "Ravi Grammar School" in page


def test_the_contact_can_be_called_and_written_to(signed_in: Client) -> None:
    page = text_of(signed_in)

    assert "Ayesha Khan" in page
    assert 'href="tel:+9242111222333"' in page
    assert 'href="mailto:exams@ravi.example"' in page


def test_released_results_are_said_to_be_provisional(signed_in: Client) -> None:
    assert "These results are provisional." in text_of(signed_in)


def test_nothing_is_called_provisional_before_anything_is_released(signed_in: Client, candidate: Candidate) -> None:
    builders.make_release(candidate.series, "ALEVEL", builders.in_the_future())

    assert "provisional" not in text_of(signed_in)


def test_a_stranger_is_sent_to_the_sign_in_page(client: Client, db: None) -> None:
    response = client.get(RESULTS)

    assert (response.status_code, response["Location"]) == (302, reverse("candidate_access:sign_in"))


def test_an_officer_is_a_stranger_here(officer_client: Client) -> None:
    assert officer_client.get(RESULTS)["Location"] == reverse("candidate_access:sign_in")


def test_a_candidate_is_a_stranger_among_officers(signed_in: Client) -> None:
    response = signed_in.get(reverse("centres:administer_exams"))

    assert response.status_code == 302
    assert reverse("account_login") in response["Location"]


def test_a_view_takes_two_statements(signed_in: Client, django_assert_num_queries: Any) -> None:
    signed_in.get(RESULTS)

    with django_assert_num_queries(2):
        signed_in.get(RESULTS)


def test_a_view_of_many_results_takes_two_statements(
    signed_in: Client, candidate: Candidate, django_assert_num_queries: Any
) -> None:
    for number in range(12):
        syllabus = builders.make_syllabus(f"97{number:02}", "ALEVEL", f"Subject {number}")
        if not candidate.entries.filter(syllabus=syllabus).exists():
            builders.make_result(builders.make_entry(candidate, syllabus))
    signed_in.get(RESULTS)

    with django_assert_num_queries(2):
        signed_in.get(RESULTS)


def test_the_first_view_of_results_is_recorded_once(signed_in: Client, candidate: Candidate) -> None:
    signed_in.get(RESULTS)
    first = Credential.objects.get(candidate=candidate).first_seen_results_at
    signed_in.get(RESULTS)

    assert first is not None
    assert Credential.objects.get(candidate=candidate).first_seen_results_at == first


def test_a_view_before_anything_is_released_is_not_recorded(signed_in: Client, candidate: Candidate) -> None:
    builders.make_release(candidate.series, "ALEVEL", builders.in_the_future())

    signed_in.get(RESULTS)

    assert Credential.objects.get(candidate=candidate).first_seen_results_at is None


def test_withdrawn_access_acts_on_the_next_request(signed_in: Client) -> None:
    AccessSettings.objects.update(status=Status.NONE)

    assert signed_in.get(RESULTS).status_code == 302


def test_a_page_is_kept_nowhere(signed_in: Client) -> None:
    response = signed_in.get(RESULTS)

    assert response["Cache-Control"] == "no-store, private"
    assert "ETag" not in response


def test_posting_to_the_page_is_refused(signed_in: Client) -> None:
    assert signed_in.post(RESULTS).status_code == 405


def test_a_correction_after_the_release_says_when(signed_in: Client, candidate: Candidate) -> None:
    moment = datetime.now(UTC) - timedelta(hours=2)
    Result.objects.filter(entry__candidate=candidate).update(corrected_at=moment)

    assert text_of(signed_in).count("Corrected on") == 1


def test_names_of_any_script_set_their_own_direction(signed_in: Client, candidate: Candidate) -> None:
    Candidate.objects.filter(pk=candidate.pk).update(given_names="نشوة", family_name="مهنا")

    assert '<p class="who-name" dir="auto">نشوة مهنا</p>' in text_of(signed_in)


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "{{ page }}", "O'Neill & Söhne"])
def test_names_are_only_ever_text(signed_in: Client, candidate: Candidate, name: str) -> None:
    Candidate.objects.filter(pk=candidate.pk).update(given_names=name)

    assert "<script>alert" not in text_of(signed_in)


def test_a_candidate_without_entries_is_told_so(signed_in: Client, candidate: Candidate) -> None:
    candidate.entries.all().delete()

    assert "no subjects on file for you" in text_of(signed_in)


def correct(candidate: Candidate, staff: User, grade: str, mark: int, *, cause: str = "") -> None:
    """Staff correct 9709 in the administration."""
    result = Result.objects.get(entry__candidate=candidate, entry__syllabus__code="9709")
    sent = {"grade": grade, "percentage_uniform_mark": str(mark), "cause": cause}
    sign_in(Client(), staff).post(f"/admin/candidates/result/{result.pk}/change/", sent)
    result.refresh_from_db()
    assert result.grade == grade


def test_a_corrected_grade_says_what_it_was(signed_in: Client, candidate: Candidate, staff: User) -> None:
    correct(candidate, staff, "A", 84)
    assert "Was B(b), now A(a)" in text_of(signed_in)

    correct(candidate, staff, "A*", 91)
    page = text_of(signed_in)
    assert "Was A(a), now A*(a*)" in page
    assert "B(b)" not in page

    correct(candidate, staff, "A*", 95)
    assert "Was " not in text_of(signed_in)
    assert "Corrected on" in text_of(signed_in)


def test_a_correction_says_why_where_staff_said_so(signed_in: Client, candidate: Candidate, staff: User) -> None:
    correct(candidate, staff, "A", 84, cause=Cause.REVIEW)
    assert re.search(
        r"Was B\(b\), now A\(a\)</span>\. Corrected on [^<]* after a review of marking", text_of(signed_in)
    )

    correct(candidate, staff, "A*", 91, cause=Cause.MISTAKE)
    page = text_of(signed_in)
    assert "because a mistake was found" in page
    assert "review of marking" not in page

    correct(candidate, staff, "A", 84)
    assert "because" not in text_of(signed_in)


def test_why_it_was_changed_before_the_release_is_never_told(
    signed_in: Client, candidate: Candidate, staff: User
) -> None:
    Release.objects.update(releases_at=builders.in_the_future())
    correct(candidate, staff, "A", 84, cause=Cause.REVIEW)
    Release.objects.update(releases_at=builders.in_the_past())

    page = text_of(signed_in)
    assert "<strong>84</strong>" in page
    assert "review of marking" not in page


def test_what_was_changed_before_the_release_or_while_it_was_held_isnt_told(
    signed_in: Client, candidate: Candidate, staff: User
) -> None:
    Release.objects.update(releases_at=builders.in_the_future())
    correct(candidate, staff, "A", 84)
    Release.objects.update(releases_at=builders.in_the_past())
    assert "Was " not in text_of(signed_in)

    held = place(kind=Hold.Kind.HOLD, scope=Scope(series=candidate.series), reason="x", by=staff)
    correct(candidate, staff, "A*", 91)
    Hold.objects.filter(pk=held.pk).update(ended_at=timezone.now(), ended_by=staff)
    page = text_of(signed_in)
    assert "Corrected on" in page
    assert "Was " not in page
    assert "A(a)" not in page
