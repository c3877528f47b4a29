"""An Associate's way in a real browser: invitation, second step, control room, many centres at once, one taken away."""

import csv
import email
import os
import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import own_database
from tests.browser.guided import comes_in, fills, has_heading, looks_on_both, sets_up_a_key, sets_up_the_app
from tests.browser.visitor import Visitor
from tests.support import demonstration
from tests.support.demonstration import Demonstration

Visit = Callable[..., Visitor]

CENTRES = [f"AA{number:03}" for number in range(40)]
# The centre that is taken away has so many candidates that its letters take seconds; jobs of small ones come first.
GOING, MANY = "AA039", 3_000
ROOM = "/portal/associate/MERID/november-2026/"
OURS = f"{ROOM}?q=school+aa"
PLACE = f"/portal/{GOING}/november-2026/"
STAFF = "staff@board.example"
HEAD, OFFICER = "head@aa039.example", "sara.malik@aa039.example"
PASSWORD = "seven lamps on a quiet river"
ENDED_WITHIN = 90_000


def write_rows(file: Path, rows: list[list[str]], *, instead: bool = False) -> None:
    """Put rows behind those that the file has, or in their place."""
    with file.open(encoding="utf-8", newline="") as before:
        header, *others = csv.reader(before)
    with file.open("w", encoding="utf-8", newline="") as after:
        csv.writer(after, lineterminator="\n").writerows([header, *([] if instead else others), *rows])


