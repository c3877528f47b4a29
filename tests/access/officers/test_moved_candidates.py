"""Officers of the centre that a candidate left are told, on the page and in the trail."""

from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from access.models import Status
from candidates.loading import LoadOptions, load_files
from candidates.models import Candidate, Series
from centres.models import Centre
from results_portal.audit import Command
from results_portal.models import AuditEntry
from tests.support import builders
from tests.support.credentials import PASSWORD, USERNAME, give_access, give_credential, try_to_sign_in
from tests.support.folders import BASE, write_base
from tests.support.signed_in import sign_in

pytestmark = pytest.mark.django_db
PAGE = "/portal/{}/june-2026/"
MOVED = {name: BASE[name].replace("PK123,0043", "GB045,0077") for name in ("candidates", "entries", "results")}
TOLD = "1 candidate has moved to another centre:"


def officers_page(number: str) -> str:
    client = sign_in(Client(), builders.make_officer(Centre.objects.get(number=number)))
    return " ".join(client.get(PAGE.format(number)).text.split())


@pytest.fixture
def moved(tmp_path: Path) -> Candidate:
    """PK123's candidate 0043, who is GB045's 0077 after a load; they had a letter before."""
    load_files(write_base(tmp_path / "base"), by=Command("test"))
    left = Candidate.objects.get(centre__number="PK123", number="0043")
    give_access(left.series, left.centre, Status.ALL)
    give_credential(left)
    assert try_to_sign_in(Client()).status_code == 302
    assert TOLD not in officers_page("PK123")
    load_files(write_base(tmp_path / "over", **MOVED), by=Command("test"), options=LoadOptions(withdraw_missing=True))
    return left


def test_the_old_centres_officer_is_told_whom_and_what_follows(moved: Candidate) -> None:
    page = officers_page("PK123")

    assert TOLD in page
    assert "<bdi>0043 José Müller</bdi>" in page
    assert "no longer work" in page
    assert "GB045" not in page


def test_the_new_centres_officer_reads_nothing_of_the_old_one(moved: Candidate) -> None:
    page = officers_page("GB045")

    assert "moved to another centre" not in page
    assert "PK123" not in page


def test_the_old_centres_trail_names_them(moved: Candidate) -> None:
    entry = AuditEntry.objects.get(action="withdraw what files lack")

    assert (entry.centre_number, entry.details["moved"]) == ("PK123", ["0043"])


def test_the_letter_of_the_old_centre_no_longer_opens_anything(moved: Candidate) -> None:
    assert try_to_sign_in(Client(), USERNAME, PASSWORD).status_code != 302


def test_a_namesake_elsewhere_has_not_moved(series: Series, centre: Centre, other_centre: Centre) -> None:
    """Another date of birth is another person, and so is one that isn't known."""
    for number, born in (("0001", date(2009, 1, 1)), ("0002", None)):
        builders.make_candidate(series, centre, number, given_names="Ali", date_of_birth=born, withdrawn=True)
    builders.make_candidate(series, other_centre, "0003", given_names="Ali", date_of_birth=date(2009, 1, 2))
    builders.make_candidate(series, other_centre, "0004", given_names="Ali", date_of_birth=None)
    client = sign_in(Client(), builders.make_officer(centre))

    assert "moved to another centre" not in client.get("/portal/PK123/november-2026/").text
