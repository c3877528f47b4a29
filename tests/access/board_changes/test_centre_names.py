"""A centre gets another name, or is in another country."""

import pytest

from access.board_changes.centre_names import ChangeCountry, RenameCentre
from access.board_changes.exceptions import Blocked
from candidates.embargo import gate
from candidates.models import Candidate, ReleaseException
from candidates.second_person import requests
from candidates.second_person.exceptions import AlreadyAsked
from centres.models import Centre, User
from letters.models import LetterBatch
from results_portal.models import AuditEntry
from tests.support.board_changes import make
from tests.support.signed_in import browser_of


def test_one_person_alone_doesnt_end_a_countrys_exception(
    candidate: Candidate, centre: Centre, later_in_pakistan: ReleaseException, first: User, second: User
) -> None:
    asked = make(ChangeCountry(centre=centre, country="Oman"), first)

    assert asked is not None
    centre.refresh_from_db()
    assert centre.country == "Pakistan"
    assert not gate.read(candidate).shows_results
    with pytest.raises(AlreadyAsked):
        make(ChangeCountry(centre=centre, country="Qatar"), first)
    requests.confirm(request=asked, by=second)
    assert gate.read(candidate).shows_results
    assert {entry.centre_number for entry in AuditEntry.objects.filter(action="change centre's country")} == {
        "PK123",
        "",
    }


def test_the_raw_form_doesnt_change_the_country(
    candidate: Candidate, centre: Centre, later_in_pakistan: ReleaseException, staff: User
) -> None:
    """One member of staff opened a centre's results early by editing its country."""
    form = {"number": "PK123", "name": centre.name, "country": "Oman", "time_zone": "Asia/Karachi"}
    browser_of(staff).post(f"/admin/centres/centre/{centre.pk}/change/", form)

    centre.refresh_from_db()
    assert centre.country == "Pakistan"
    assert not gate.read(candidate).shows_results


def test_without_an_exception_it_takes_one(centre: Centre, candidate: Candidate, first: User) -> None:
    assert make(ChangeCountry(centre=centre, country="Oman"), first) is None

    centre.refresh_from_db()
    assert centre.country == "Oman"


def test_into_an_exception_it_takes_one_and_says_that_results_shut(
    candidate: Candidate, later_in_pakistan: ReleaseException, first: User
) -> None:
    ReleaseException.objects.update(country="Oman")
    change = ChangeCountry(centre=candidate.centre, country="Oman")

    assert any("opens later" in line for line in change.preview().sentences)
    assert make(change, first) is None
    assert not gate.read(candidate).shows_results


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("own_store", "ready")
def test_a_renamed_centre_says_how_many_letters_are_out_of_date(centre: Centre, first: User) -> None:
    change = RenameCentre(centre=centre, name="Ravi College")
    assert "1 set of letters is made anew at once." in change.preview().sentences

    make(change, first)

    centre.refresh_from_db()
    assert centre.name == "Ravi College"
    assert set(LetterBatch.objects.values_list("state", flat=True)) == {"replaced", "queued"}
    entry = AuditEntry.objects.get(action="rename centre", centre_number="PK123")
    assert entry.details == {"before": {"name": "Ravi Grammar School"}, "after": {"name": "Ravi College"}}


def test_the_same_name_is_no_change(centre: Centre, first: User) -> None:
    with pytest.raises(Blocked):
        make(RenameCentre(centre=centre, name=centre.name), first)
