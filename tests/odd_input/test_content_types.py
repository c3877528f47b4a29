"""Content types that nobody can read, given to the application as gunicorn does: Django reads them before all else."""

from io import BytesIO
from typing import Any

import pytest
from django.test import RequestFactory

from results_portal.wsgi import application

REFUSED = [
    "text/plain; charset=hex",
    "text/html; charset=utf-7",
    "multipart/form-data; boundary=x; charset=utf-16",
    "multipart/form-data; boundary=x; charset=klingon",
    "application/x-www-form-urlencoded; charset=rot13",
    "\xff;=;;charset",
    "text/plain; a*=klingon''b",
    "text/plain; charset=" + "x" * 20_000,
    'text/plain; charset="\x00"',
]
READ = ["", "text/plain", "multipart/form-data", "application/x-www-form-urlencoded; charset=UTF-8"]


def status_of(content_type: str, method: str = "GET") -> str:
    """What the application answers to a request for a page with a question in its address."""
    said: list[str] = []

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        said.append(status)

    about = {"PATH_INFO": "/results/check/", "QUERY_STRING": "code=a%00%FF", "REQUEST_METHOD": method}
    more = {"CONTENT_TYPE": content_type, "CONTENT_LENGTH": "3"}
    environ = RequestFactory().get("/").environ | about | more
    response: Any = application({**environ, "wsgi.input": BytesIO(b"a=b")}, start_response)
    response.close()
    return said[0]


@pytest.mark.parametrize("content_type", REFUSED)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_cannot_be_read_is_refused(db: None, content_type: str, method: str) -> None:
    assert status_of(content_type, method) == "400 Bad Request"


@pytest.mark.parametrize("content_type", READ)
def test_everything_else_is_read(db: None, content_type: str) -> None:
    assert status_of(content_type) == "200 OK"