def write_centres(folder: Path) -> None:
    """Forty centres of the Associate, and PK123, which is nobody's."""
    places = [["PK123", "Ravi Grammar School", "Pakistan", "Asia/Karachi", "", "yes"]]
    places += [[number, f"School {number}", "Pakistan", "Asia/Karachi", "MERID", "yes"] for number in CENTRES]
    write_rows(folder / "centres.csv", places, instead=True)
    roll = [
        (number, f"{candidate:04}")
        for number in CENTRES
        for candidate in range(1, (MANY if number == GOING else 2) + 1)
    ]
    people = [["November 2026", number, one, "Rahman", f"Amina {one}", "2009-05-04", "", "11A"] for number, one in roll]
    write_rows(folder / "candidates.csv", people)
    write_rows(folder / "entries.csv", [["November 2026", number, one, "0410", "BX"] for number, one in roll])


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    """A service that asks everybody for a second step, and the head of the centre that goes."""
    folder, state = tmp_path_factory.mktemp("series"), tmp_path_factory.mktemp("service")
    releases = {"IGCSE": datetime.now(UTC) + timedelta(days=60)}
    demonstration.write_series(folder, name="November 2026", numbers={}, releases=releases)
    write_centres(folder)
    with (
        own_database(f"associate_{os.getpid()}") as database,
        demonstration.running(state, "--data", str(folder), REQUIRE_TWO_FACTOR="true", **database) as started,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("OFFICER_PASSWORD", PASSWORD)
        demonstration.manage(started, "create_officer", HEAD, "--centre", GOING, "--role", "head")
        yield started


def invitation_in(started: Demonstration) -> str:
    """The path of the link in the e-mail to the invited person."""
    for file in sorted((started.state / "mail").iterdir()):
        for message in re.split(r"^-{70,}$", file.read_text(encoding="utf-8"), flags=re.MULTILINE):
            letter = email.message_from_string(message.lstrip())
            found = re.search(r"/portal/invitations/[\w-]{43}/", bytes(letter.get_payload(decode=True) or b"").decode())
            if letter["To"] == OFFICER and found:
                return found[0]
    raise AssertionError("no invitation was sent")


def test_from_an_invitation_to_a_centre_that_is_taken_away(visit: Visit, service: Demonstration) -> None:
    head, officer, associate, staff = visit(), visit("phone"), visit(), visit()
    head_invites(head)
    officer_accepts(officer, invitation_in(service))
    associate_previews(associate, service.log_ins["officer@merid.example"])
    staff_open_the_centre(staff, service)

    # The centre is detached while its letters are being made.
    associate.page.get_by_role("button", name="Confirm").click()
    has_heading(associate, "What has changed")
    looks_on_both(associate)
    waits_for_letters_being_made(associate)
    staff.page.get_by_role("button", name="Save", exact=True).click()
    expect(staff.page.get_by_text("was changed successfully")).to_be_visible()

    # With the next request it is gone for the Associate.
    gone = [PLACE, f"{PLACE}status/", f"{PLACE}letters.pdf", f"{ROOM}letters.zip?scope=ticked&centres={GOING}"]
    assert [associate.page.request.get(address).status for address in gone] == [404] * 4
    associate.goes_to(f"{ROOM}?q={GOING}")
    expect(associate.page.get_by_text("No centre fits all of that.")).to_be_visible()
    associate.goes_to(OURS)
    expect(associate.page.get_by_text("39 found of 40 centres")).to_be_visible()

    # Its own officer has it still, and its letters come to their end; its head reads who detached it.
    officer.page.goto(PLACE)
    expect(officer.page.get_by_role("link", name="Download letters")).to_be_visible(timeout=ENDED_WITHIN)
    looks_on_both(officer)
    expect(officer.page.get_by_text("also acts for it")).not_to_be_visible()
    head.page.goto(f"/portal/{GOING}/audit/")
    looks_on_both(head)
    expect(head.page.get_by_text("detached the centre from MERID Meridian Schools Partnership")).to_be_visible()

    staff_come_again(staff, service)


def head_invites(head: Visitor) -> None:
    """The head of a centre sets up a phone and invites the centre's exams officer."""
    comes_in(head, f"/portal/{GOING}/members/", who=HEAD, password=PASSWORD)
    sets_up_the_app(head, looks=looks_on_both)
    has_heading(head, "Members")
    looks_on_both(head)
    head.page.get_by_role("link", name="Invite somebody").click()
    looks_on_both(head)
    fills(head, Email_address=OFFICER)
    head.page.get_by_role("radio", name="Exams officer").check()
    head.page.get_by_role("button", name="Send the invitation").click()
    expect(head.page.get_by_text(f"We are sending {OFFICER} a link")).to_be_visible()
    looks_on_both(head)


def officer_accepts(officer: Visitor, link: str) -> None:
    """She may open the link twice, chooses a password, sets up her phone; then the link is used up."""
    officer.page.goto(link)
    officer.page.goto(link)
    has_heading(officer, f"You are invited to act for School {GOING}")
    looks_on_both(officer)
    fills(officer, Your_name="Sara Malik", Password=PASSWORD, Password_again=PASSWORD)
    officer.page.get_by_role("button", name="Accept").click()
    expect(officer.page.get_by_text("Your account is ready.")).to_be_visible()
    assert officer.page.request.get(link).status == 404
    comes_in(officer, PLACE, who=OFFICER, password=PASSWORD)
    sets_up_the_app(officer)
    has_heading(officer, "Candidate Results Website")
    expect(officer.page.get_by_text("also acts for it")).to_be_visible()


def associate_previews(associate: Visitor, password: str) -> None:
    """The Associate's officer finds forty centres and asks what setting them up would change."""
    comes_in(associate, OURS, who="officer@merid.example", password=password)
    sets_up_the_app(associate)
    has_heading(associate, "Control room")
    looks_on_both(associate)
    associate.page.get_by_role("radio", name="All 40 found").check()
    associate.page.get_by_role("button", name="Set up").click()
    looks_on_both(associate)
    associate.page.get_by_role("radio", name="All candidates").check()
    associate.page.get_by_role("checkbox", name="The centres will deal with queries").check()
    fills(associate, Name="Rahila Anwar", Telephone_number="+92 42 1112 223")
    associate.page.get_by_role("button", name="Show what will change").click()
    expect(associate.page.get_by_text("40 centres will change.")).to_be_visible()
    expect(associate.page.get_by_text(f"{MANY + 78:,} candidates will gain access.")).to_be_visible()
    looks_on_both(associate)


def staff_open_the_centre(staff: Visitor, service: Demonstration) -> None:
    """Staff come in with a passkey, open a centre in the administration and choose no Associate, but don't save yet."""
    address = f"{at_localhost(service)}/admin/centres/centre/?q={GOING}"
    comes_in(staff, address, who=STAFF, password=service.log_ins[STAFF])
    sets_up_a_key(staff)
    staff.page.get_by_role("link", name=GOING).click()
    staff.page.locator("#id_associate").select_option("", force=True)


def staff_come_again(staff: Visitor, service: Demonstration) -> None:
    """After the password the key is asked for."""
    staff.page.goto(f"{at_localhost(service)}/portal/accounts/logout/")
    staff.page.get_by_role("main").get_by_role("button", name="Sign out").click()
    staff.page.goto(f"{at_localhost(service)}/admin/")
    fills(staff, Email_address=STAFF, Password=service.log_ins[STAFF])
    staff.page.get_by_role("button", name="Sign in", exact=True).click()
    has_heading(staff, "Second step")
    looks_on_both(staff)
    staff.page.get_by_role("button", name="Use a passkey").click()
    staff.page.wait_for_url("**/admin/")


def at_localhost(service: Demonstration) -> str:
    """The service under a name: passkeys don't work where there are only numbers."""
    return f"http://localhost:{urlsplit(service.url).port}"


def waits_for_letters_being_made(associate: Visitor) -> None:
    """Until the control room shows progress for the large centre."""
    deadline = time.monotonic() + ENDED_WITHIN / 1000
    while time.monotonic() < deadline:
        associate.page.goto(f"{ROOM}?q={GOING}")
        if associate.page.locator(f"#letters-{GOING} progress").count():
            return
    raise AssertionError("the letters were never being made")
