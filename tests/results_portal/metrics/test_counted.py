"""What is counted while people use the service, and that none of it says who they are."""

from collections.abc import Callable

import pytest
from django.test import Client
from prometheus_client import REGISTRY, generate_latest
from pytest_django import Settings

from access.credentials.generator import username
from candidates.models import Candidate
from centres.models import User
from letters.models import LetterBatch
from letters.models.mail import LetterMail
from results_portal.metrics import facts, jobs
from results_portal.outbox.delivery import deliver
from tests.support.credentials import PASSWORD, USERNAME, give_access, give_credential, try_to_sign_in
from tests.support.jobs import run_jobs
from tests.support.signed_in import sign_in

Read = Callable[..., float]


@pytest.fixture
def more() -> Read:
    """How much a sample has grown since the test began; labels are named as arguments."""
    before = samples()

    def grown(name: str, **labels: str) -> float:
        key = (name, frozenset(labels.items()))
        return samples().get(key, 0.0) - before.get(key, 0.0)

    return grown


def samples() -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    """Each sample that this process would tell, by its name and labels."""
    found = [sample for family in REGISTRY.collect() for sample in family.samples]
    return {(sample.name, frozenset(sample.labels.items())): sample.value for sample in found}


@pytest.mark.parametrize(
    ("path", "page", "outcome"),
    [
        ("/results/help/", "results_information:help", "ok"),
        ("/portal/", "centres:administer_exams", "redirect"),
        ("/results/nowhere/RAHMAN", "other", "not found"),
    ],
)
def test_requests_are_counted_by_page_and_outcome(
    client: Client, db: None, more: Read, path: str, page: str, outcome: str
) -> None:
    client.get(path)

    assert more("results_requests_total", page=page, outcome=outcome) == 1
    assert more("results_request_seconds_count", page=page) == 1


def test_sign_ins_of_candidates_are_counted_by_outcome(client: Client, candidate: Candidate, more: Read) -> None:
    give_credential(candidate)
    try_to_sign_in(client)
    give_access(candidate.series, candidate.centre)
    try_to_sign_in(client, password="WRONG-WRONG-WRONG")
    try_to_sign_in(client)

    for outcome in ("no access", "wrong details", "signed in"):
        assert more("results_sign_ins_total", who="candidate", outcome=outcome) == 1


def test_too_many_wrong_guesses_are_counted_as_refusals(client: Client, candidate: Candidate, more: Read) -> None:
    give_access(candidate.series, candidate.centre)
    give_credential(candidate)
    for _ in range(11):
        try_to_sign_in(client, password="WRONG-WRONG-WRONG")

    assert more("results_sign_ins_total", who="candidate", outcome="too many tries") == 1
    assert more("results_limit_refusals_total", limit="candidate sign-in") == 1


def test_sign_ins_of_officers_are_counted(client: Client, officer: User, more: Read) -> None:
    client.post("/portal/accounts/login/", {"login": officer.email, "password": "not this one, by any means"})

    assert more("results_sign_ins_total", who="officer", outcome="wrong details") == 1


def test_waits_and_sheds_of_lanes_are_counted(client: Client, db: None, more: Read, settings: Settings) -> None:
    client.get("/results/sign-in/")
    assert more("results_lane_wait_seconds_count", lane="results door") == 1
    settings.CANDIDATES_WAITING = 0
    assert Client().get("/results/sign-in/").status_code == 503

    assert more("results_lane_sheds_total", lane="results door") == 1
    assert samples()["results_lane_present", frozenset({("site", "results")})] == 0


def test_jobs_and_e_mails_are_counted_by_kind_and_outcome(transactional_db: None, more: Read) -> None:
    jobs.watch()
    deliver.enqueue("not a message that anybody sealed")
    run_jobs()

    assert more("results_jobs_ended_total", job="deliver", outcome="successful") == 1
    assert more("results_mails_total", kind="message", outcome="failed") == 1
    assert more("results_job_seconds_count", job="deliver") == 1


def told() -> dict[str, float]:
    """What the database's figures say, each with its label's value behind it."""
    found = [sample for family in facts.Facts().collect() for sample in family.samples]
    return {" ".join([sample.name, *sample.labels.values()]): sample.value for sample in found}


@pytest.mark.django_db
def test_the_database_tells_jobs_workers_letters_and_openings(candidate: Candidate) -> None:
    deliver.enqueue("waits")
    give_access(candidate.series, candidate.centre)
    LetterMail.objects.create(candidate=candidate, letter="x", address="a@b.example", queued_by="c@b.example")

    figures = told()

    assert figures["results_facts_readable"] == 1
    assert (figures["results_jobs due"], figures["results_jobs running"], figures["results_jobs failed"]) == (1, 0, 0)
    assert figures["results_oldest_job_seconds due"] >= 0
    assert figures["results_workers_alive"] == 0
    assert figures[f"results_letter_batches {LetterBatch.State.QUEUED}"] == 0
    assert (figures["results_letter_mails_waiting"], figures["results_oldest_letter_mail_seconds"] >= 0) == (1, True)
    assert figures["results_next_opening_timestamp_seconds"] > 0
    assert {"results_openings last day", "results_openings next day"} <= figures.keys()


def test_nothing_that_is_told_names_anybody(client: Client, candidate: Candidate, officer: User) -> None:
    give_access(candidate.series, candidate.centre)
    give_credential(candidate)
    for _ in range(12):
        try_to_sign_in(client, password="WRONG-WRONG-WRONG")
    try_to_sign_in(client)
    client.get("/results/")
    client.get(f"/results/{username()}/?username={USERNAME}")
    browser = sign_in(Client(), officer)
    browser.get("/portal/PK123/november-2026/candidates/?q=Rahman")
    browser.get("/portal/PK999/november-2026/")

    text = (generate_latest(REGISTRY).decode() + str(told())).lower()

    people = [USERNAME, PASSWORD, "Rahman", officer.email, "pk123", "pk999", "127.0.0.1"]
    assert [secret for secret in people if secret.lower() in text] == []
