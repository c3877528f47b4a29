"""What only PostgreSQL shows: writers that queue for one chain, and a database that refuses to change the trail."""

from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from threading import Barrier, Event

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction

from results_portal import audit
from results_portal.models import AuditEntry, AuditHead

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer and no such triggers"),
]
SOMEBODY = audit.Command("load_series")
WRITERS, ENTRIES = 8, 12
SECONDS = 30


def positions(chain: str) -> list[int]:
    entries = AuditEntry.objects.filter(centre_number=chain).order_by("position")
    return list(entries.values_list("position", flat=True))


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_make_one_unbroken_chain_for_each_centre() -> None:
    together = Barrier(WRITERS)

    def write(writer: int) -> None:
        try:
            together.wait(SECONDS)
            for number in range(ENTRIES):
                with transaction.atomic():
                    for chain in ("AE310", "PK123"):
                        audit.record("set status", by=SOMEBODY, centre_number=chain, target=f"{writer}/{number}")
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))

    call_command("verify_audit", stdout=StringIO())
    assert positions("AE310") == positions("PK123") == list(range(1, WRITERS * ENTRIES + 1))


@pytest.mark.django_db(transaction=True)
def test_a_centre_does_not_wait_for_another_centres_deed() -> None:
    written, may_end = Event(), Event()

    def long_deed() -> None:
        try:
            with transaction.atomic():
                audit.record("set status", by=SOMEBODY, centre_number="AE310")
                written.set()
                may_end.wait(SECONDS)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        deed = pool.submit(long_deed)
        assert written.wait(SECONDS)
        with transaction.atomic():
            audit.record("set status", by=SOMEBODY, centre_number="PK123")
        assert not deed.done()
        may_end.set()
        deed.result(SECONDS)

    assert (positions("AE310"), positions("PK123")) == ([1], [1])


@pytest.mark.django_db(transaction=True)
def test_the_trail_can_be_verified_while_it_grows() -> None:
    stop = Event()

    def write() -> None:
        try:
            while not stop.is_set():
                with transaction.atomic():
                    audit.record("set status", by=SOMEBODY, centre_number="PK123")
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        try:
            for _ in range(20):
                call_command("verify_audit", stdout=StringIO())
        finally:
            stop.set()
        writing.result(SECONDS)


@pytest.fixture
def entry(db: None) -> AuditEntry:
    return audit.record("set status", by=SOMEBODY, centre_number="PK123")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE results_portal_auditentry SET target = 'else'",
        "UPDATE results_portal_auditentry SET target = target",
        "DELETE FROM results_portal_auditentry",
        "DELETE FROM results_portal_audithead",
        "UPDATE results_portal_audithead SET length = 0",
        "UPDATE results_portal_audithead SET digest = 'else'",
        "UPDATE results_portal_audithead SET chain = 'AE310'",
        "SET LOCAL results_portal.truncate = off; TRUNCATE results_portal_auditentry",
        "SET LOCAL results_portal.truncate = off; TRUNCATE results_portal_audithead",
    ],
)
def test_the_database_refuses_a_statement_that_changes_the_past(entry: AuditEntry, statement: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert AuditEntry.objects.get() == entry
    assert AuditHead.objects.get().length == 1


def test_the_database_refuses_to_save_an_entry_again(entry: AuditEntry) -> None:
    entry.target = "else"

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        entry.save()


def test_the_database_refuses_to_delete_an_entry(entry: AuditEntry) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        entry.delete()
