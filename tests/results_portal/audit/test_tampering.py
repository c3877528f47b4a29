"""Each way of tampering with the audit trail behind the service's back, and what `verify_audit` says to it."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from results_portal import audit
from results_portal.audit.chain import digest_of, seal_of
from results_portal.models import AuditEntry, AuditHead

SOMEBODY = audit.Command("load_series")
OTHER_KEY = "a key that this installation never had, but a forger may"


@pytest.fixture
def trail(db: None) -> list[AuditEntry]:
    """Five entries of one centre between others of another centre and of staff; returns the five."""
    five = []
    for number in range(5):
        details = {"before": number, "after": number + 1}
        five.append(audit.record("set status", by=SOMEBODY, centre_number="PK123", target="0042", details=details))
        audit.record("set status", by=SOMEBODY, centre_number="AE310")
        audit.record("sign in", by=SOMEBODY)
    return five


@contextmanager
def database_owner() -> Iterator[None]:
    """Whoever owns the database switches its refusals off; in tests that is a superuser."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
        yield
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = origin")


def verify(*arguments: str) -> str:
    """What the command says when all is well."""
    out = StringIO()
    call_command("verify_audit", *arguments, stdout=out)
    return out.getvalue()


def found(*arguments: str) -> list[str]:
    """What the command finds, without the heads of the chains that are whole."""
    errors = StringIO()
    with pytest.raises(CommandError, match="tampered"):
        call_command("verify_audit", *arguments, stdout=StringIO(), stderr=errors)
    return errors.getvalue().splitlines()


def edit(entry: AuditEntry, **columns: Any) -> None:
    with database_owner():
        AuditEntry.objects.filter(pk=entry.pk).update(**columns)


def delete(*entries: AuditEntry) -> None:
    with database_owner():
        AuditEntry.objects.filter(pk__in=[entry.pk for entry in entries]).delete()


def chain_anew(entries: list[AuditEntry], *, seal: bool) -> None:
    """Do as a forger who knows the source: compute every digest again, and the head's as well."""
    digest = ""
    for entry in entries:
        entry.previous = digest
        digest = entry.digest = digest_of(entry)
        edit(entry, previous=entry.previous, digest=digest, details=entry.details)
    heads = AuditHead.objects.filter(chain="PK123")
    with database_owner():
        heads.update(length=len(entries), digest=digest)
        if seal:
            heads.update(seal=seal_of(chain="PK123", length=len(entries), digest=digest))


def test_an_untouched_trail_is_whole_and_its_heads_are_printed(trail: list[AuditEntry]) -> None:
    lines = verify().splitlines()

    assert lines[-1] == "15 entries in 3 chains are as they were written."
    assert f"PK123 5 {trail[-1].digest}" in lines


def test_an_empty_trail_is_whole(db: None) -> None:
    assert verify() == "0 entries in 0 chains are as they were written.\n"


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", lambda entry: entry.at + timedelta(microseconds=1)),
        ("actor", lambda entry: "somebody@else.example"),
        ("actor_kind", lambda entry: "staff"),
        ("action", lambda entry: "read"),
        ("series", lambda entry: "june-2026"),
        ("target", lambda entry: "0043"),
        ("details", lambda entry: {"before": 2, "after": 4}),
        ("address", lambda entry: "192.0.2.9"),
    ],
)
def test_an_edited_column_is_found(trail: list[AuditEntry], column: str, value: Callable[[AuditEntry], Any]) -> None:
    edit(trail[2], **{column: value(trail[2])})

    assert found() == ["PK123 entry 3: edited: its digest isn't that of what it says"]


def test_an_entry_edited_with_its_digest_is_found_by_the_next(trail: list[AuditEntry]) -> None:
    trail[2].target = "0043"

    edit(trail[2], target="0043", digest=digest_of(trail[2]))

    assert found() == ["PK123 entry 4: doesn't follow the entry before it: one of them was replaced"]


def test_the_last_entry_edited_with_its_digest_is_found_by_the_head(trail: list[AuditEntry]) -> None:
    trail[4].target = "0043"

    edit(trail[4], target="0043", digest=digest_of(trail[4]))

    assert found() == ["PK123 entry 5: replaced: the chain's head has another digest"]


def test_an_entry_moved_to_another_chain_is_found_in_both(trail: list[AuditEntry]) -> None:
    edit(trail[4], centre_number="AE310", position=6)

    assert found() == [
        "AE310 entry 6: forged: the chain's head doesn't count it",
        "PK123 entry 5: deleted",
    ]


