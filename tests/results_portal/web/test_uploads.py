"""What an upload leaves behind in the web process."""

from typing import Any

import pytest
from django.test import RequestFactory

from results_portal.serving.upload_pass import PATH, make_pass
from results_portal.web.charset import CharsetSafeWSGIHandler
from results_portal.web.uploads import upload_held


def environ_of(address: str) -> dict[str, Any]:
    """A form with a file, as the web server hands it over."""
    return RequestFactory().post(address, {"encoding": "windows-1252"}, secure=True).environ


@pytest.mark.django_db
def test_the_body_of_an_upload_is_let_go_of_with_its_answer() -> None:
    """A request and its file handlers refer to each other: its 64 MB stayed in memory, upload after upload."""
    environ = environ_of(f"{PATH}?pass={make_pass(7)}")
    answered: list[str] = []

    CharsetSafeWSGIHandler()(environ, lambda status, _headers: answered.append(status)).close()  # type: ignore[attr-defined]

    assert answered
    assert environ["wsgi.input"].closed


def test_an_upload_is_read_in_one_piece_and_another_form_as_it_comes() -> None:
    upload, form = environ_of(PATH), environ_of("/admin/")
    as_it_came = form["wsgi.input"]

    with upload_held(upload), upload_held(form):
        assert b"windows-1252" in upload["wsgi.input"].getvalue()
        assert form["wsgi.input"] is as_it_came
