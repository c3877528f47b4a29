"""What has to hold after each fault, as far as the database, the letters and the mail server show it."""

import io
import time
from collections import Counter
from collections.abc import Callable, Sequence

from django.core.management import CommandError, call_command
from django.db import Error, connection

from access.credentials.hashers import matches
from access.credentials.sealed_passwords import open_password
from access.letters.batch_requests import try_again
from access.models import AccessSettings, Credential, Status
from candidates.models import Candidate, Series
from centres.models import Centre, User
from letters.models import LetterBatch
from letters.models.mail import LetterMail
from results_portal.models import AuditEntry
from tests.faults import data
from tests.support.centre_with_letters import content_of, number_on, pages_of, printed_on

SOME = 10


def broken(acknowledged: Sequence[str], *, received: Counter[str]) -> list[str]:
    """Which rules don't hold, in words. Every acknowledged centre's letters have been made by now."""
    found: list[str] = []
    for number in acknowledged:
        found += _centre(number)
    found += [f"R3: {address} got {times} letters" for address, times in received.items() if times > 1]
    found += _trail()
    return found


def _centre(number: str) -> list[str]:
    found = []
    if not AccessSettings.objects.filter(centre__number=number, status=Status.ALL).exists():
        found.append(f"R4: {number} was told that all have access, and they have not")
    entries = AuditEntry.objects.filter(action="change access status", centre_number=number).count()
    if entries != 1:
        found.append(f"R8: {number}'s change has {entries} entries in the trail")
    issued = AuditEntry.objects.filter(action="issue passwords", centre_number=number)
    if sum(details["candidates"] for details in issued.values_list("details", flat=True)) != data.IN_EACH:
        found.append(f"R5: {number}'s passwords were issued more than once, or not all")
    return found + _letters(number)


def _letters(number: str) -> list[str]:
    """R3: each candidate once in the letters, with the password that signs in."""
    credentials = {
        one.candidate.number: one
        for one in Credential.objects.filter(candidate__centre__number=number).select_related("candidate")
    }
    if len(credentials) != data.IN_EACH:
        return [f"R3: {number} has {len(credentials)} passwords for {data.IN_EACH} candidates"]
    [batch] = LetterBatch.objects.filter(centre__number=number, state="ready")
    pages = pages_of(content_of(batch.pdf_name))
    printed = {number_on(page): printed_on(page) for page in pages}
    valid = {one: (credential.username, open_password(credential)) for one, credential in credentials.items()}
    if len(pages) != data.IN_EACH or printed != valid:
        return [f"R3: {number}'s letters don't say what signs in"]
    some = list(credentials)[:: data.IN_EACH // SOME]
    if not all(matches(printed[one][1], credentials[one].password_hash) for one in some):
        return [f"R3: passwords of {number}'s letters don't sign in"]
    return []


def _trail() -> list[str]:
    try:
        call_command("verify_audit", stdout=io.StringIO(), stderr=io.StringIO())
    except CommandError as why:
        return [f"R8: {why}"]
    return []


def answered[Answer](ask: Callable[[], Answer], *, else_: Answer) -> Answer:
    """What the database says; `else_` while it says nothing."""
    try:
        return ask()
    except Error:
        return else_
    finally:
        connection.close()


def state_of(number: str) -> str:
    """What has become of the centre's letters so far."""

    def ask() -> str:
        newest = LetterBatch.objects.filter(centre__number=number).order_by("-pk").first()
        return newest.state if newest else "none"

    return answered(ask, else_="unknown")


def somebody_works() -> bool:
    """Whether letters are being made at this moment."""
    return answered(LetterBatch.objects.filter(state="running", done__gt=0).exists, else_=False)


def ask_again(number: str) -> None:
    """What the officer does where letters failed."""
    centre = Centre.objects.get(number=number)
    try_again(series=Series.objects.get(), centre=centre, by=User.objects.get(email=data.OFFICER))


def mails(number: str) -> Counter[str]:
    """The centre's letters by e-mail, by state."""
    waiting = LetterMail.objects.filter(candidate__centre__number=number)
    return answered(lambda: Counter(waiting.values_list("state", flat=True)), else_=Counter())


def without_password(number: str) -> int:
    people = Candidate.objects.filter(centre__number=number, credential__isnull=True)
    return answered(people.count, else_=-1)


def happens(wanted: Callable[[], bool], *, within: float) -> bool:
    """Whether it comes true in time."""
    end = time.monotonic() + within
    while not wanted():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True
