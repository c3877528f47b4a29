"""A centre renamed, or put into another country."""

from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

from access.board_changes.change import AskedFor, Change, Preview
from access.board_changes.consequences import (
    earlier_in_words,
    later_in_words,
    letters_out,
    letters_ready,
    record,
    renew_letters,
    series_of,
)
from access.board_changes.exceptions import Gone
from candidates.embargo.earlier_openings import earlier_openings, kept_back_at
from candidates.models import Candidate, ChangeRequest, Series
from candidates.second_person.requests import key_in
from centres.models import Centre, User
from results_portal.text.counted import counted

PERMISSION = "centres.merge_centre"


def first_series(before: Centre, after: Centre) -> Series:
    """The series under which a request is kept: the first one in which something opens earlier."""
    openings = earlier_openings(before=before, after=after)
    if openings:
        return openings[0].release.series
    return Series.objects.latest("pk")


def locked_centre(centre: Centre) -> Centre:
    """The centre as it stands now, locked until the transaction ends. Raises `Gone`."""
    found = Centre.objects.select_for_update(no_key=True).filter(pk=centre.pk).first()
    if found is None:
        raise Gone
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameCentre(Change):
    """`centre` is called `name` afterwards."""

    permission: ClassVar[str] = PERMISSION

    centre: Centre
    name: str

    def locked(self) -> Self:
        return replace(self, centre=locked_centre(self.centre))

    def preview(self) -> Preview:
        centre = self.centre
        out = letters_out(centre, series_of(centre))
        stale = f"{counted(out, 'letter', 'letters')} that were handed out or sent say the old name"
        sentences = [f"{centre.name} → {self.name}"]
        if out:
            sentences.append(f"{stale}: marked as out of date. Their passwords still work.")
        else:
            sentences.append("No letter is out that says the old name.")
        ready = len(letters_ready(centre))
        if ready:
            sentences.append(f"{counted(ready, 'set of letters is', 'sets of letters are')} made anew at once.")
        sentences.append("Who acts for the centre and who has access stay as they are. Its number stays as well.")
        blocks = () if centre.name != self.name else ("That is its name already.",)
        return Preview(what=f"The name of {centre.number}", sentences=tuple(sentences), blocks=blocks)

    def apply(self, *, reason: str, by: User) -> None:
        before = self.centre.name
        self.centre.name = self.name
        self.centre.save(update_fields=["name"])
        for batch in letters_ready(self.centre):
            renew_letters(batch.series, self.centre, by)
        details = {"before": {"name": before}, "after": {"name": self.name}}
        record("rename centre", by=by, places=[self.centre], target=str(self.centre), details=details, reason=reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeCountry(Change):
    """`centre` is in `country` afterwards."""

    permission: ClassVar[str] = PERMISSION

    centre: Centre
    country: str

    def locked(self) -> Self:
        return replace(self, centre=locked_centre(self.centre))

    def preview(self) -> Preview:
        centre, then = self.centre, self._then()
        people = Candidate.objects.filter(centre=centre, withdrawn=False).count()
        earlier, later = earlier_in_words(centre, then), later_in_words(centre, then)
        sentences = [f"{centre.country} → {self.country}", *later]
        if not earlier and not later:
            sentences.append("No exception of a release depends on it: everything opens when it does now.")
        else:
            sentences.append(f"The centre has {counted(people, 'candidate', 'candidates')} in all its series.")
            sentences.append("Letters that name an instant that moves are marked as out of date.")
        sentences.append("The time zone stays: where the clocks differ as well, change it in the list of centres.")
        blocks = () if centre.country != self.country else ("That is its country already.",)
        return Preview(
            what=f"The country of {centre}", sentences=tuple(sentences), blocks=blocks, by_two=tuple(earlier)
        )

    def apply(self, *, reason: str, by: User) -> None:
        before = self.centre.country
        self.centre.country = self.country
        self.centre.save(update_fields=["country"])
        for batch in letters_ready(self.centre):
            renew_letters(batch.series, self.centre, by)
        details = {"before": {"country": before}, "after": {"country": self.country}}
        record(
            "change centre's country",
            by=by,
            places=[self.centre],
            target=str(self.centre),
            details=details,
            reason=reason,
        )

    def asked_for(self) -> AskedFor:
        return AskedFor(
            kind=ChangeRequest.Kind.CHANGE_CENTRE,
            series=first_series(self.centre, self._then()),
            target=f"country of centre {self.centre.pk}",
            after={"country": self.country},
        )

    def _then(self) -> Centre:
        return Centre(pk=self.centre.pk, number=self.centre.number, country=self.country)


def read_country(_series: Series, target: str) -> dict[str, Any]:
    """How the centre stands now, locked."""
    centre = Centre.objects.select_for_update(no_key=True).filter(pk=key_in(target)).first()
    if centre is None:
        return {"country": ""}
    return {"country": centre.country, "kept back by": kept_back_at(centre)}


def country_asked(request: ChangeRequest) -> ChangeCountry | None:
    """The change that a request asks for; None where the centre isn't there any more."""
    centre = Centre.objects.filter(pk=key_in(request.target)).first()
    if centre is None:
        return None
    return ChangeCountry(centre=centre, country=request.after["country"])
