"""A centre is closed: nobody acts for it, and its candidates keep what they have."""

import pytest
from django.test import Client

from access.board_changes.candidate_moves import MoveCandidate
from access.board_changes.centre_closures import CloseCentre, ReopenCentre
from access.board_changes.exceptions import Blocked
from candidates.models import Candidate
from centres.models import Centre, Invitation, Role, User
from centres.permissions.tenancy import centres_of
from letters.models import LetterBatch
from results_portal.models import AuditEntry
from tests.support import builders
from tests.support.board_changes import make
from tests.support.signed_in import browser_of

PAGE = "/portal/PK123/november-2026/"


def test_officers_are_out_on_their_next_request_and_candidates_stay_in(
    signed_in: Client, candidate: Candidate, officer: User, centre: Centre, first: User
) -> None:
    browser = browser_of(officer)
    assert browser.get(PAGE).status_code == 200

    make(CloseCentre(centre=centre), first)

    assert browser.get(PAGE).status_code == 404
    assert "Ravi Grammar School" not in browser.get("/portal/").content.decode()
    assert signed_in.get("/results/").status_code == 200
    assert {entry.centre_number for entry in AuditEntry.objects.filter(action="close centre")} == {"PK123", ""}


def test_the_associate_reaches_it_no_longer(
    other_centre: Centre, associate_officer: User, series: object, first: User
) -> None:
    builders.make_candidate(builders.make_series(), other_centre)
    browser = browser_of(associate_officer)
    assert "AE310" in browser.get("/portal/associate/MERID/november-2026/").content.decode()

    make(CloseCentre(centre=other_centre), first)

    assert "AE310" not in browser.get("/portal/associate/MERID/november-2026/").content.decode()
    assert not centres_of(associate_officer).exists()


def test_invitations_end(centre: Centre, first: User) -> None:
    invited = Invitation.objects.create(
        centre=centre, email="new@pk123.example", role=Role.HEAD, digest="x", expires_at=builders.in_the_future()
    )

    make(CloseCentre(centre=centre), first)

    invited.refresh_from_db()
    assert invited.revoked_at


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("own_store", "ready")
def test_letters_that_nobody_could_download_are_removed(centre: Centre, first: User) -> None:
    make(CloseCentre(centre=centre), first)

    batch = LetterBatch.objects.get()
    assert (batch.state, batch.pdf_name) == ("replaced", "")


def test_opened_again_the_same_people_act_for_it(centre: Centre, officer: User, first: User) -> None:
    make(CloseCentre(centre=centre), first)
    centre.refresh_from_db()
    with pytest.raises(Blocked):
        make(CloseCentre(centre=centre), first)

    make(ReopenCentre(centre=centre), first)

    assert list(centres_of(officer)) == [centre]


def test_nobody_moves_to_a_closed_centre(candidate: Candidate, elsewhere: Centre, first: User) -> None:
    make(CloseCentre(centre=elsewhere), first)
    elsewhere.refresh_from_db()

    with pytest.raises(Blocked, match="GB045 is closed"):
        make(MoveCandidate(candidate=candidate, to=elsewhere, number="0077"), first)
