"""Who reaches the pages for giving access: their own centre's people, and nobody else by any method."""

import pytest
from django.test import Client

from access.models import AccessSettings
from candidates.models import Series
from centres.models import Centre, Role, User
from results_portal.models import AuditEntry
from tests.support.giving import enter, save, typed

PAGES = ["", "status/", "candidates/", "candidates.csv"]
METHODS = ["get", "head", "post", "put", "patch", "delete", "options"]
BODY = typed(candidates=["0001"], action="select", scope="found")


def ask(client: Client, method: str, address: str) -> int:
    status: int = getattr(client, method)(address, BODY if method == "post" else None).status_code
    return status


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("method", METHODS)
def test_another_centres_pages_are_not_found(
    *, method: str, page: str, series: Series, other_centre: Centre, other_officer: User, officer_client: Client
) -> None:
    enter(series, other_centre, 1)
    before = save(series, other_centre, other_officer).version
    entries = AuditEntry.objects.exclude(action="refuse request").count()

    status = ask(officer_client, method, f"/portal/AE310/november-2026/{page}")

    assert status in {404, 405}
    downloads = method == "head" and page == "candidates.csv"
    if (method in {"get", "head"} and not downloads) or (method == "post" and page in {"status/", "candidates/"}):
        assert status == 404
    assert AccessSettings.objects.get().version == before
    assert AuditEntry.objects.exclude(action="refuse request").count() == entries


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("place", ["XX999/november-2026", "PK123/june-1999", "pk123/november-2026"])
def test_a_centre_or_series_that_is_none_is_not_found(
    place: str, page: str, series: Series, centre: Centre, officer_client: Client
) -> None:
    assert officer_client.get(f"/portal/{place}/{page}").status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_a_centre_without_the_service_has_no_such_pages(
    page: str, series: Series, centre: Centre, officer_client: Client
) -> None:
    Centre.objects.update(results_service=False)

    assert officer_client.get(f"/portal/PK123/november-2026/{page}").status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_an_associates_officer_reaches_an_attached_centre(
    page: str, series: Series, other_centre: Centre, associate_officer: User, client: Client
) -> None:
    client.force_login(associate_officer)

    assert client.get(f"/portal/AE310/november-2026/{page}").status_code == 200


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_whoever_is_signed_out_is_asked_to_sign_in(
    method: str, page: str, series: Series, centre: Centre, client: Client
) -> None:
    response = getattr(client, method)(f"/portal/PK123/november-2026/{page}")

    assert response.status_code == 302
    assert response["Location"].startswith("/portal/accounts/login/")


@pytest.mark.parametrize("role", [Role.RESULTS_VIEWER, Role.HEAD])
def test_who_may_only_look_changes_nothing(
    role: Role, series: Series, centre: Centre, officer: User, officer_client: Client
) -> None:
    enter(series, centre, 1)
    officer.memberships.update(role=role)

    answers = {page: ask(officer_client, "post", f"/portal/PK123/november-2026/{page}") for page in PAGES}

    assert answers == {"": 405, "status/": 403, "candidates/": 403, "candidates.csv": 405}
    assert not AccessSettings.objects.exists()
