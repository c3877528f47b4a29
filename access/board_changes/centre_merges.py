"""A centre merged into another one: candidates and people go there together, so passwords stay as they are.

A candidate who moves alone leaves their letter behind with others, so its password ends. In a merger those who handed
the letters out come along. Whoever had access keeps it unless the other centre gives access to nobody; nobody gains it
unless the other one gives it to all.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import batched
from typing import Any, ClassVar, Self

from django.utils import timezone

from access.board_changes.centre_closures import remove_letters, revoke_invitations
from access.board_changes.centre_names import PERMISSION, first_series
from access.board_changes.change import AskedFor, Change, Preview
from access.board_changes.consequences import (
    delay_of,
    earlier_in_words,
    holds_joined,
    later_in_words,
    letters_out,
    record,
    renew_letters,
    series_of,
    settings_at,
    shortened,
)
from access.board_changes.exceptions import Gone
from access.eligibility import with_access
from access.models import AccessSettings, SelectedCandidate, Status
from access.text import in_ranges
from candidates.embargo.earlier_openings import holds_of_centre, kept_back_at
from candidates.models import Candidate, ChangeRequest, Hold, Series
from candidates.second_person.requests import key_in
from centres.members.notifications import announce_joined, announce_removed
from centres.models import Centre, Membership, User
from letters.models import LetterBatch, LetterDownload
from results_portal.text.counted import counted

CHUNK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeCentres(Change):
    """Everything of `centre` is `into`'s afterwards, and `centre` is closed."""

    permission: ClassVar[str] = PERMISSION

    centre: Centre
    into: Centre

    def locked(self) -> Self:
        rows = Centre.objects.select_for_update(no_key=True).filter(pk__in=[self.centre.pk, self.into.pk])
        found = {centre.pk: centre for centre in rows.order_by("pk")}
        if self.centre.pk not in found or self.into.pk not in found:
            raise Gone
        list(Candidate.objects.select_for_update().filter(centre__in=found).order_by("pk").values_list("pk"))
        return replace(self, centre=found[self.centre.pk], into=found[self.into.pk])

    def preview(self) -> Preview:
        centre, into = self.centre, self.into
        series = series_of(centre)
        keys = [each.pk for each in series]
        return Preview(
            what=f"{centre} is merged into {into}",
            sentences=(
                *self._of_candidates(series),
                *self._of_letters(series),
                *later_in_words(centre, into, keys),
                *holds_joined(into, keys),
                self._of_members(),
                (
                    f"{centre.number} is closed: nobody acts for it, and files can't add candidates to it any more. "
                    "This can't be undone in one step."
                ),
            ),
            blocks=tuple(self._blocks(series)),
            by_two=(*earlier_in_words(centre, into, keys), *self._shorter_delays(series)),
        )

    def apply(self, *, reason: str, by: User) -> None:
        centre, into = self.centre, self.into
        series = series_of(centre)
        moved = Candidate.objects.filter(centre=centre).count()
        for each in series:
            _carry_access(each, centre, into)
        remove_letters(centre)
        Hold.objects.filter(centre=centre, candidate__centre=centre).update(centre=into)
        Candidate.objects.filter(centre=centre).update(centre=into)
        LetterDownload.objects.filter(centre=centre).update(centre=into)
        members = _carry_members(centre, into, by)
        revoked = revoke_invitations(centre)
        centre.closed_at, centre.merged_into = timezone.now(), into
        centre.save(update_fields=["closed_at", "merged_into"])
        for each in series:
            had = LetterBatch.objects.filter(series=each, centre=centre).exists()
            renew_letters(each, into, by, had=had)
        details = {"from": centre.number, "to": into.number, "candidates": moved, "members": members}
        details["invitations revoked"] = revoked
        record("merge centre", by=by, places=[centre, into], target=str(centre), details=details, reason=reason)

    def asked_for(self) -> AskedFor:
        return AskedFor(
            kind=ChangeRequest.Kind.CHANGE_CENTRE,
            series=first_series(self.centre, self.into),
            target=f"merger of centre {self.centre.pk}",
            after={"centre": self.into.number},
        )

    def _of_candidates(self, series: Iterable[Series]) -> list[str]:
        centre, into = self.centre, self.into
        sentences = []
        for each in series:
            entered = centre.candidates.filter(series=each, withdrawn=False)
            had = with_access(entered).count()
            kept = had
            if _settings_then(each, centre, into).status == Status.NONE or not into.results_service:
                kept = 0
            elif _settings_then(each, centre, into).status == Status.ALL:
                kept = entered.count()
            sentences.append(
                f"{each}: {counted(entered.count(), 'candidate goes', 'candidates go')} to {into.number} with entries, "
                f"results and holds. {had:,} have access now, {kept:,} afterwards ({self._whose_settings(each)})."
            )
        return sentences

    def _whose_settings(self, series: Series) -> str:
        if _settings_then(series, self.centre, self.into).centre_id == self.centre.pk:
            return f"{self.into.number} has chosen nothing yet, so the settings come along"
        label = settings_at(series, self.into).get_status_display()
        return f"the settings and the contact of {self.into.number} count: {label}"

    def _of_letters(self, series: list[Series]) -> list[str]:
        out = letters_out(self.centre, series)
        sentences = ["Usernames, passwords and sessions stay: those who handed the letters out come along."]
        if out:
            sentences.append(
                f"{counted(out, 'letter', 'letters')} that were handed out or sent name {self.centre.number}: marked "
                f"as out of date. Letters are made anew for {self.into.number}."
            )
        sentences.append("What was downloaded and sent stays on record, with the other centre's.")
        return sentences

    def _of_members(self) -> str:
        joining = sum(each.user_id not in _users(self.into) for each in _members_to_carry(self.centre, self.into))
        return (
            f"{counted(joining, 'person', 'people')} of {self.centre.number} act for {self.into.number} from now on, "
            "with the role that they have, and are told by e-mail. Open invitations are revoked."
        )

    def _shorter_delays(self, series: Iterable[Series]) -> list[str]:
        return [
            f"{each}: {self.centre.number} shows results later than their release, {self.into.number} less so."
            for each in series
            if _settings_then(each, self.centre, self.into).delay < delay_of(each, self.centre)
        ]

    def _blocks(self, series: list[Series]) -> list[str]:
        centre, into = self.centre, self.into
        if centre.pk == into.pk:
            return ["Choose another centre."]
        blocks = [f"{each.number} is closed." for each in (centre, into) if each.closed_at]
        for each in series:
            taken = into.candidates.filter(series=each).values("number")
            numbers = centre.candidates.filter(series=each, number__in=taken).values_list("number", flat=True)
            if numbers:
                blocks.append(
                    f"{each}: both centres have the candidate numbers {in_ranges(numbers)}. Change them first."
                )
        holds = holds_of_centre(centre, [each.pk for each in series])
        blocks += [f"{hold}: ends with the centre. End it at the release desk first, by two people." for hold in holds]
        return shortened(blocks)


