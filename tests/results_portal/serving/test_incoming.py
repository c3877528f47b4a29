"""When a request is whole, and what is refused before it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from results_portal.serving.incoming import LARGEST_BODY, LARGEST_HEAD, IncomingRequest, Refusal, Refused

FORM = b"POST /results/sign-in/ HTTP/1.1\r\nHost: a\r\nContent-Length: 7\r\n\r\na=b&c=d"


def received(*pieces: bytes) -> IncomingRequest:
    request = IncomingRequest(deadline=0)
    for piece in pieces:
        request.add(piece)
    return request


@given(st.integers(1, len(FORM) - 1))
def test_a_form_is_whole_with_its_last_byte_however_it_is_cut(place: int) -> None:
    request = received(FORM[:place])
    assert not request.is_whole

    request.add(FORM[place:])
    assert request.is_whole
    assert bytes(request.received) == FORM


def test_a_request_without_a_body_is_whole_with_its_head() -> None:
    assert received(b"GET / HTTP/1.1\r\nHost: a\r\n", b"\r\n").is_whole


def test_what_follows_is_kept_for_the_next_request() -> None:
    request = received(FORM + b"GET /")

    assert request.is_whole
    assert bytes(request.received).endswith(b"GET /")


@pytest.mark.parametrize(
    ("head", "refusal"),
    [
        (f"Content-Length: {LARGEST_BODY + 1}", Refusal.LARGE_BODY),
        ("Transfer-Encoding: chunked", Refusal.NO_LENGTH),
        ("transfer-encoding : gzip, chunked\r\nContent-Length: 3", Refusal.NO_LENGTH),
        (f"X-More: {'a' * LARGEST_HEAD}", Refusal.LARGE_HEAD),
    ],
)
def test_what_no_page_takes_is_refused_at_its_head(head: str, refusal: Refusal) -> None:
    with pytest.raises(Refused) as refused:
        received(f"POST /results/sign-in/ HTTP/1.1\r\n{head}\r\n\r\n".encode())

    assert refused.value.refusal is refusal
    assert refusal.answer.startswith(f"HTTP/1.1 {refusal.value}\r\nConnection: close\r\n".encode())


def test_a_head_without_an_end_is_refused_in_time() -> None:
    with pytest.raises(Refused):
        received(*[b"a" * 1_000] * (LARGEST_HEAD // 1_000 + 2))


@pytest.mark.parametrize("lengths", ["Content-Length: 3\r\nContent-Length: 4", "Content-Length: many"])
def test_lengths_that_make_no_sense_are_left_to_the_parser(lengths: str) -> None:
    """It refuses them; nobody waits for such a body."""
    assert received(f"POST / HTTP/1.1\r\n{lengths}\r\n\r\n".encode()).is_whole


def test_a_client_that_waits_for_a_word_is_told_to_go_on() -> None:
    head = b"POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n"

    assert received(head).expects_continue
    assert not received(head + b"abc").expects_continue
