"""*Reissue passwords* and *Print letters* for candidates ticked on *View candidates*."""

import pytest
from django.test import Client

from access.granting import reissue
from access.models import AccessSettings, Credential, Status
from access.sign_in.authenticate import WrongDetails, authenticate
from candidates.models import Candidate, Series
from centres.models import Centre, Role, User
from letters.models import LetterBatch, LetterDownload
from results_portal.models import AuditEntry
from tests.support import builders
from tests.support.centre_with_letters import letters_made, make_roll, number_on, pages_of, printed_on
from tests.support.giving import PAGE
from tests.support.jobs import run_jobs
from tests.support.signed_in import sign_in

REISSUE = f"{PAGE}candidates/reissue/"
CHOSEN = f"{PAGE}letters/chosen.pdf"
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_store")]


def issues() -> dict[str, int]:
    return dict(Credential.objects.order_by("candidate__number").values_list("candidate__number", "issue"))


def signs_in(page: str) -> bool:
    """Whether what is printed on a letter's page opens the results site."""
    username, password = printed_on(page)
    try:
        authenticate(username=username, password=password, address="203.0.113.7")
    except WrongDetails:
        return False
    return True


def test_the_page_offers_both_for_those_ticked(ready: LetterBatch, officer_client: Client) -> None:
    page = officer_client.get(f"{PAGE}candidates/").content.decode()

    assert f'formaction="{REISSUE}">Reissue passwords<' in page
    assert f'formaction="{CHOSEN}">Print letters<' in page
    assert page.count(">Print<") == 5


def test_somebody_asks_back_first(ready: LetterBatch, officer_client: Client) -> None:
    page = officer_client.post(REISSUE, {"scope": "ticked", "candidates": ["0001", "0030"]}).content.decode()

    assert "Reissue 2 passwords?" in page
    assert "0030 <bdi>Candidate 0030 Rahman</bdi>" in page
    assert "Their present passwords stop working at once" in page
    assert set(issues().values()) == {1}


def test_confirmed_the_old_password_dies_and_the_new_letter_is_there(
    ready: LetterBatch, officer_client: Client
) -> None:
    before = {number_on(p): p for p in pages_of(officer_client.get(f"{PAGE}letters.pdf").getvalue())}
    fields = {"scope": "ticked", "candidates": ["0001", "0030"], "confirmed": "yes"}

    page = officer_client.post(REISSUE, fields, follow=True)

    assert page.redirect_chain == [(f"{PAGE}candidates/?reissued=0001+0030", 302)]
    assert "2 candidates have new passwords." in page.content.decode()
    overview = officer_client.get(PAGE).content.decode()
    assert "2 letters have changed since you took them" in " ".join(overview.split())
    assert issues() == {"0001": 2, "0002": 1, "0007": 1, "0030": 2, "0444": 1}
    assert {number: signs_in(page) for number, page in before.items()} == {
        "0001": False, "0002": True, "0007": True, "0030": False, "0444": True
    }  # fmt: skip
    after = pages_of(officer_client.get(f"{PAGE}letters/changed.pdf").getvalue())
    assert [(number_on(page), signs_in(page)) for page in after] == [("0001", True), ("0030", True)]
    assert ["replaces letters of an earlier date" in page for page in after] == [True, True]
    entry = AuditEntry.objects.get(action="reissue passwords")
    assert (entry.actor, entry.details["numbers"]) == ("officer@pk123.example", ["0001", "0030"])
    assert [name[:5] for name in entry.details["named"]] == ["0001 ", "0030 "]


def test_the_whole_batch_has_the_new_letters_too(ready: LetterBatch, officer_client: Client) -> None:
    officer_client.post(REISSUE, {"scope": "ticked", "candidates": ["0007"], "confirmed": "yes"})
    run_jobs()

    pages = pages_of(officer_client.get(f"{PAGE}letters.pdf").getvalue())
    assert [signs_in(page) for page in pages] == [True] * 5


def test_whoever_has_no_password_is_passed_over_and_counted(
    ready: LetterBatch, series: Series, centre: Centre, officer_client: Client
) -> None:
    builders.make_candidate(series, centre, "0500")
    Candidate.objects.filter(number="0002").update(withdrawn=True)
    numbers = ["0001", "0002", "0500"]

    page = officer_client.post(REISSUE, {"scope": "ticked", "candidates": numbers}).content.decode()
    assert "Reissue the password of candidate 0001?" in page
    assert "2 candidates among those you chose have no password that works now" in page
    officer_client.post(REISSUE, {"scope": "ticked", "candidates": numbers, "confirmed": "yes"})
    assert issues() == {"0001": 2, "0002": 1, "0007": 1, "0030": 1, "0444": 1}


def test_with_nobody_to_reissue_for_the_page_says_so(ready: LetterBatch, officer_client: Client) -> None:
    AccessSettings.objects.update(status=Status.NONE)

    for confirmed in ("", "yes"):
        fields = {"scope": "ticked", "candidates": ["0001"], "confirmed": confirmed}
        page = officer_client.post(REISSUE, fields, follow=True).content.decode()
        assert "there is nothing to reissue" in page
    assert not AuditEntry.objects.filter(action="reissue passwords").exists()


