"""Whoever is refused, and strangers, can't fill the trail: repetitions are counted and summed up."""

from datetime import UTC, datetime, timedelta
from unittest import mock

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from centres.models import User
from results_portal import audit
from results_portal.audit import tallies
from results_portal.models import AuditEntry, AuditTally
from tests.support.signed_in import sign_in

NOON = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def refuse(times: int, *, at: datetime = NOON, about: str = "somewhere", by: audit.Actor | None = None) -> None:
    with mock.patch("django.utils.timezone.now", return_value=at):
        for _ in range(times):
            with transaction.atomic():
                audit.record_counted("refuse request", by=by or audit.Anybody(), about=about, target=about)


def sum_up(at: datetime) -> int:
    with mock.patch("django.utils.timezone.now", return_value=at):
        return audit.sum_up()


@pytest.mark.django_db
def test_the_first_refusals_are_entries_and_the_others_one_more() -> None:
    refuse(50)

    assert AuditEntry.objects.count() == tallies.SEPARATE
    assert sum_up(NOON + HOUR) == 1

    summary = AuditEntry.objects.order_by("-pk")[0]
    assert (summary.action, summary.actor, summary.actor_kind) == ("refuse request", "anybody", "public")
    assert summary.details == {
        "further times": 30,
        "since": "2026-11-30T12:00:00+00:00",
        "until": "2026-11-30T13:00:00+00:00",
        "about": ["somewhere: 30"],
    }
    assert not AuditTally.objects.exists()


@pytest.mark.django_db
def test_nothing_is_summed_up_before_its_time_or_twice() -> None:
    refuse(50)

    assert [sum_up(NOON + HOUR / 2), sum_up(NOON + HOUR), sum_up(NOON + 2 * HOUR)] == [0, 1, 0]


@pytest.mark.django_db
def test_few_refusals_need_no_summary() -> None:
    refuse(3)

    assert sum_up(NOON + HOUR) == 0
    assert (AuditEntry.objects.count(), AuditTally.objects.count()) == (3, 0)


@pytest.mark.django_db
def test_the_next_refusal_after_the_period_sums_up_without_a_worker() -> None:
    refuse(50)
    refuse(1, at=NOON + HOUR)

    said = list(AuditEntry.objects.order_by("pk").values_list("details", flat=True))
    assert [details.get("further times") for details in said[-2:]] == [30, None]


@pytest.mark.django_db
def test_a_summary_tells_apart_what_was_tried_up_to_a_number() -> None:
    refuse(tallies.SEPARATE)
    for number in range(tallies.TOLD_APART + 10):
        refuse(1, about=f"address {number:03}")
    sum_up(NOON + HOUR)

    about = AuditEntry.objects.order_by("-pk")[0].details["about"]
    assert (len(about), about[0], about[-1]) == (tallies.TOLD_APART + 1, "address 000: 1", "others: 10")


@pytest.mark.django_db
def test_everybody_has_entries_of_their_own() -> None:
    refuse(50)
    refuse(1, by=audit.Command("somebody"))

    assert AuditEntry.objects.filter(actor="somebody").count() == 1


@pytest.mark.django_db
def test_what_names_a_secret_can_be_summed_up() -> None:
    refuse(tallies.SEPARATE)
    refuse(1, about="account_reset_password")

    assert sum_up(NOON + HOUR) == 1


def test_an_officer_who_asks_for_other_centres_all_day_makes_few_entries(client: Client, officer: User) -> None:
    browser = sign_in(client, officer)
    for number in range(100, 160):
        assert browser.get(f"/portal/AE{number}/november-2026/").status_code == 404

    assert AuditEntry.objects.filter(action="refuse request").count() == tallies.SEPARATE
    assert AuditTally.objects.get().about["access:overview of AE159"] == 1


def test_strangers_with_many_addresses_make_few_entries(client: Client, officer: User) -> None:
    for number in range(60):
        form = {"login": f"nobody{number}@x.example", "password": "wrong"}
        client.post(reverse("account_login"), form, REMOTE_ADDR=f"192.0.2.{number}")

    assert AuditEntry.objects.count() == tallies.SEPARATE
    assert AuditTally.objects.get().about == {"an unknown account, wrong password": 40}
