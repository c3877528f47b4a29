"""How somebody comes in where a second step is asked of everybody: led through the set-up of an app or a passkey."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.conftest import SCREENS
from tests.browser.visitor import Visitor
from tests.centres.accounts.test_second_factor import code_for


def looks_on_both(visitor: Visitor) -> None:
    """The page as it is on a desk and on a phone."""
    usual = visitor.page.viewport_size
    for screen in SCREENS.values():
        visitor.page.set_viewport_size(screen["viewport"])
        visitor.looks()
    if usual:
        visitor.page.set_viewport_size(usual)


def has_heading(visitor: Visitor, text: str) -> None:
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text(text)


def fills(visitor: Visitor, **values: str) -> None:
    """Type into the fields with these labels (`Email_address` for "Email address")."""
    for label, value in values.items():
        visitor.page.get_by_role("textbox", name=label.replace("_", " "), exact=True).fill(value)


def comes_in(visitor: Visitor, address: str, *, who: str, password: str) -> None:
    """Ask for a page, sign in, and be led to the set-up of a second step."""
    visitor.page.goto(address)
    fills(visitor, Email_address=who, Password=password)
    visitor.page.get_by_role("button", name="Sign in", exact=True).click()
    has_heading(visitor, "Your account")


def sets_up_the_app(visitor: Visitor, *, looks: Callable[[Visitor], None] = Visitor.looks) -> None:
    """From the page to which whoever has no second step is led, back to the one that was wanted."""
    expect(visitor.page.get_by_text("Set up a second step first.")).to_be_visible()
    looks(visitor)
    visitor.page.get_by_role("link", name="Set up the app").click()
    looks(visitor)
    fills(visitor, Code=code_for(visitor.page.locator("code.secret").inner_text().replace(" ", "")))
    visitor.page.get_by_role("button", name="Turn it on").click()
    has_heading(visitor, "Recovery codes")
    looks(visitor)
    visitor.page.get_by_role("link", name="I have kept them").click()


def sets_up_a_key(visitor: Visitor) -> None:
    """The same with a passkey, which the browser itself plays."""
    session = visitor.page.context.new_cdp_session(visitor.page)
    session.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    kind |= {"hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": kind})
    visitor.page.get_by_role("link", name="Add a key").click()
    looks_on_both(visitor)
    fills(visitor, Name_of_the_key="The board's laptop")
    visitor.page.get_by_role("button", name="Add the key").click()
    has_heading(visitor, "Recovery codes")
    visitor.page.get_by_role("link", name="I have kept them").click()