@pytest.mark.parametrize(
    ("gone", "finding"),
    [
        (slice(0, 1), "PK123 entry 1: deleted"),
        (slice(2, 3), "PK123 entry 3: deleted"),
        (slice(1, 4), "PK123 entry 2: deleted, as are all up to entry 4"),
        (slice(4, 5), "PK123 entry 5: deleted"),
        (slice(0, 5), "PK123 entry 1: deleted, as are all up to entry 5"),
    ],
)
def test_deleted_entries_are_found(trail: list[AuditEntry], gone: slice, finding: str) -> None:
    delete(*trail[gone])

    assert found() == [finding]


def test_a_deleted_entry_whose_gap_was_closed_is_found(trail: list[AuditEntry]) -> None:
    delete(trail[2])
    edit(trail[3], position=3, previous=trail[1].digest)
    edit(trail[4], position=4)

    assert found() == [
        "PK123 entry 3: edited: its digest isn't that of what it says",
        "PK123 entry 4: edited: its digest isn't that of what it says",
        "PK123 entry 5: deleted",
    ]


def test_reordered_entries_are_found(trail: list[AuditEntry]) -> None:
    edit(trail[1], position=99)
    edit(trail[2], position=2)
    edit(trail[1], position=3)

    assert found() == [
        "PK123 entry 2: doesn't follow the entry before it: one of them was replaced",
        "PK123 entry 2: edited: its digest isn't that of what it says",
        "PK123 entry 3: doesn't follow the entry before it: one of them was replaced",
        "PK123 entry 3: edited: its digest isn't that of what it says",
        "PK123 entry 4: doesn't follow the entry before it: one of them was replaced",
    ]


def test_a_forged_entry_after_the_last_is_found(trail: list[AuditEntry]) -> None:
    forged = AuditEntry(centre_number="PK123", actor="x", action="set status", position=6, previous=trail[4].digest)
    forged.digest = digest_of(forged)
    forged.save()

    assert found() == ["PK123 entry 6: forged: the chain's head doesn't count it"]


def test_a_forged_entry_before_the_first_is_found(trail: list[AuditEntry]) -> None:
    forged = AuditEntry(centre_number="PK123", actor="x", action="set status", position=0, previous="")
    forged.digest = digest_of(forged)
    forged.save()

    assert found()[0] == "PK123 entry 0: forged: another entry has its place"


def test_a_forged_first_entry_of_a_chain_is_found(trail: list[AuditEntry]) -> None:
    forged = AuditEntry(centre_number="MU001", actor="x", action="set status", position=1, previous="")
    forged.digest = digest_of(forged)
    forged.save()

    assert found() == ["MU001 entry 1: the chain's head is missing"]


def test_a_chain_computed_anew_is_found_by_the_seal_of_its_head(trail: list[AuditEntry]) -> None:
    trail[1].details = {"before": 1, "after": 9}

    chain_anew(trail, seal=False)

    finding = "PK123 entry 5: the chain's head isn't sealed by this installation: "
    assert found() == [f"{finding}a sealed value (audit) is damaged or belongs elsewhere"]


def test_the_head_of_another_chain_does_not_fit(trail: list[AuditEntry]) -> None:
    head = AuditHead.objects.get(chain="AE310")
    with database_owner():
        AuditHead.objects.filter(chain="PK123").update(length=head.length, digest=head.digest, seal=head.seal)

    assert [line[:14] for line in found()] == ["PK123 entry 5:", "PK123 entry 5:"]


class TestAgainstHeadsExportedEarlier:
    """What nobody can see in the database alone: a chain set back to what was once sealed, or sealed by a thief."""

    @pytest.fixture
    def file(self, trail: list[AuditEntry], tmp_path: Path) -> str:
        file = tmp_path / "heads.json"
        verify("--export", str(file))
        return str(file)

    def test_a_trail_that_has_grown_since_is_whole(self, file: str) -> None:
        audit.record("set status", by=SOMEBODY, centre_number="PK123")
        audit.record("set status", by=SOMEBODY, centre_number="MU001")

        assert verify("--against", file).splitlines()[-1] == "17 entries in 4 chains are as they were written."

    def test_a_chain_cut_short_with_its_head_is_found(self, trail: list[AuditEntry], file: str) -> None:
        delete(*trail[3:])
        chain_anew(trail[:3], seal=True)

        assert verify().splitlines()[-1] == "13 entries in 3 chains are as they were written."
        assert found("--against", file) == ["PK123 entry 4: missing from here on: the chain had 5 entries"]

    def test_a_chain_rewritten_with_the_stolen_key_is_found(self, trail: list[AuditEntry], file: str) -> None:
        trail[1].details = {"before": 1, "after": 9}
        chain_anew(trail, seal=True)

        assert found("--against", file) == ["PK123 entry 5: not the entry that was here when the heads were exported"]

    def test_a_whole_chain_that_is_gone_is_found(self, trail: list[AuditEntry], file: str) -> None:
        delete(*trail)
        with database_owner():
            AuditHead.objects.filter(chain="PK123").delete()

        assert verify().splitlines()[-1] == "10 entries in 2 chains are as they were written."
        assert found("--against", file) == ["PK123 entry 1: the whole chain is missing, it had 5 entries"]

    def test_nothing_is_exported_from_a_trail_that_was_tampered_with(
        self, trail: list[AuditEntry], tmp_path: Path
    ) -> None:
        delete(trail[2])

        found("--export", str(tmp_path / "new.json"))

        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 1, "heads": [{}]}', '{"format": 9, "heads": []}'])
    def test_another_file_is_refused(self, db: None, tmp_path: Path, text: str) -> None:
        file = tmp_path / "other.json"
        file.write_text(text, encoding="utf-8")

        with pytest.raises(CommandError, match=r"other\.json"):
            verify("--against", str(file))

    def test_the_file_holds_every_head(self, trail: list[AuditEntry], file: str) -> None:
        said = json.loads(Path(file).read_text(encoding="utf-8"))

        assert [row["chain"] for row in said["heads"]] == ["", "AE310", "PK123"]
        assert said["heads"][2] == {"chain": "PK123", "length": 5, "digest": trail[-1].digest}


