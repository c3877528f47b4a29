"""A candidate is moved and a centre merged before a real browser: written, shown with what will change, confirmed."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.browser import people
from tests.browser.guided import has_heading, looks_on_both
from tests.browser.visitor import Visitor
from tests.support.demonstration import Demonstration, manage
from tests.support.folders import write_files

# A series and two centres of their own: nothing of other tests' moves.
FILES = {
    "centres": (
        "centre_number,name,country,time_zone,associate_code,results_service\n"
        "ZZ901,Northfield School,Malta,Europe/Malta,,yes\n"
        "ZZ902,Southfield School,Malta,Europe/Malta,,yes\n"
    ),
    "releases": "series,qualification_code,releases_at\nJune 2031,IGCSE,2098-08-18T06:00:00Z\n",
    "candidates": (
        "series,centre_number,candidate_number,family_name,given_names,date_of_birth,email,teaching_group\n"
        "June 2031,ZZ901,0042,Vella,Rita,2014-03-18,,11A\n"
        "June 2031,ZZ901,0043,Borg,Karm,2014-03-19,,11B\n"
    ),
}


def comes_in(staff: Visitor, service: Demonstration) -> None:
    people.staff_sign_in(staff, service, "staff@board.example", to="/admin/support/centres/ZZ901/")
    has_heading(staff, "ZZ901 Northfield School")
    looks_on_both(staff)


def moves_rita(staff: Visitor) -> None:
    staff.page.goto("/admin/find/?q=ZZ901+0042")
    staff.page.get_by_role("link", name="Rita Vella").first.click()
    staff.clicks("link", "Move to another centre")
    staff.page.get_by_role("button", name="What will change").click()
    expect(staff.page.get_by_role("alert")).to_contain_text("There is a problem")
    looks_on_both(staff)
    staff.page.get_by_label("To the centre").fill("ZZ902")
    staff.page.get_by_label("Candidate number there").fill("0007")
    staff.page.get_by_label("Reason").fill("The family moved")
    staff.page.get_by_role("button", name="What will change").click()
    expect(staff.page.get_by_text("Rita Vella leaves ZZ901 Northfield School")).to_be_visible()
    looks_on_both(staff)
    staff.page.get_by_role("button", name="Confirm", exact=True).click()
    expect(staff.page.get_by_text("Done.")).to_be_visible()


def renames_her(staff: Visitor) -> None:
    staff.clicks("link", "Rename")
    looks_on_both(staff)
    staff.page.get_by_label("Given names").fill("Marija")
    staff.page.get_by_label("The same person").check()
    staff.page.get_by_label("Reason").fill("A spelling")
    staff.page.get_by_role("button", name="What will change").click()
    expect(staff.page.get_by_text("Given names: Rita → Marija")).to_be_visible()
    looks_on_both(staff)
    staff.page.get_by_role("link", name="Change nothing").click()


def merges_the_centre(staff: Visitor) -> None:
    staff.goes_to("/admin/support/centres/ZZ901/")
    staff.clicks("link", "Merge into another centre")
    staff.page.get_by_label("Into the centre").fill("ZZ902")
    staff.page.get_by_label("Reason").fill("One school from now on")
    staff.page.get_by_role("button", name="What will change").click()
    expect(staff.page.get_by_text("ZZ901 is closed: nobody acts for it")).to_be_visible()
    looks_on_both(staff)
    staff.page.get_by_role("button", name="Confirm", exact=True).click()
    expect(staff.page.get_by_text("Done.")).to_be_visible()
    staff.goes_to("/admin/support/centres/ZZ901/")
    expect(staff.page.get_by_role("link", name="ZZ902 Southfield School")).to_be_visible()
    looks_on_both(staff)


def test_a_candidate_moves_and_a_centre_is_merged(
    service: Demonstration, visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    manage(service, "load_series", str(write_files(tmp_path / "files", FILES)), "--new-series")
    staff = visit()
    comes_in(staff, service)

    moves_rita(staff)
    renames_her(staff)
    merges_the_centre(staff)
