"""A centre with candidates who have access, and jobs that make their letters, as several tests need them."""

from collections.abc import Iterable
from io import BytesIO

from django.db import transaction
from pypdf import PdfReader

from access.letters.batch_requests import request_letters
from access.models import AccessSettings, Status
from candidates.models import Candidate, Series
from centres.models import Centre, User
from letters.models import LetterBatch
from letters.storage import encrypted_files
from tests.support import builders
from tests.support.jobs import run_jobs

NUMBERS = ("0007", "0001", "0030", "0002", "0444")


def give_access(series: Series, centre: Centre, status: str = Status.ALL) -> AccessSettings:
    """The settings as if the officer had saved them, without asking for letters."""
    chosen = {
        "status": status,
        "deals_with_queries": True,
        "contact_name": "Sana Malik",
        "contact_email": "sana@pk123.example",
    }
    return AccessSettings.objects.update_or_create(series=series, centre=centre, defaults=chosen)[0]


def make_roll(series: Series, centre: Centre, numbers: Iterable[str] = NUMBERS) -> list[Candidate]:
    """Candidates, each entered for one IGCSE, all of whom have access."""
    roll = [builders.make_candidate(series, centre, number) for number in numbers]
    for candidate in roll:
        builders.make_entry(candidate)
    give_access(series, centre)
    return roll


def ask_for_letters(series: Series, centre: Centre, by: User) -> LetterBatch:
    """Ask in a transaction, as granting does."""
    with transaction.atomic():
        return request_letters(series=series, centre=centre, by=by)


def letters_made(series: Series, centre: Centre, by: User) -> LetterBatch:
    """Ask for the letters and run the jobs; the batch as it is then. For tests with real transactions."""
    batch = ask_for_letters(series, centre, by)
    run_jobs()
    batch.refresh_from_db()
    return batch


def content_of(name: str) -> bytes:
    """A file of the store, decrypted."""
    return b"".join(encrypted_files.read(name).pieces)


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page."""
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def number_on(page: str) -> str:
    return page.split("Candidate number ")[1][:4]


def printed_on(page: str) -> tuple[str, str]:
    """Username and password as printed."""
    lines = page.splitlines()
    username = next(line for line in lines if line.startswith("Username ")).split()[1]
    password = next(line for line in lines if line.startswith("Password ")).split()[1]
    return username, password
