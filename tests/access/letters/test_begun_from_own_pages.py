"""A download begins from the service's own pages; a link or a script of another site gets no letter."""

import pytest
from django.test import Client

from letters.models import LetterBatch, LetterDownload
from tests.support.giving import PAGE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_store", "ready")]

NAMES = ["letters.pdf", "letters.zip", "letters/0001.pdf", "letters/register.pdf"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("site", "mode"),
    [("cross-site", "navigate"), ("same-site", "navigate"), ("same-origin", "cors"), ("cross-site", "no-cors")],
)
def test_another_site_gets_nothing_and_nothing_is_on_record(
    officer_client: Client, name: str, site: str, mode: str
) -> None:
    headers = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode}

    response = officer_client.get(f"{PAGE}{name}", headers=headers)

    assert (response.status_code, response["Content-Type"].partition(";")[0]) == (302, "text/html")
    assert not LetterDownload.objects.exists()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate"},
        {"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate"},
        {},
    ],
    ids=["a link of ours", "typed", "a browser that says nothing"],
)
def test_the_service_s_own_pages_and_older_browsers_get_the_file(
    ready: LetterBatch, officer_client: Client, name: str, headers: dict[str, str]
) -> None:
    response = officer_client.get(f"{PAGE}{name}", headers=headers)

    assert response.status_code == 200
    assert response["X-Accel-Buffering"] == "no"
    assert len(response.getvalue()) == int(response["Content-Length"])
