"""Refuses what says that it is written in anything but UTF-8, before anybody reads it."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.http.response import HttpResponseBase

UTF8 = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})


class ReadableRequests:
    """Answers 400 to another charset: no browser names one for our pages.

    In some of them half of a character can be said, which no page could be written with and no database keeps; others,
    such as `hex`, aren't about characters at all, and Django only notices while it decodes.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        charset = (request.content_params or {}).get("charset", "utf-8")
        if charset.lower() not in UTF8:
            raise BadRequest("a charset other than UTF-8")
        return self.get_response(request)
