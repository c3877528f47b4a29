"""Refuses what says that it is written in anything but UTF-8, before anybody reads it.

Django reads the content type while it makes the request, before any middleware, and breaks down over some of them
(`charset=hex`, half a parameter). So this has two parts: `CharsetSafeWSGIHandler` replaces a content type that can't be
read, and `RequireUtf8` answers to it. Without the handler, ten cases of tests/odd_input/test_content_types.py fail.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import BadRequest
from django.core.handlers.wsgi import WSGIHandler
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.http import parse_header_parameters

from results_portal.web.uploads import upload_held

UTF8 = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})
UNREADABLE = "application/octet-stream; charset=unreadable"


class CharsetSafeWSGIHandler(WSGIHandler):
    """Django's own, which also answers to content types that nobody can read, and takes files in one piece."""

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:  # type: ignore[override]
        if not is_readable(environ.get("CONTENT_TYPE", "")):
            environ["CONTENT_TYPE"] = UNREADABLE
        with upload_held(environ):
            return super().__call__(environ, start_response)


class RequireUtf8:
    """Answers 400 to another charset, which no browser names for our pages, and finds no address with a NUL in it.

    In some of them half of a character can be said, which no page could be written with and no database keeps; others,
    such as `hex`, aren't about characters at all.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_readable(request.META.get("CONTENT_TYPE", "")):
            raise BadRequest("a charset other than UTF-8")
        # PostgreSQL takes no NUL in a text, so that looking something up by it would break.
        if "\x00" in request.path_info:
            raise Http404("no address holds a NUL character")
        return self.get_response(request)


def is_readable(content_type: str) -> bool:
    """Whether the header makes sense and names no charset, or UTF-8."""
    try:
        charset = parse_header_parameters(content_type)[1].get("charset", "utf-8")
    except (ValueError, LookupError):
        return False
    return charset.lower() in UTF8
