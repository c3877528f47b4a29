"""A rehearsal is removed with everything of it; nothing else is touched, and no real series can be removed so."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from access.models import Credential
from access.rehearsals.remove import effect_of_removal, remove_rehearsal
from candidates.models import Candidate, ChangeRequest, Hold, Series
from candidates.rehearsals.make import RehearsalNotPossible, WantedRehearsal, make_rehearsal
from centres.models import Centre, User
from letters.models import IssuedStatement, LetterBatch, LetterMail
from letters.storage import encrypted_files
from results_portal import audit
from results_portal.models import AuditEntry
from tests.reach.asking import changed, snapshot
from tests.support import builders
from tests.support.centre_with_letters import letters_made
from tests.support.credentials import give_access, try_to_sign_in

pytestmark = pytest.mark.django_db(transaction=True)
BY = audit.Command("remove_series")
# Where work leaves a trace that nothing removes: the trail, the jobs that ran, and the board's first syllabuses.
STAY = {"results_portal_auditentry", "results_portal_audithead", "django_tasks_database_dbtaskresult"}


def rehearse(*centres: Centre, name: str = "REHEARSAL Spring") -> Series:
    wanted = WantedRehearsal(name=name, candidates=4, seed=5, opens_at=builders.in_the_past(), centres=centres)
    return make_rehearsal(wanted, by=BY)


def use(series: Series, centre: Centre, officer: User, staff: User) -> None:
    """Everything that may come to belong to a rehearsal."""
    give_access(series, centre)
    letters_made(series, centre, officer)
    first = series.candidates.order_by("pk")[0]
    IssuedStatement.objects.create(
        candidate=first, issued_at=builders.in_the_past(), digest="d" * 64, syllabuses=[], delay=timedelta(0)
    )
    LetterMail.objects.create(candidate=first, letter="a" * 64, address="x@board.example", queued_by="officer")
    Hold.objects.create(kind=Hold.Kind.HOLD, series=series, candidate=first, reason="r", made_by=staff)
    ChangeRequest.objects.create(
        kind=ChangeRequest.Kind.END_HOLD,
        series=series,
        target="hold 1",
        before={},
        after={},
        reason="r",
        asked_by=staff,
    )


def test_what_it_brought_goes_and_what_was_there_stays(
    own_store: None, candidate: Candidate, centre: Centre, officer: User, staff: User
) -> None:
    give_access(candidate.series, centre)
    letters_made(candidate.series, centre, officer)
    before = snapshot()
    files = encrypted_files.batches_with_files()
    series = rehearse(centre)
    use(series, centre, officer, staff)

    removed = remove_rehearsal(series, by=BY)

    assert changed(before, snapshot()) <= STAY
    assert encrypted_files.batches_with_files() == files
    assert (removed.candidates, removed.letters, removed.emails) == (4, 1, 1)


def test_made_up_centres_go_unless_another_rehearsal_or_somebody_uses_them(officer: User) -> None:
    first = rehearse(name="REHEARSAL one")
    made_up = Centre.objects.get(name__startswith="REHEARSAL")
    second = rehearse(name="REHEARSAL two")

    remove_rehearsal(first, by=BY)
    assert Centre.objects.filter(pk=made_up.pk).exists()
    builders.make_officer(made_up)
    remove_rehearsal(second, by=BY)

    assert Centre.objects.filter(pk=made_up.pk).exists()


def test_made_up_centres_that_nobody_uses_go() -> None:
    remove_rehearsal(rehearse(), by=BY)

    assert not Centre.objects.exists()


def test_its_usernames_open_nothing_any_more_and_never_opened_another_series(
    own_store: None, client: Any, candidate: Candidate, centre: Centre, officer: User
) -> None:
    series = rehearse(centre)
    give_access(series, centre)
    letters_made(series, centre, officer)

    assert set(Credential.objects.values_list("candidate__series", flat=True)) == {series.pk}
    remove_rehearsal(series, by=BY)
    assert not Credential.objects.exists()
    assert try_to_sign_in(client).status_code == 200


def test_no_real_series_is_removed(candidate: Candidate) -> None:
    real = candidate.series
    before = snapshot()

    for flag in (False, True):
        real.is_rehearsal = flag
        with pytest.raises(RehearsalNotPossible):
            remove_rehearsal(real, by=BY)
    with pytest.raises(CommandError, match="there is no rehearsal november-2026"):
        call_command("remove_series", "november-2026")

    assert changed(before, snapshot()) == set()


def test_the_command_says_what_goes_before_and_after() -> None:
    rehearse()
    dry, done = StringIO(), StringIO()

    call_command("remove_series", "rehearsal-spring", "--dry-run", stdout=dry)
    assert Series.objects.count() == 1
    call_command("remove_series", "rehearsal-spring", stdout=done)

    assert not Series.objects.exists()
    assert dry.getvalue().removeprefix("Would remove") == done.getvalue().removeprefix("Removed")
    assert "candidates: 4" in done.getvalue()


def test_staff_need_the_permission_and_it_is_on_record() -> None:
    series = rehearse()
    with pytest.raises(PermissionDenied):
        remove_rehearsal(series, by=builders.make_user("support@board.example", is_staff=True))

    expected = effect_of_removal(series)
    remove_rehearsal(series, by=builders.make_user("chief@board.example", is_staff=True, is_superuser=True))

    entry = AuditEntry.objects.get(action="remove rehearsal")
    assert (entry.actor, entry.series) == ("chief@board.example", "rehearsal-spring")
    assert entry.details["candidates"] == expected.candidates == 4
    assert not LetterBatch.objects.exists()
