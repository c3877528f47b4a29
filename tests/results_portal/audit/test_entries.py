"""What an audit entry says, and that it stands or falls with its deed."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from centres.models import Centre, User
from results_portal import audit
from results_portal.audit.chain import canonical, digest_of
from results_portal.audit.details import SecretInDetails
from results_portal.models import ActorKind, AuditEntry, AuditHead

SOMEBODY = audit.Command("load_series")


def test_each_centre_and_the_staff_have_a_chain_of_their_own(db: None) -> None:
    for number in ("PK123", "", "PK123", "AE310"):
        audit.record("set status", by=SOMEBODY, centre_number=number)

    positions = AuditEntry.objects.order_by("pk").values_list("centre_number", "position")
    assert list(positions) == [("PK123", 1), ("", 1), ("PK123", 2), ("AE310", 1)]


def test_an_entry_names_the_digest_of_the_one_before_and_the_head_the_last(db: None) -> None:
    first = audit.record("set status", by=SOMEBODY, centre_number="PK123")
    second = audit.record("set status", by=SOMEBODY, centre_number="PK123")

    head = AuditHead.objects.get(chain="PK123")
    assert (first.previous, second.previous) == ("", first.digest)
    assert (head.length, head.digest) == (2, second.digest)


def test_an_entry_read_back_has_the_digest_it_was_written_with(db: None) -> None:
    details = {
        "nested": {"b": [1, None, True, {"ü": "日本"}], "a": "😀 \u0000 \ud800 \\u0000"},
        "at": datetime(2026, 11, 1, 6, tzinfo=timezone(timedelta(hours=5))),
        "share": 0.1,
        "whole": 10.0,
        "many": {"0002", "0001"},
        "huge": 2**80,
        7: "number as a key",
    }
    written = audit.record("set status", by=SOMEBODY, target="Zoë\x00\ud800", details=details)  # type: ignore[arg-type]

    read = AuditEntry.objects.get(pk=written.pk)
    assert canonical(read) == canonical(written)
    assert digest_of(read) == read.digest


def test_the_canonical_form_is_the_same_on_every_database(db: None) -> None:
    entry = AuditEntry(
        at=datetime(2026, 11, 1, 6, 30, 0, 1, tzinfo=UTC),
        actor="officer@pk123.example",
        actor_kind=ActorKind.OFFICER,
        action="set status",
        centre_number="PK123",
        series="november-2026",
        target="Zoë",
        details={"b": [1, None], "a": "日本"},
        address="192.0.2.7",
        position=3,
        previous="ab" * 32,
    )
    entry.digest = digest_of(entry)
    entry.save()

    assert canonical(AuditEntry.objects.get(pk=entry.pk)) == (
        b'{"action":"set status","actor":"officer@pk123.example","actor_kind":"officer","address":"192.0.2.7",'
        b'"at":1793514600000001,"centre_number":"PK123","details":{"a":"\\u65e5\\u672c","b":[1,null]},"format":1,'
        b'"position":3,"previous":"' + b"ab" * 32 + b'","series":"november-2026","target":"Zo\\u00eb"}'
    )
    assert entry.digest == "7fa8b46554dcc3b3cea6c4528d520993fa47f169e684a08cf305e9d965744116"


def test_an_entry_takes_three_queries(db: None, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    audit.record("set status", by=SOMEBODY, centre_number="PK123")

    with django_assert_num_queries(3):
        audit.record("set status", by=SOMEBODY, centre_number="PK123", details={"after": "all"})


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_recorded() -> None:
    with pytest.raises(transaction.TransactionManagementError, match="outside a transaction"):
        audit.record("set status", by=SOMEBODY)

    assert AuditEntry.objects.count() == 0


def deed(centre: Centre, details: dict[str, object]) -> None:
    with transaction.atomic():
        Centre.objects.filter(pk=centre.pk).update(name="Changed")
        audit.record("change centre", by=SOMEBODY, centre_number=centre.number, details=details)


def test_a_deed_whose_entry_fails_is_not_done(centre: Centre) -> None:
    with pytest.raises(SecretInDetails):
        deed(centre, {"password": "QWERT-23456-ASDFG"})

    centre.refresh_from_db()
    assert (centre.name, AuditEntry.objects.count()) == ("Ravi Grammar School", 0)


def test_a_deed_is_not_done_even_if_it_swallows_the_failure_of_its_entry(centre: Centre) -> None:
    with transaction.atomic():
        Centre.objects.filter(pk=centre.pk).update(name="Changed")
        with pytest.raises(SecretInDetails):
            audit.record("change centre", by=SOMEBODY, details={"grade": "A"})

    centre.refresh_from_db()
    assert centre.name == "Ravi Grammar School"


def test_an_entry_of_a_deed_that_fails_later_is_taken_back_with_its_position(db: None) -> None:
    with transaction.atomic():
        audit.record("set status", by=SOMEBODY, centre_number="PK123")
        transaction.set_rollback(True)

    assert audit.record("set status", by=SOMEBODY, centre_number="PK123").position == 1


@pytest.mark.parametrize(
    "details",
    [
        {"password": "x"},
        {"sealed_password": "x"},
        {"newPassword": "x"},
        {"before": {"grade": "A"}},
        {"after": [{"percentage_uniform_mark": 85}]},
        {"results": ["A", "B"]},
        {"recovery_codes": ["1", "2"]},
        {"csrf token": "x"},
    ],
)
def test_details_that_name_a_secret_or_a_grade_are_refused(db: None, details: dict[str, object]) -> None:
    with transaction.atomic(), pytest.raises(SecretInDetails):
        audit.record("set status", by=SOMEBODY, details=details)


@pytest.mark.parametrize(
    "details",
    [
        {"passwords": 12, "results": 43},
        {"password changed": True},
        {"grades": ["A*", "A", "B"]},
        {"first_seen_results_at": "2026-11-01T06:00:00+00:00"},
        {"before": {"contact_name": "Ada"}, "after": {"contact_name": "Grace"}},
    ],
)
def test_details_that_only_count_them_or_say_that_they_changed_are_kept(db: None, details: dict[str, object]) -> None:
    assert audit.record("set status", by=SOMEBODY, details=details).details == details


def test_details_of_another_kind_are_refused(db: None) -> None:
    with transaction.atomic(), pytest.raises(TypeError, match="can't hold a Decimal"):
        audit.record("set status", by=SOMEBODY, details={"share": Decimal(1)})


def test_what_is_too_long_for_its_column_is_cut(db: None) -> None:
    entry = audit.record("refuse sign-in", by=audit.Service("x" * 300), target="y" * 1_000_000)

    assert (len(entry.actor), len(entry.target), entry.target[-1]) == (254, 200, "…")


@pytest.mark.parametrize(
    ("by", "kind"),
    [
        (User(email="officer@pk123.example"), "officer"),
        (User(email="staff@board.example", is_staff=True), "staff"),
        (audit.Command("load_series"), "command"),
        (audit.Service("letters"), "system"),
        (audit.CandidateActor("0042"), "candidate"),
    ],
)
def test_an_entry_says_what_sort_of_actor_it_was(db: None, by: audit.Actor, kind: str) -> None:
    entry = audit.record("sign in", by=by)

    assert (entry.actor, entry.actor_kind) == (by.email, kind)