@pytest.mark.parametrize("address", [REISSUE, CHOSEN])
def test_with_nobody_ticked_the_page_asks_for_ticks(ready: LetterBatch, officer_client: Client, address: str) -> None:
    page = officer_client.post(address, {"scope": "ticked"}, follow=True)

    assert page.redirect_chain == [(f"{PAGE}candidates/", 302)]
    assert "Tick at least one candidate first." in page.content.decode()


@pytest.mark.parametrize("address", [REISSUE, CHOSEN])
@pytest.mark.parametrize("number", ["9999", "\0", "0001'", "00011"])
def test_a_number_that_is_not_on_the_roll_is_not_found(
    ready: LetterBatch, officer_client: Client, address: str, number: str
) -> None:
    fields = {"scope": "ticked", "candidates": ["0001", number], "confirmed": "yes"}

    assert officer_client.post(address, fields).status_code == 404
    assert (set(issues().values()), LetterDownload.objects.count()) == ({1}, 0)


def test_another_centres_candidate_is_not_found(
    ready: LetterBatch, series: Series, other_centre: Centre, other_officer: User, officer_client: Client
) -> None:
    make_roll(series, other_centre, ["0900"])
    letters_made(series, other_centre, other_officer)
    fields = {"scope": "ticked", "candidates": ["0900"], "confirmed": "yes"}

    assert officer_client.post(REISSUE, fields).status_code == 404
    assert officer_client.post(REISSUE.replace("PK123", "AE310"), fields).status_code == 404
    assert issues()["0900"] == 1


def test_only_a_post_and_only_by_an_officer(ready: LetterBatch, client: Client, centre: Centre, officer: User) -> None:
    sign_in(client, officer)
    assert client.get(REISSUE).status_code == 405
    # What waited for a proof begins with a GET; without candidates it leads back to the list.
    assert client.get(CHOSEN).headers["Location"] == f"{PAGE}candidates/"
    viewer = builders.make_user("viewer@pk123.example")
    viewer.memberships.create(centre=centre, role=Role.RESULTS_VIEWER)
    sign_in(client, viewer)
    fields = {"scope": "ticked", "candidates": ["0001"], "confirmed": "yes"}
    assert (client.post(REISSUE, fields).status_code, client.post(CHOSEN, fields).status_code) == (403, 403)
    assert client.get(CHOSEN, fields).status_code == 403
    assert "Reissue" not in client.get(f"{PAGE}candidates/").content.decode()


def test_too_many_at_once_are_refused(
    ready: LetterBatch, officer_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reissue, "MOST_AT_ONCE", 4)
    monkeypatch.setattr("access.officers.views.reissue.MOST_AT_ONCE", 4)

    for confirmed in ("", "yes"):
        fields = {"scope": "found", "confirmed": confirmed}
        page = officer_client.post(REISSUE, fields, follow=True).content.decode()
        assert "at once. Choose fewer." in page
    assert set(issues().values()) == {1}


def test_letters_of_those_ticked(ready: LetterBatch, officer_client: Client) -> None:
    response = officer_client.post(CHOSEN, {"scope": "ticked", "candidates": ["0444", "0002"]})

    assert [number_on(page) for page in pages_of(response.getvalue())] == ["0002", "0444"]
    assert response["Content-Disposition"] == 'attachment; filename="PK123-november-2026-chosen-letters.pdf"'
    entry = AuditEntry.objects.get(action="download chosen letters")
    assert entry.details["numbers"] == ["0002", "0444"]


def test_letters_of_everyone_found(ready: LetterBatch, officer_client: Client) -> None:
    Candidate.objects.filter(number__in=["0007", "0030"]).update(teaching_group="9B")

    response = officer_client.post(CHOSEN, {"scope": "found", "group": "9B"})

    assert [number_on(page) for page in pages_of(response.getvalue())] == ["0007", "0030"]


def test_those_without_a_letter_give_no_file(ready: LetterBatch, officer_client: Client) -> None:
    Candidate.objects.filter(number="0002").update(withdrawn=True)

    page = officer_client.post(CHOSEN, {"scope": "ticked", "candidates": ["0002"]}, follow=True).content.decode()

    assert "None of these candidates has a letter that can be printed now." in page
    assert not LetterDownload.objects.exists()


def test_an_expired_letter_is_marked_and_reissuing_makes_a_new_one(ready: LetterBatch, officer_client: Client) -> None:
    Credential.objects.filter(candidate__number="0030").update(sealed_password=None)
    page = officer_client.get(f"{PAGE}candidates/").content.decode()
    assert (page.count(">Expired<"), page.count(">Print<")) == (1, 4)

    officer_client.post(REISSUE, {"scope": "ticked", "candidates": ["0030"], "confirmed": "yes"})

    (letter,) = pages_of(officer_client.get(f"{PAGE}letters/0030.pdf").getvalue())
    assert signs_in(letter)


def test_the_candidates_page_says_whom_to_ask(client: Client, db: None) -> None:
    assert "exams officer" in client.get("/results/sign-in/").content.decode()