def test_heads_are_sealed_again_before_a_key_is_dropped(trail: list[AuditEntry], settings: Settings) -> None:
    old, new = settings.LETTERS_KEYS[0], "a newer key that only the tests know about"
    settings.LETTERS_KEYS = (new, old)

    assert "Sealed 3 heads with the newest key." in verify("--reseal")

    settings.LETTERS_KEYS = (new,)
    assert verify().splitlines()[-1] == "15 entries in 3 chains are as they were written."


def test_a_head_whose_key_was_dropped_is_named(trail: list[AuditEntry], settings: Settings) -> None:
    settings.LETTERS_KEYS = (OTHER_KEY,)

    assert [line.rpartition(": ")[2] for line in found()] == [
        "a sealed value (audit) needs a key that LETTERS_KEYS no longer lists"
    ] * 3


def test_a_walk_takes_a_few_queries_for_each_chain_however_long(
    trail: list[AuditEntry], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2 + 3 * 2):
        verify()
    for _ in range(20):
        audit.record("set status", by=SOMEBODY, centre_number="PK123")
    with django_assert_num_queries(2 + 3 * 2):
        verify()


def forge(details: dict[str, Any]) -> None:
    """Add an entry by hand at the end of PK123's chain, and move the head along, without the key for its seal."""
    last = AuditEntry.objects.filter(centre_number="PK123").order_by("-position")[0]
    forged = AuditEntry.objects.get(pk=last.pk)
    forged.pk, forged.position, forged.previous, forged.details = None, last.position + 1, last.digest, details
    forged.digest = digest_of(forged)
    with database_owner():
        forged.save(force_insert=True)
        AuditHead.objects.filter(chain="PK123").update(length=forged.position, digest=forged.digest)


UNSEALED = "the chain's head isn't sealed by this installation"


def test_a_forged_entry_does_not_become_genuine_by_those_that_follow(trail: list[AuditEntry]) -> None:
    forge({"before": 5, "after": 6})

    for _ in range(3):
        audit.record("set status", by=SOMEBODY, centre_number="PK123")

    assert [finding for finding in found() if UNSEALED in finding]


def test_what_happens_after_a_forgery_is_on_record_and_the_log_cries_out(
    trail: list[AuditEntry], caplog: pytest.LogCaptureFixture
) -> None:
    forge({})

    entry = audit.record("set status", by=SOMEBODY, centre_number="PK123")

    assert entry.position == 7
    assert "the audit trail of PK123 was changed from outside" in caplog.text


@pytest.mark.parametrize("columns", [{"length": 9}, {"digest": "a" * 64}, {"seal": ""}, {"seal": "no hexadecimal"}])
def test_a_head_that_was_changed_is_never_sealed_again(trail: list[AuditEntry], columns: dict[str, Any]) -> None:
    with database_owner():
        AuditHead.objects.filter(chain="PK123").update(**columns)

    audit.record("set status", by=SOMEBODY, centre_number="PK123")

    assert [finding for finding in found() if UNSEALED in finding]


def test_an_operator_accepts_a_broken_chain_and_that_is_on_record(trail: list[AuditEntry]) -> None:
    forge({})
    assert found() == [finding for finding in found() if UNSEALED in finding]

    verify("--accept", "PK123")

    assert verify().splitlines()[-1] == "17 entries in 3 chains are as they were written."
    last = AuditEntry.objects.filter(centre_number="PK123").order_by("-position")[0]
    assert (last.action, last.details, last.actor) == ("accept broken trail", {"entries": 6}, "verify_audit")


def test_a_chain_that_there_is_not_cannot_be_accepted(trail: list[AuditEntry]) -> None:
    with pytest.raises(CommandError, match="There is no chain ZZ999"):
        verify("--accept", "ZZ999")
