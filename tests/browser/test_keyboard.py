"""The main path with the keyboard alone, and with the place of the focus always to be seen."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser import people
from tests.browser.visitor import Visitor
from tests.support.demonstration import Demonstration

MOST_STEPS = 120
# What a screen reader would say of the element that has the focus, more or less, and whether the focus can be seen.
FOCUSED = """() => {
    const element = document.activeElement;
    const labels = [...(element.labels ?? [])].map(label => label.innerText);
    const style = getComputedStyle(element);
    const marked = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    return [[element.getAttribute("aria-label"), ...labels, element.innerText].filter(Boolean).join(" ").trim(),
            marked || style.boxShadow !== "none"];
}"""


def focused(visitor: Visitor) -> str:
    """What the focus is on; it has to be visible."""
    name, visible = visitor.page.evaluate(FOCUSED)
    assert visible, f"nothing shows that the focus is on {name!r} at {visitor.page.url}"
    return str(name)


def tab_to(visitor: Visitor, name: str) -> None:
    """Press Tab until the focus is on what begins with `name`."""
    passed = []
    for _ in range(MOST_STEPS):
        visitor.page.keyboard.press("Tab")
        passed.append(focused(visitor))
        if passed[-1].startswith(name):
            return
    raise AssertionError(f"{name!r} can't be reached at {visitor.page.url}: {passed}")


def types(visitor: Visitor, name: str, text: str) -> None:
    tab_to(visitor, name)
    visitor.page.keyboard.type(text)


def enters(visitor: Visitor, name: str) -> None:
    """Go to a link or a button, press Enter, and look at the page that comes."""
    tab_to(visitor, name)
    before = visitor.page.url
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url(lambda url: url != before)
    visitor.looks()


def test_the_first_step_leads_past_the_menu(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    visitor.goes_to("/portal/")

    visitor.page.keyboard.press("Tab")

    assert focused(visitor) == "Skip to the content"


def test_officer_and_candidate_need_no_mouse(visit: Callable[..., Visitor], service: Demonstration) -> None:
    officer = visit()
    officer.goes_to("/portal/")
    types(officer, "Email address", "officer@merid.example")
    types(officer, "Password", service.log_ins["officer@merid.example"])
    enters(officer, "Sign in")
    officer.goes_to("/portal/PK207/june-2026/")
    enters(officer, "Edit status")
    tab_to(officer, "No candidates")
    officer.page.keyboard.press("ArrowDown")
    assert focused(officer).startswith("All candidates")
    tab_to(officer, "We will deal with queries")
    officer.page.keyboard.press("Space")
    for label, value in people.CONTACT.items():
        types(officer, label, value)
    enters(officer, "Confirm")
    expect(officer.page.get_by_role("link", name="Download letters")).to_be_visible(timeout=people.MADE_WITHIN)
    tab_to(officer, "Download letters")
    with officer.page.expect_download() as download:
        officer.page.keyboard.press("Enter")
    letters = people.read_pdf(download.value.path().read_bytes())
    assert len(letters) == 4

    candidate = visit()
    candidate.goes_to("/results/sign-in/")
    types(candidate, "Username", letters[1].username)
    types(candidate, "Password", letters[1].password)
    enters(candidate, "Sign in")
    expect(candidate.page.locator(".released .card-code")).to_have_text(["9093", "9701"])
    enters(candidate, "Sign out")
