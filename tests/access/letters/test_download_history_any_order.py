"""Whatever happens in whichever order: the newest letters sign in, superseded ones don't, and the page knows which."""

import random
from collections.abc import Callable

import pytest
from django.test import Client

from access.granting.reissue import NothingToReissue, reissue
from access.letters.download_history import since_taken
from access.letters.staleness.comparison import current_batch
from access.models import AccessSettings, Credential, SelectedCandidate, Status
from access.sign_in.authenticate import NoAccess, WrongDetails, authenticate
from access.sign_in.rate_limits import BY_USERNAME, WRONG_GUESSES
from candidates.models import Candidate, Series
from centres.models import Centre, User
from tests.support import builders
from tests.support.centre_with_letters import ask_for_letters, give_access, make_roll, number_on, pages_of, printed_on
from tests.support.giving import PAGE
from tests.support.jobs import run_jobs

STEPS = 14
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_store")]


class Office:
    """An exams office where anything happens, which keeps the newest page that it holds of each candidate."""

    def __init__(self, chance: random.Random, series: Series, centre: Centre, officer: User, client: Client) -> None:
        self.chance, self.series, self.centre, self.officer, self.client = chance, series, centre, officer, client
        self.held: dict[str, str] = {}
        self.superseded: list[str] = []
        make_roll(series, centre, ["0001", "0002", "0003"])
        ask_for_letters(series, centre, officer)

    def somebody(self) -> Candidate:
        return self.chance.choice(list(self.centre.candidates.filter(series=self.series)))

    def edit_status(self) -> None:
        give_access(self.series, self.centre, self.chance.choice([Status.ALL, Status.ALL, Status.SELECTED]))
        ask_for_letters(self.series, self.centre, self.officer)

    def select(self) -> None:
        somebody = self.somebody()
        if not SelectedCandidate.objects.filter(candidate=somebody).delete()[0]:
            SelectedCandidate.objects.create(candidate=somebody, selected_by="officer")
        ask_for_letters(self.series, self.centre, self.officer)

    def withdraw_or_return(self) -> None:
        somebody = self.somebody()
        Candidate.objects.filter(pk=somebody.pk).update(withdrawn=not somebody.withdrawn)

    def rename(self) -> None:
        Candidate.objects.filter(pk=self.somebody().pk).update(given_names=self.chance.choice(["Amina", "Zoë"]))

    def add(self) -> None:
        number = f"{self.chance.randint(4, 8):04d}"
        if not self.centre.candidates.filter(number=number).exists():
            builders.make_entry(builders.make_candidate(self.series, self.centre, number))

    def move_release(self) -> None:
        builders.make_release(self.series, "IGCSE", builders.in_the_future())

    def change_contact(self) -> None:
        AccessSettings.objects.update(contact_name=self.chance.choice(["Sana Malik", "Imran Sheikh"]))

    def reissue(self) -> None:
        chosen = self.centre.candidates.filter(pk=self.somebody().pk)
        try:
            reissue(series=self.series, centre=self.centre, candidates=chosen, by=self.officer)
        except NothingToReissue:
            return
        self.superseded += [self.held[one.number] for one in chosen if one.number in self.held]

    def run_job(self) -> None:
        run_jobs()

    def look(self) -> None:
        assert self.client.get(PAGE).status_code == 200

    def take(self) -> None:
        kind = self.chance.choice(["letters.pdf", "letters.pdf?order=group", "letters/changed.pdf", "letters/new.pdf"])
        response = self.client.get(PAGE + kind)
        if response.status_code == 302:
            return
        pages = [page for page in pages_of(response.getvalue()) if "Candidate number" in page]
        numbers = [number_on(page) for page in pages]
        assert len(set(numbers)) == len(numbers)
        assert [page for page in pages if not signs_in(page)] == []
        self.held |= dict(zip(numbers, pages, strict=True))

    def all_is_well(self) -> None:
        """What the page says of the letters held is so."""
        since = since_taken(series=self.series, centre=self.centre)
        addressed = set(holders(self.series, self.centre))
        assert set(since.new) == addressed - self.held.keys()
        dead = {number for number in addressed & self.held.keys() if not signs_in(self.held[number])}
        assert dead == {number for number, parts in since.changed.items() if "password" in parts}
        assert [page for page in self.superseded if signs_in(page)] == []
        without_access = self.held.keys() - addressed
        assert [number for number in without_access if signs_in(self.held[number])] == []


def holders(series: Series, centre: Centre) -> list[str]:
    from_credentials = Credential.objects.filter(candidate__series=series, candidate__centre=centre)
    chosen = AccessSettings.objects.get(series=series, centre=centre)
    able = from_credentials.filter(candidate__withdrawn=False)
    if chosen.status == Status.SELECTED:
        able = able.filter(candidate__selected__isnull=False)
    return list(able.values_list("candidate__number", flat=True))


def signs_in(page: str) -> bool:
    username, password = printed_on(page)
    try:
        authenticate(username=username, password=password, address="")
    except (WrongDetails, NoAccess):
        return False
    return True


@pytest.fixture(autouse=True)
def no_throttle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Superseded letters are tried again and again here, far more often than anybody may."""
    monkeypatch.setitem(WRONG_GUESSES, BY_USERNAME, 10_000)


@pytest.mark.parametrize("seed", range(6))
def test_any_sequence(seed: int, series: Series, centre: Centre, officer: User, officer_client: Client) -> None:
    office = Office(random.Random(seed), series, centre, officer, officer_client)
    deeds: list[Callable[[], None]] = [
        office.edit_status, office.select, office.withdraw_or_return, office.rename, office.add, office.move_release,
        office.change_contact, office.reissue, office.look, office.run_job, office.run_job, office.take, office.take,
    ]  # fmt: skip
    office.run_job()
    for _step in range(STEPS):
        office.chance.choice(deeds)()
        office.all_is_well()

    for _round in range(2):
        officer_client.get(PAGE)
        run_jobs()
    if holders(series, centre):
        assert current_batch(series=series, centre=centre) is not None
        newest = pages_of(officer_client.get(f"{PAGE}letters.pdf").getvalue())
        assert [number_on(page) for page in newest] == sorted(holders(series, centre))
        assert [page for page in newest if not signs_in(page)] == []
