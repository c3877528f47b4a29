"""Which address a request came from."""

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from results_portal.audit import request_address


class RequestOrigin:
    """Tells the audit trail the address that the request came from."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        token = request_address.set(client_address(request))
        try:
            return self.get_response(request)
        finally:
            request_address.reset(token)


def client_address(request: HttpRequest) -> str:
    """The client's address, believing as many proxies as `TRUSTED_PROXIES` says stand in front, and no more."""
    direct = str(request.META.get("REMOTE_ADDR", ""))
    if not settings.TRUSTED_PROXIES:
        return direct
    chain = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if len(chain) < settings.TRUSTED_PROXIES:
        return direct
    return without_port(chain[-settings.TRUSTED_PROXIES]) or direct


def without_port(text: str) -> str:
    """The address in `text`, which may have a port, and brackets around IPv6; "" where there is none.

    Some proxies write the port of each connection: with it, every try would come from an address of its own.
    """
    bare = text
    if text.startswith("["):
        bare = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        bare = text.partition(":")[0]
    # A zone names a network card of the proxy's.
    bare = bare.partition("%")[0]
    try:
        return ip_address(bare).compressed
    except ValueError:
        return ""
