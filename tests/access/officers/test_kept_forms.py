"""Nothing typed is lost: a form sent after session or proof ran out comes back filled in, to be sent by hand."""

import re
import time

import pytest
from django.conf import settings
from django.test import Client

from access.models import AccessSettings, Status
from candidates.models import Candidate, Series
from centres.accounts import session_timeout
from centres.accounts.kept_forms import store
from centres.accounts.kept_forms.views import BACK, KEPT
from centres.models import Centre, KeptForm, User
from results_portal.models import AuditEntry
from tests.support import builders
from tests.support.giving import PAGE, enter, save, selected, typed
from tests.support.signed_in import prove, sign_in

STATUS = f"{PAGE}status/"
CANDIDATES = f"{PAGE}candidates/"
FILLED_IN = typed(
    status="selected",
    candidates=["0001", "0003"],
    contact_name="Amna Malik",
    contact_telephone="",
    contact_email="a@pk123.example",
)

pytestmark = pytest.mark.django_db


def long_idle(client: Client) -> None:
    """The officer went to lunch with the page open."""
    session = client.session
    session[session_timeout.SEEN] = time.time() - settings.OFFICER_IDLE_SECONDS - 1
    session.save()


def without_session(client: Client) -> None:
    """The session's cookie is gone; the browser's other cookies are still there."""
    del client.cookies[settings.SESSION_COOKIE_NAME]


def ticks(page: str) -> list[str]:
    return re.findall(r'name="candidates" value="(\d{4})" checked', page)


@pytest.mark.parametrize("ends", [long_idle, without_session])
def test_edit_status_comes_back_filled_in_after_signing_in_again(
    ends: object, entered: list[Candidate], series: Series, centre: Centre, officer: User, officer_client: Client
) -> None:
    officer_client.get(STATUS)
    ends(officer_client)  # type: ignore[operator]

    refused = officer_client.post(STATUS, FILLED_IN)
    sign_in_page = officer_client.get(refused["Location"])

    assert refused["Location"] == f"/portal/accounts/login/?next={STATUS.replace('/', '%2F')}"
    assert KEPT in sign_in_page.content.decode()
    assert AccessSettings.objects.get_or_create(series=series, centre=centre)[0].status == Status.NONE

    page = sign_in(officer_client, officer).get(STATUS).content.decode()
    assert BACK in page
    assert 'value="selected" checked' in page or re.search(r'value="selected"[^>]*checked', page)
    assert 'value="Amna Malik"' in page
    assert 'value="a@pk123.example"' in page
    assert ticks(page) == ["0001", "0003"]
    assert selected(series, centre) == set()


def test_it_is_sent_by_hand_with_a_new_token(
    entered: list[Candidate], series: Series, centre: Centre, officer: User, officer_client: Client
) -> None:
    officer_client.get(STATUS)
    long_idle(officer_client)
    officer_client.post(STATUS, {**FILLED_IN, "csrfmiddlewaretoken": "an old one"})
    page = sign_in(officer_client, officer).get(STATUS).content.decode()

    assert "an old one" not in page
    assert officer_client.post(STATUS, FILLED_IN).status_code == 302
    assert selected(series, centre) == {"0001", "0003"}


def test_somebody_else_who_signs_in_at_the_browser_sees_nothing_of_it(
    entered: list[Candidate], centre: Centre, officer_client: Client
) -> None:
    officer_client.get(STATUS)
    long_idle(officer_client)
    officer_client.post(STATUS, FILLED_IN)
    colleague = builders.make_officer(centre, email="colleague@pk123.example")

    page = sign_in(officer_client, colleague).get(STATUS).content.decode()

    assert "Amna Malik" not in page
    assert ticks(page) == []


def test_a_form_from_elsewhere_is_not_kept(entered: list[Candidate], officer: User) -> None:
    """Without the form's token somebody else's page could fill in an officer's form."""
    browser = sign_in(Client(enforce_csrf_checks=True), officer)
    browser.get(STATUS)
    long_idle(browser)

    assert browser.post(STATUS, FILLED_IN).status_code == 403
    assert KeptForm.objects.count() == 0


def test_after_signing_out_the_browser_does_not_say_whose_form_it_was(
    entered: list[Candidate], officer_client: Client
) -> None:
    officer_client.get(STATUS)
    officer_client.post("/portal/accounts/logout/")
    officer_client.post(STATUS, FILLED_IN)

    assert KeptForm.objects.count() == 0


def test_ticks_under_view_candidates_come_back_after_proof(
    series: Series, centre: Centre, officer: User, officer_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "PROOF_FROM_CANDIDATES", 2)
    enter(series, centre, 4)
    before = save(series, centre, officer, Status.SELECTED, selection={"0004"})
    prove(officer_client, minutes_ago=60)
    bulk = {"action": "select", "scope": "ticked", "candidates": ["0001", "0002"], "version": before.version}

    asked = officer_client.post(CANDIDATES, bulk)
    assert asked["Location"].startswith("/portal/accounts/reauthenticate/")
    assert selected(series, centre) == {"0004"}

    page = prove(officer_client).get(CANDIDATES).content.decode()
    assert BACK in page
    assert ticks(page) == ["0001", "0002"]
    assert AuditEntry.objects.filter(action="change selection").count() == 0


def test_a_passphrase_is_not_kept(entered: list[Candidate], officer: User, officer_client: Client) -> None:
    """What was chosen beside it is."""
    officer_client.get(STATUS)
    long_idle(officer_client)
    officer_client.post(
        f"{PAGE}letters/with-passphrase/",
        {"form": "zip", "passphrase": "violet harbour-9", "again": "violet harbour-9"},
    )

    kept = store.take(accounts=store.names_of(officer), path=f"{PAGE}letters/with-passphrase/")
    assert kept is not None
    assert kept.dict() == {"form": "zip"}
