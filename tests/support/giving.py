"""What the tests of giving access share: a roll of candidates, and saving settings with sensible values."""

from typing import Any

from access.granting.access_status import save_settings
from access.models import AccessSettings, SelectedCandidate, Status
from candidates.contact import Contact
from candidates.models import Candidate, Series
from centres.models import Centre, User
from tests.support import builders

CONTACT = Contact(name="Ayesha Siddiqui", telephone="+92 42 1234567", email="exams@ravi.example")
PAGE = "/portal/PK123/november-2026/"


def enter(series: Series, centre: Centre, count: int, *, start: int = 1, **fields: Any) -> list[Candidate]:
    """So many candidates, numbered one after the other, each entered for Mathematics."""
    numbers = [f"{number:04}" for number in range(start, start + count)]
    candidates = [builders.make_candidate(series, centre, number, **fields) for number in numbers]
    for candidate in candidates:
        builders.make_entry(candidate)
    return candidates


def save(series: Series, centre: Centre, by: User, status: Status = Status.ALL, **values: Any) -> AccessSettings:
    """`save_settings`, as somebody does who has just opened the form and names a contact."""
    before = AccessSettings.objects.filter(series=series, centre=centre).first()
    given = {"deals_with_queries": True, "contact": CONTACT, "version": before.version if before else 0, **values}
    return save_settings(series=series, centre=centre, status=status, by=by, **given)


def typed(**values: Any) -> dict[str, Any]:
    """The fields that a browser sends from *Edit status*, for All candidates unless `values` says otherwise."""
    return {
        "status": "all",
        "deals_with_queries": "on",
        "contact_name": CONTACT.name,
        "contact_telephone": CONTACT.telephone,
        "contact_email": CONTACT.email,
        "version": "0",
        **values,
    }


def selected(series: Series, centre: Centre) -> set[str]:
    """The numbers that are ticked."""
    ticks = SelectedCandidate.objects.filter(candidate__series=series, candidate__centre=centre)
    return set(ticks.values_list("candidate__number", flat=True))