def read(_series: Series, target: str) -> dict[str, Any]:
    """How the centre stands now, locked."""
    centre = Centre.objects.select_for_update(no_key=True).filter(pk=key_in(target)).first()
    if centre is None:
        return {"open": False}
    numbers = centre.candidates.order_by("pk").count()
    return {"open": centre.closed_at is None, "candidates": numbers, "kept back by": kept_back_at(centre)}


def merger_asked(request: ChangeRequest) -> MergeCentres | None:
    """The merger that a request asks for; None where one of both isn't there any more."""
    centre = Centre.objects.filter(pk=key_in(request.target)).first()
    into = Centre.objects.filter(number=request.after["centre"]).first()
    if centre is None or into is None:
        return None
    return MergeCentres(centre=centre, into=into)


def _settings_then(series: Series, centre: Centre, into: Centre) -> AccessSettings:
    """The settings that count afterwards: those of the other centre, if it has any for the series."""
    found = AccessSettings.objects.filter(series=series, centre=into).first()
    return found or settings_at(series, centre)


def _carry_access(series: Series, centre: Centre, into: Centre) -> None:
    """Tick exactly those who have access now, and bring the settings along where the other centre has none."""
    leaving = centre.candidates.filter(series=series)
    had = set(with_access(leaving).values_list("pk", flat=True))
    ticks = SelectedCandidate.objects.filter(candidate__in=leaving)
    ticked = set(ticks.values_list("candidate_id", flat=True))
    for chunk in batched(sorted(ticked - had), CHUNK):
        SelectedCandidate.objects.filter(candidate__in=chunk).delete()
    rows = (SelectedCandidate(candidate_id=pk, selected_by=f"merger of {centre.number}") for pk in sorted(had - ticked))
    SelectedCandidate.objects.bulk_create(rows, batch_size=CHUNK)
    if not AccessSettings.objects.filter(series=series, centre=into).exists():
        AccessSettings.objects.filter(series=series, centre=centre).update(centre=into)


def _members_to_carry(centre: Centre, into: Centre) -> list[Membership]:
    """The centre's members, without those who act on the word of an Associate that the other one isn't attached to."""
    members = Membership.objects.in_force().filter(centre=centre).select_related("user", "centre")
    return [each for each in members.order_by("pk") if each.granted_through_id in {None, into.associate_id}]


def _users(centre: Centre) -> set[int]:
    return set(centre.memberships.values_list("user_id", flat=True))


def _carry_members(centre: Centre, into: Centre, by: User) -> list[str]:
    """Bring members along; who acts for the other centre already keeps the role there. Returns their addresses."""
    there = _users(into)
    carried = defaultdict(list)
    for membership in _members_to_carry(centre, into):
        if membership.user_id in there:
            continue
        announce_removed(membership, by=by)
        membership.centre = into
        membership.save(update_fields=["centre"])
        announce_joined(membership, by=by)
        carried["joined"].append(membership.user.email)
    return carried["joined"]
