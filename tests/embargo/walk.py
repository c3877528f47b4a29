"""Every address of the service, read from the URLconf, filled in with what there is in the database."""

import re
from collections.abc import Iterator, Mapping

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern

from candidates.models import Candidate, Result
from centres.models import Invitation, Membership, User

CONVERTED = re.compile(r"<(?:\w+:)?(\w+)>")
# A text that matches, for each regular expression of the URLconf. A new expression needs one here.
MATCHING = {
    r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "password/reset/key/1-set-password/",
    r"^confirm-email/(?P<key>[-:\w]+)/$": "confirm-email/abc/",
    r"(?P<url>.*)$": "nowhere/",
}
APP_LABELS = r"^(?P<app_label>"


class NoArgument(Exception):
    """An address has a part for which the walk knows no value: say in `values` what to put there."""

    def __init__(self, name: str, route: str) -> None:
        super().__init__(f"nothing to put in the place of <{name}> in {route}: add it to tests/embargo/walk.py")


def paths() -> list[str]:
    """A path for each entry of the URLconf; several for the admin's list of an app. Raises `NoArgument`."""
    walked = _walk(get_resolver().url_patterns, "", "/", values())
    return list(dict.fromkeys(walked))


def values() -> Mapping[str, object]:
    """What stands in addresses, by the name that it has there."""
    invitation = Invitation.objects.first()
    return {
        "centre_number": "PK123",
        "series_slug": "november-2026",
        "number": Candidate.objects.earliest("pk").number,
        "key": Membership.objects.earliest("pk").pk if Membership.objects.exists() else 1,
        "invitation": invitation.pk if invitation else 1,
        "token": "a-token-that-nobody-was-given",
        "pk": 1,
        "rest": "anything",
        "code": "MERID",
        "id": User.objects.earliest("pk").pk if User.objects.exists() else 1,
        "content_type_id": ContentType.objects.get_for_model(Result).pk,
    }


def _walk(
    patterns: list[URLPattern | URLResolver], routes: str, path: str, known: Mapping[str, object]
) -> Iterator[str]:
    for entry in patterns:
        route = str(entry.pattern)
        for part in _filled(entry, route, routes + route, known):
            if isinstance(entry, URLResolver):
                yield from _walk(entry.url_patterns, routes + route, path + part, known)
            else:
                yield path + part


def _filled(entry: URLPattern | URLResolver, route: str, whole: str, known: Mapping[str, object]) -> list[str]:
    if not isinstance(entry.pattern, RegexPattern):
        return [CONVERTED.sub(lambda found: _value(found[1], whole, known), route)]
    if route.startswith(APP_LABELS):
        return [f"{label}/" for label in sorted({model._meta.app_label for model in admin.site._registry})]
    if route not in MATCHING:
        raise NoArgument("an expression", whole)
    return [MATCHING[route]]


def _value(name: str, route: str, known: Mapping[str, object]) -> str:
    if name == "object_id":
        return str(_object_id(route))
    if name not in known:
        raise NoArgument(name, route)
    return str(known[name])


def _object_id(route: str) -> object:
    """The key of the first object of the admin's model that this address is about; of results for none of them."""
    found = [model for model in admin.site._registry if f"admin/{model._meta.label_lower.replace('.', '/')}/" in route]
    model: type[Model] = found[0] if found else Result
    # The newest result is one of those that differ.
    first = model._default_manager.order_by("-pk" if model is Result else "pk").first()
    return first.pk if first else 1
