"""Keys rotate: letters and sealed passwords that older keys made are encrypted with the newest."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from access.credentials import reencrypt as reencrypting
from access.credentials.reencrypt import reencrypt_passwords
from access.credentials.sealed_passwords import open_password
from access.models import Credential
from candidates.models import Series
from centres.models import Centre, User
from letters.models import LetterBatch
from letters.storage import drafts, encrypted_files
from letters.storage import reencrypt as files_reencrypting
from letters.storage.reencrypt import ReencryptReport, reencrypt_files
from results_portal.audit import Command
from results_portal.models import AuditEntry
from tests.support.centre_with_letters import content_of, letters_made, make_roll

OLD, NEW = "an old key of forty characters, or nearly so", "a new key of forty characters, or nearly so"
BY = Command("test")
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_store")]


@pytest.fixture
def ready(series: Series, centre: Centre, officer: User, settings: Any) -> LetterBatch:
    """Letters made with the old key, and then the new one in front of it."""
    settings.LETTERS_KEYS = (OLD,)
    make_roll(series, centre)
    batch = letters_made(series, centre, officer)
    settings.LETTERS_KEYS = (NEW, OLD)
    return batch


def passwords() -> list[str]:
    return [open_password(credential) for credential in Credential.objects.order_by("pk")]


def test_afterwards_the_old_key_can_be_dropped(
    ready: LetterBatch, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    before = content_of(ready.pdf_name), content_of(ready.archive_name), passwords()

    call_command("reencrypt_letters")
    settings.LETTERS_KEYS = (NEW,)

    assert "Encrypted 2 files of letters and 5 sealed passwords with the newest key." in capsys.readouterr().out
    now = LetterBatch.objects.get(pk=ready.pk)
    assert (content_of(now.pdf_name), content_of(now.archive_name), passwords()) == before
    assert sorted(encrypted_files.files_of(ready.pk)) == sorted([now.pdf_name, now.archive_name])
    assert list(drafts.drafts().iterdir()) == []


def test_it_is_on_record(ready: LetterBatch) -> None:
    call_command("reencrypt_letters")

    entries = AuditEntry.objects.filter(action="re-encrypt letters").order_by("pk")
    assert [(entry.actor, entry.centre_number, entry.details) for entry in entries] == [
        ("reencrypt_letters", "", {"sealed passwords": 5}),
        ("reencrypt_letters", "PK123", {"batch": ready.pk, "file": "pdf"}),
        ("reencrypt_letters", "PK123", {"batch": ready.pk, "file": "zip"}),
    ]


def test_doing_it_again_changes_nothing(ready: LetterBatch) -> None:
    call_command("reencrypt_letters")
    before = list(Credential.objects.values_list("sealed_password", flat=True)), encrypted_files.files_of(ready.pk)

    assert (reencrypt_files(by=BY), reencrypt_passwords(by=BY)) == (ReencryptReport(0, 0), ReencryptReport(0, 0))
    assert (
        list(Credential.objects.values_list("sealed_password", flat=True)),
        encrypted_files.files_of(ready.pk),
    ) == before
    assert AuditEntry.objects.filter(action="re-encrypt letters").count() == 3


def test_stopped_in_the_middle_it_goes_on(ready: LetterBatch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reencrypting, "CHUNK", 2)
    reseal, calls = reencrypting._reseal, []

    def stopping(*args: Any) -> ReencryptReport:
        calls.append(args)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return reseal(*args)

    monkeypatch.setattr(reencrypting, "_reseal", stopping)
    with pytest.raises(KeyboardInterrupt):
        reencrypt_passwords(by=BY)
    assert len(passwords()) == 5

    assert reencrypt_passwords(by=BY) == ReencryptReport(3, 0)


@pytest.mark.parametrize("step", ["write", "keep"])
def test_a_full_disk_leaves_the_old_file(ready: LetterBatch, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    before = content_of(ready.pdf_name)

    def full(*_args: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(encrypted_files.Writer, step, full)
        with pytest.raises(OSError, match="No space"):
            reencrypt_files(by=BY)

    assert content_of(LetterBatch.objects.get(pk=ready.pk).pdf_name) == before
    assert sorted(encrypted_files.files_of(ready.pk)) == sorted([ready.pdf_name, ready.archive_name])
    assert list(drafts.drafts().iterdir()) == []
    assert reencrypt_files(by=BY) == ReencryptReport(2, 0)


def test_letters_that_were_replaced_meanwhile_stay_replaced(
    ready: LetterBatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = files_reencrypting._copy

    def slow(old: str, new: str) -> None:
        copy(old, new)
        LetterBatch.objects.filter(pk=ready.pk).update(state="replaced", pdf_name="", archive_name="")

    monkeypatch.setattr(files_reencrypting, "_copy", slow)

    assert reencrypt_files(by=BY) == ReencryptReport(0, 0)
    assert LetterBatch.objects.get(pk=ready.pk).pdf_name == ""
    assert sorted(encrypted_files.files_of(ready.pk)) == sorted([ready.pdf_name, ready.archive_name])


def test_what_no_listed_key_opens_is_counted_and_left(ready: LetterBatch, settings: Any) -> None:
    settings.LETTERS_KEYS = (NEW,)
    before = list(Credential.objects.values_list("sealed_password", flat=True))

    with pytest.raises(CommandError, match="2 files of letters and 5 sealed passwords can't be opened"):
        call_command("reencrypt_letters")

    assert list(Credential.objects.values_list("sealed_password", flat=True)) == before
    settings.LETTERS_KEYS = (NEW, OLD)
    call_command("reencrypt_letters")


def test_expired_passwords_and_letters_are_passed_over(ready: LetterBatch) -> None:
    Credential.objects.update(sealed_password=None)
    LetterBatch.objects.update(state="expired", pdf_name="", archive_name="")

    assert (reencrypt_files(by=BY), reencrypt_passwords(by=BY)) == (ReencryptReport(0, 0), ReencryptReport(0, 0))


def test_a_chunk_takes_as_many_queries_whatever_its_size(ready: LetterBatch) -> None:
    with CaptureQueriesContext(connection) as captured:
        reencrypt_passwords(by=BY)

    assert len(captured) <= 12


def test_letters_stay_served_before_and_after(ready: LetterBatch, officer_client: Client) -> None:
    page = "/portal/PK123/november-2026/letters.pdf"
    before = officer_client.get(page).getvalue()
    call_command("reencrypt_letters")

    assert officer_client.get(page).getvalue() == before
