"""What a web process does before it takes requests, so that the first ones are no slower than those after them.

Addresses, templates, fonts and the queries of busy pages are made when they are first used, which takes a fresh process
some seconds: too long for those who come at the minute of a release, when processes are also exchanged. Each room
registers what only it can do beforehand. Nothing here keeps a process from serving: what fails is told in the log.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import get_template
from django.urls import get_resolver

logger = logging.getLogger(__name__)

Step = Callable[[], object]
_steps: dict[str, Step] = {}
_pages: list[Callable[[], str]] = []


def register(name: str, step: Step) -> None:
    """Have `step` done before the process serves. Called from an app's `ready()`."""
    _steps[name] = step


def register_page(address: Callable[[], str]) -> None:
    """Have the page at this address, with scheme and host, made once. It may be one that needs no sign-in alone."""
    _pages.append(address)


def warm_up(application: WSGIHandler) -> None:
    """Do all of it, each step whatever became of those before."""
    _guarded("addresses", _load_addresses)
    _guarded("templates", _load_templates)
    for name, step in _steps.items():
        _guarded(name, step)
    for page in _pages:
        _guarded("a page", partial(_visit, application, page))


def _guarded(name: str, step: Step) -> None:
    try:
        step()
    except Exception:
        logger.warning("a process serves without having made %s beforehand", name, exc_info=True)


def _load_addresses() -> None:
    resolver = get_resolver()
    _ = resolver.url_patterns, resolver.reverse_dict


def _load_templates() -> None:
    """The project's own, with what they extend; the process keeps them."""
    folders: list[Path] = settings.TEMPLATES[0]["DIRS"]  # type: ignore[assignment]
    for folder in folders:
        for file in sorted(Path(folder).rglob("*.html")):
            # The candidates' site finds none of the portal's, or not the tags that they use.
            with suppress(TemplateDoesNotExist, TemplateSyntaxError):
                get_template(file.relative_to(folder).as_posix())


def _visit(application: WSGIHandler, page: Callable[[], str]) -> None:
    """As a browser would, over https as far as the application can tell."""
    parts = urlsplit(page())
    environ: dict[str, Any] = {"HTTP_HOST": parts.netloc, "PATH_INFO": parts.path, "wsgi.url_scheme": parts.scheme}
    environ |= {"HTTP_X_FORWARDED_PROTO": parts.scheme, "REMOTE_ADDR": "127.0.0.1", "REQUEST_METHOD": "GET"}
    setup_testing_defaults(environ)
    response: Any = application(environ, lambda *_: None)  # type: ignore[arg-type]
    try:
        for _piece in response:
            pass
    finally:
        response.close()
