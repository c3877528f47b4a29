"""Whatever arrives at the forms, a person gets an answer: never a server error, never half a change."""

import contextlib
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from access.models import AccessSettings
from candidates.models import Candidate, Series
from centres.models import Centre, User
from tests.support.giving import PAGE, save, typed

ANSWERS = {200, 302, 404}
NASTY = st.sampled_from(
    ["\x00", "\ud800", "\udfff", "\u202e", "\r\n", "\ufffd", "none", "all", "0001", "é", "1e9", "-1"]
)
TEXTS = st.lists(NASTY | st.text(st.characters(exclude_categories=[]), max_size=8), max_size=4).map("".join)
URLENCODED = "application/x-www-form-urlencoded"


@contextlib.contextmanager
def undone() -> Iterator[None]:
    """Takes back what happens inside, so that each example begins with the same data."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def encoded(pairs: list[tuple[str, str]]) -> bytes:
    """The fields as a browser sends them, lone halves of characters as the bytes that they would have."""
    return urlencode(pairs, encoding="utf-8", errors="surrogatepass").encode()


def pairs_of(names: list[str]) -> st.SearchStrategy[list[tuple[str, str]]]:
    return st.lists(st.tuples(st.sampled_from(names), TEXTS), max_size=10)


anything = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@anything
@given(pairs=pairs_of([*typed(), "candidates"]))
def test_edit_status_answers_whatever_it_gets(
    pairs: list[tuple[str, str]], entered: list[Candidate], officer_client: Client
) -> None:
    with undone():
        response = officer_client.post(f"{PAGE}status/", encoded(pairs), content_type=URLENCODED)
        assert response.status_code in ANSWERS


@anything
@given(name=st.sampled_from([*typed(), "candidates"]), value=TEXTS)
def test_edit_status_with_one_field_spoilt(
    name: str, value: str, entered: list[Candidate], officer_client: Client
) -> None:
    fields = {**typed(status="selected", candidates="0001"), name: value}
    with undone():
        response = officer_client.post(f"{PAGE}status/", encoded(list(fields.items())), content_type=URLENCODED)
        assert response.status_code in ANSWERS


FILTERS = ["q", "qualification", "syllabus", "group", "state", "activity", "page"]


@anything
@given(pairs=pairs_of(FILTERS))
def test_view_candidates_and_its_export_answer_whatever_is_looked_for(
    pairs: list[tuple[str, str]], entered: list[Candidate], officer_client: Client
) -> None:
    query = encoded(pairs).decode()
    with undone():
        assert officer_client.get(f"{PAGE}candidates/?{query}").status_code == 200
        assert officer_client.get(f"{PAGE}candidates.csv?{query}").status_code == 200


@anything
@given(pairs=pairs_of([*FILTERS, "action", "scope", "candidates", "version"]))
def test_view_candidates_answers_whatever_is_asked_for(
    *,
    pairs: list[tuple[str, str]],
    entered: list[Candidate],
    series: Series,
    centre: Centre,
    officer: User,
    officer_client: Client,
) -> None:
    with undone():
        save(series, centre, officer)
        response = officer_client.post(f"{PAGE}candidates/", encoded(pairs), content_type=URLENCODED)
        assert response.status_code in ANSWERS


def test_a_lone_half_of_a_character_in_another_charset(entered: list[Candidate], officer_client: Client) -> None:
    """UTF-7 can say what UTF-8 can't: half of a character, which no page could be written with."""
    body = b'--x\r\nContent-Disposition: form-data; name="contact_name"\r\n\r\n+2AA-\r\n--x--\r\n'

    response = officer_client.post(
        f"{PAGE}status/", body, content_type="multipart/form-data; boundary=x; charset=utf-7"
    )

    assert response.status_code in {200, 400}


@pytest.mark.parametrize("name", ["status", "contact_name", "contact_telephone", "contact_email", "version"])
def test_a_field_of_a_megabyte(name: str, entered: list[Candidate], officer_client: Client) -> None:
    response = officer_client.post(f"{PAGE}status/", typed(**{name: "7" * 1_000_000}))

    assert response.status_code == 200
    assert name in response.context["form"].errors
    assert not AccessSettings.objects.exists()
