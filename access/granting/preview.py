"""What a change of who has access would do: who gains and loses it, and what becomes of letters and e-mails.

It is worked out from what is there and writes nothing. `access_status`, `selection` and `delay` say what is wanted.
"""

import json
from collections.abc import Set
from dataclasses import astuple, dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.db.models import Exists, OuterRef

from access.eligibility import allowed
from access.granting.changes import SettingsFields
from access.granting.holdings import Holdings, holdings_of
from access.models import AccessSettings, Credential, Status
from candidates.models import Candidate, Entry, Release

# A change is shown before it is made where more candidates than this gain or lose access.
SMALL = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePreview:
    """What would be so after a change of `settings`, which are those of now.

    Candidates are in order of their numbers. `new_passwords` counts those who get their first one, `letters` the
    letters that would be made; of the letters that somebody took, `useless` open nothing any more, `outdated` say
    something old. `unsent` e-mails wait now and would not go out; `sent_outdated` are those sent that say something
    old.
    """

    settings: AccessSettings
    status: str
    delay: timedelta
    gaining: list[Candidate]
    losing: list[Candidate]
    new_passwords: int
    letters: int
    useless: int
    outdated: int
    unsent: int
    sent_outdated: int
    digest: str

    @property
    def version(self) -> int:
        """The version of the settings that this was worked out from."""
        return self.settings.version

    @property
    def changes_delay(self) -> bool:
        return self.delay != self.settings.delay

    @property
    def is_large(self) -> bool:
        """Whether somebody should see this before it is done."""
        to_nobody = self.status == Status.NONE and bool(self.losing)
        return to_nobody or self.changes_delay or len(self.gaining) + len(self.losing) > SMALL

    @property
    def status_then(self) -> str:
        return Status(self.status).label

    @property
    def changes_status(self) -> bool:
        return self.status != self.settings.status


def preview_of(
    settings: AccessSettings, *, fields: SettingsFields, ticks: Set[int], delay: timedelta | None = None
) -> ChangePreview:
    """What bringing `settings` to these fields, ticks (candidates' keys) and this delay would do."""
    delay = settings.delay if delay is None else delay
    roll = _roll(settings)
    then = _with_access(settings, roll, status=fields.status, ticks=ticks)
    gaining = [person for person in roll if person.pk in then and not person.is_allowed]
    losing = [person for person in roll if person.is_allowed and person.pk not in then]
    staying = {person.pk for person in roll if person.is_allowed and person.pk in then}
    rewritten = staying if fields.contact != settings.contact else set()
    if delay != settings.delay:
        rewritten = rewritten | (staying & _with_a_release(settings))
    lost = {person.pk for person in losing}
    held = holdings_of(series=settings.series, centre=settings.centre)
    return ChangePreview(
        settings=settings,
        status=fields.status,
        delay=delay,
        gaining=gaining,
        losing=losing,
        new_passwords=sum(not person.has_password for person in roll if person.pk in then),
        letters=len(then) if gaining or losing or rewritten else 0,
        digest=_digest(settings, fields, delay, gaining, losing),
        **_of_letters(held, lost=lost, rewritten=rewritten),
    )


def _of_letters(held: Holdings, *, lost: Set[int], rewritten: Set[int]) -> dict[str, int]:
    return {
        "useless": len(held.taken & lost),
        "outdated": len(held.taken & rewritten),
        "unsent": len(held.waiting & (lost | rewritten)),
        "sent_outdated": len(held.sent & rewritten),
    }


def _roll(settings: AccessSettings) -> list[Any]:
    """Everyone who can have access, with whether they have it now, and a password."""
    people = settings.centre.candidates.filter(series=settings.series, withdrawn=False)
    password = Exists(Credential.objects.filter(candidate=OuterRef("pk")))
    return list(people.annotate(is_allowed=allowed(), has_password=password).order_by("number"))


def _with_access(settings: AccessSettings, roll: list[Any], *, status: str, ticks: Set[int]) -> set[int]:
    """Whom `access.eligibility` would let in then."""
    if status == Status.NONE or not settings.centre.results_service:
        return set()
    return {person.pk for person in roll if status == Status.ALL or person.pk in ticks}


def _with_a_release(settings: AccessSettings) -> set[int]:
    """Whose letters name an instant."""
    released = Release.objects.filter(series=settings.series).values("qualification")
    entries = Entry.objects.filter(
        candidate__series=settings.series,
        candidate__centre=settings.centre,
        withdrawn=False,
        qualification__in=released,
    )
    return set(entries.order_by().values_list("candidate_id", flat=True))


def _digest(
    settings: AccessSettings,
    fields: SettingsFields,
    delay: timedelta,
    gaining: list[Candidate],
    losing: list[Candidate],
) -> str:
    """By this a form that confirms says what was shown: another digest, and something has changed since."""
    people = [[str(person) for person in some] for some in (gaining, losing)]
    contact = astuple(fields.contact)
    seconds = delay.total_seconds()
    shown = [settings.version, fields.status, fields.deals_with_queries, contact, seconds, *people]
    return sha256(json.dumps(shown).encode()).hexdigest()[:32]
