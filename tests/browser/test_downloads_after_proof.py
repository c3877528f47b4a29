"""After the proof the browser is on the page where it was, and the file comes by itself, with scripts and without."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser import people
from tests.browser.visitor import Visitor
from tests.support.demonstration import Demonstration, manage

Visit = Callable[..., Visitor]
EMAIL = "officer@merid.example"
# Whoever is signed in proved it long ago.
LONG_AGO = """
from importlib import import_module
from django.conf import settings
from django.contrib.sessions.models import Session
for key in Session.objects.values_list("session_key", flat=True):
    session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    proofs = session.get("account_authentication_methods", [])
    session["account_authentication_methods"] = [{**proof, "at": 0} for proof in proofs]
    session.save()
"""


@pytest.mark.parametrize("scripts", [True, False])
def test_a_download_begins_by_itself(visit: Visit, service: Demonstration, *, scripts: bool) -> None:
    officer = visit(java_script_enabled=scripts)
    page = officer.page
    people.officer_signs_in(officer, service, EMAIL)
    people.officer_opens(officer, centre="PK207", series="june-2027")
    people.officer_sets_status(officer, "All candidates")
    expect(page.get_by_role("link", name="Download letters")).to_be_visible(timeout=people.MADE_WITHIN)
    officer.clicks("link", "View candidates")
    page.get_by_role("textbox", name="Find a candidate").fill("0008")
    officer.clicks("button", "Find")
    here = page.url
    manage(service, "shell", "-c", LONG_AGO)

    page.get_by_role("link", name="Print letter of 0008").click()
    page.get_by_label("Password", exact=True).fill(service.log_ins[EMAIL])
    with page.expect_download() as download:
        page.get_by_role("button", name="Continue").click()

    assert [letter.text.count("0008") > 0 for letter in people.read_pdf(download.value.path().read_bytes())] == [True]
    assert page.url == here
    expect(page.get_by_text("Your download begins now.")).to_be_visible()
    assert people.read_pdf(officer.downloads("download it here"))
