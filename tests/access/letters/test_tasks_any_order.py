"""Whatever happens in whichever order: the newest letters sign in, superseded passwords don't, each candidate once."""

from collections.abc import Callable
from contextlib import suppress
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from access.credentials import issue
from access.credentials.hashers import matches
from access.credentials.sealed_passwords import open_password
from access.eligibility import with_access
from access.granting.reissue import NothingToReissue, reissue
from access.letters import tasks
from access.letters.batch_requests import request_current_letters, try_again
from access.letters.staleness.comparison import current_batch
from access.models import AccessSettings, Credential, SelectedCandidate, Status
from candidates.models import Candidate
from letters.batches import lifecycle
from letters.models import LetterBatch
from letters.storage import encrypted_files
from tests.support import builders
from tests.support.centre_with_letters import ask_for_letters, content_of, give_access, number_on, pages_of, printed_on
from tests.support.pdf_text import singles

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_store")]

_centres = count(100)
# Where a worker may die: in or around one of these.
POINTS = [
    (lifecycle, "report_progress"),
    (issue, "_write"),
    (encrypted_files.Writer, "keep"),
    (lifecycle, "_made_ready"),
    (lifecycle, "finish"),
]
NUMBERS = st.sampled_from(["0001", "0002", "0003", "0004"])


class Killed(BaseException):
    """What a killed process does to the work in it: nothing after this point happens, not even handling errors."""


def deadly(work: Callable[..., Any], *, turn: int, before: bool) -> Callable[..., Any]:
    """What `work` does, with the death of its process before or after that turn."""
    turns = count(1)

    def dying(*given: Any, **options: Any) -> Any:
        last = next(turns) == turn
        if last and before:
            raise Killed
        result = work(*given, **options)
        if last:
            raise Killed
        return result

    return dying


class CentreAtWork(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.series = builders.make_series()
        self.centre = builders.make_centre(f"PK{next(_centres)}")
        self.officer = builders.make_officer(self.centre)
        builders.make_release(self.series, "IGCSE", builders.in_the_future())
        for number in ("0001", "0002", "0003"):
            builders.make_entry(builders.make_candidate(self.series, self.centre, number))
        give_access(self.series, self.centre)
        ask_for_letters(self.series, self.centre, self.officer)
        self.superseded: list[tuple[int, str]] = []

    def candidate(self, number: str) -> Candidate | None:
        return self.centre.candidates.filter(series=self.series, number=number).first()

    @rule(status=st.sampled_from(Status.values))
    def edit_status(self, status: str) -> None:
        AccessSettings.objects.filter(centre=self.centre).update(status=status)
        ask_for_letters(self.series, self.centre, self.officer)

    @rule(number=NUMBERS)
    def select_or_deselect(self, number: str) -> None:
        candidate = self.candidate(number)
        if candidate and not SelectedCandidate.objects.filter(candidate=candidate).delete()[0]:
            SelectedCandidate.objects.create(candidate=candidate, selected_by="x")
        ask_for_letters(self.series, self.centre, self.officer)

    @rule(number=NUMBERS, withdrawn=st.booleans())
    def withdraw_or_add(self, number: str, withdrawn: bool) -> None:
        if not self.centre.candidates.filter(number=number).update(withdrawn=withdrawn):
            builders.make_candidate(self.series, self.centre, number)

    @rule(number=NUMBERS, name=st.sampled_from(["Amina", "Zoë", "Nguyễn"]))
    def rename(self, number: str, name: str) -> None:
        self.centre.candidates.filter(number=number).update(given_names=name)

    @rule()
    def move_release(self) -> None:
        builders.make_release(self.series, "IGCSE", builders.in_the_future())

    @rule(number=NUMBERS)
    def reissue(self, number: str) -> None:
        candidates = self.centre.candidates.filter(number=number)
        old = [(one.pk, open_password(one)) for one in Credential.objects.filter(candidate__in=candidates)]
        try:
            reissue(series=self.series, centre=self.centre, candidates=candidates, by=self.officer)
        except NothingToReissue:
            return
        self.superseded += old

    @rule()
    def run_job(self) -> None:
        for batch in self.waiting():
            tasks.make_letters.call(batch.pk)

    @rule(point=st.sampled_from(POINTS), turn=st.integers(1, 3), before=st.booleans())
    def crash_and_hand_over(self, point: tuple[Any, str], turn: int, before: bool) -> None:
        owner, name = point
        work = getattr(owner, name)
        for batch in self.waiting():
            setattr(owner, name, deadly(work, turn=turn, before=before))
            try:
                tasks.make_letters.call(batch.pk)
            except Killed:
                LetterBatch.objects.filter(pk=batch.pk, state="running").update(heartbeat_at=builders.in_the_past())
            finally:
                setattr(owner, name, work)
        lifecycle.recover_stale(enqueue=lambda batch: None)

    @rule()
    def stop(self) -> None:
        with suppress(lifecycle.NothingToCancel):
            lifecycle.cancel(series=self.series, centre=self.centre, by=self.officer)

    @rule()
    def retry(self) -> None:
        try_again(series=self.series, centre=self.centre, by=self.officer)

    @rule(name=st.sampled_from(["Sana Malik", "Imran Sheikh"]))
    def change_contact(self, name: str) -> None:
        AccessSettings.objects.filter(centre=self.centre).update(contact_name=name)

    def waiting(self) -> list[LetterBatch]:
        return list(LetterBatch.objects.filter(centre=self.centre, state="queued"))

    @invariant()
    def passwords_are_one_each_and_superseded_ones_are_dead(self) -> None:
        if not hasattr(self, "centre"):
            return
        for pk, password in self.superseded:
            assert not matches(password, Credential.objects.get(pk=pk).password_hash)

    @invariant()
    def letters_that_are_offered_are_right(self) -> None:
        batch = current_batch(series=self.series, centre=self.centre) if hasattr(self, "centre") else None
        if batch is None:
            return
        holders = with_access(self.centre.candidates.filter(series=self.series, credential__isnull=False))
        pages = pages_of(content_of(batch.pdf_name))
        assert [number_on(page) for page in pages] == list(holders.order_by("number").values_list("number", flat=True))
        files = singles(content_of(batch.archive_name))
        assert list(files) == [f"{self.centre.number}_{number_on(page)}.pdf" for page in pages]
        assert [printed_on(pages_of(pdf)[0]) for pdf in files.values()] == [printed_on(page) for page in pages]
        for page in pages:
            username, password = printed_on(page)
            credential = Credential.objects.select_related("candidate").get(username=username)
            assert credential.candidate.number == number_on(page)
            assert matches(password, credential.password_hash)

    def teardown(self) -> None:
        """Left alone, everything comes to its end: current letters for all who have access."""
        if not hasattr(self, "centre"):
            return
        if not self.waiting():
            last = lifecycle.batches_of(series=self.series, centre=self.centre).first()
            if last and last.state in ("failed", "cancelled"):
                try_again(series=self.series, centre=self.centre, by=self.officer)
            else:
                request_current_letters(series=self.series, centre=self.centre)
        self.run_job()
        if with_access(self.centre.candidates.filter(credential__isnull=False)).exists():
            assert current_batch(series=self.series, centre=self.centre) is not None
        self.letters_that_are_offered_are_right()


def test_any_order() -> None:
    health = [HealthCheck.too_slow, HealthCheck.data_too_large]
    run_state_machine_as_test(
        CentreAtWork,
        settings=settings(
            max_examples=8, stateful_step_count=12, deadline=None, database=None, suppress_health_check=health
        ),
    )
