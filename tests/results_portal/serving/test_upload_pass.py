"""A larger body is taken at one address alone, and only with a pass that was made for staff."""

import time

import pytest
from django.core import signing
from django.test import RequestFactory

from results_portal.serving import upload_pass
from results_portal.serving.incoming import LARGEST_BODY, IncomingRequest, Refusal, Refused
from results_portal.serving.upload_pass import LARGEST_UPLOAD, PASS_SECONDS, PATH, holder_of, make_pass
from results_portal.web.uploads import may_send_files

LARGE = LARGEST_BODY + 1


def head(address: str, length: int = LARGE, method: str = "POST") -> bytes:
    return f"{method} {address} HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n".encode()


def received(data: bytes) -> IncomingRequest:
    request = IncomingRequest(deadline=0)
    request.add(data)
    return request


def too_old() -> str:
    signer = signing.TimestampSigner(sep=upload_pass.SEPARATOR, salt=upload_pass.SALT)
    signer.timestamp = lambda: signing.b62_encode(int(time.time()) - PASS_SECONDS - 60)  # type: ignore[method-assign]
    return signer.sign("7")


def test_with_a_pass_files_are_taken_up_to_their_limit() -> None:
    request = received(head(f"{PATH}?pass={make_pass(7)}", LARGEST_UPLOAD))

    assert request.is_upload
    assert not request.is_whole


@pytest.mark.parametrize(
    "address",
    [
        PATH,
        f"{PATH}?pass=",
        f"{PATH}?pass=7.1xWQrr.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "/admin/loads/?pass={good}",
        "/results/sign-in/?pass={good}",
        "/admin/loads/new/?a=b&pass={good}",
        f"{PATH}?pass={{old}}",
    ],
)
def test_without_one_or_elsewhere_nothing_larger_than_a_form_is(address: str) -> None:
    filled = address.format(good=make_pass(7), old=too_old())

    with pytest.raises(Refused) as refused:
        received(head(filled))

    assert refused.value.refusal is Refusal.LARGE_BODY


def test_a_pass_takes_no_more_than_the_limit() -> None:
    with pytest.raises(Refused):
        received(head(f"{PATH}?pass={make_pass(7)}", LARGEST_UPLOAD + 1))


def test_a_pass_is_for_the_one_it_was_made_for_and_for_an_hour() -> None:
    assert holder_of(make_pass(7)) == "7"
    assert holder_of(too_old()) == ""
    assert holder_of(make_pass(7).replace("7.", "8.", 1)) == ""


def test_an_address_holds_a_pass_as_it_is() -> None:
    """A browser would write other characters as %3A, and the web server reads the line as it comes."""
    assert set(make_pass(7)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-")


def test_the_service_looks_at_the_pass_as_well() -> None:
    factory = RequestFactory()

    assert may_send_files(factory.post(f"{PATH}?pass={make_pass(7)}"))
    assert not may_send_files(factory.post(PATH))
    assert not may_send_files(factory.get(f"{PATH}?pass={make_pass(7)}"))
    assert not may_send_files(factory.post(f"/admin/?pass={make_pass(7)}"))
