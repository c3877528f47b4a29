"""A centre closed, and opened again.

Nobody acts for a centre that is closed. Its candidates sat the examinations all the same: whoever has access keeps it,
and results open for them when they would have. What needs the school (giving access, letters, questions) is over.
"""

from dataclasses import dataclass, replace
from typing import ClassVar, Self

from django.utils import timezone

from access.board_changes.centre_names import PERMISSION, locked_centre
from access.board_changes.change import Change, Preview
from access.board_changes.consequences import letters_ready, record, series_of
from access.eligibility import with_access
from access.letters.batch_requests import withdraw_letters
from candidates.models import Candidate
from centres.members.people import people_of
from centres.models import Centre, Invitation, User
from results_portal.text.counted import counted


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseCentre(Change):
    """Nobody acts for `centre` afterwards."""

    permission: ClassVar[str] = PERMISSION

    centre: Centre

    def locked(self) -> Self:
        return replace(self, centre=locked_centre(self.centre))

    def preview(self) -> Preview:
        centre = self.centre
        people, series = people_of(centre), series_of(centre)
        entered = Candidate.objects.filter(centre=centre, withdrawn=False)
        ready = len(letters_ready(centre))
        has, all_of_them = with_access(entered).count(), entered.count()
        sentences = [
            (
                f"{counted(len(people.members), 'person', 'people')} of its own and "
                f"{counted(len(people.associates), 'person', 'people')} of its Associate reach it no longer, from the "
                "next request on. Their accounts stay, for other centres."
            ),
            f"{counted(len(people.invitations), 'open invitation is', 'open invitations are')} revoked.",
            (
                f"{has:,} of {counted(all_of_them, 'candidate', 'candidates')} in {len(series)} series "
                "have access and keep it: username, password and sessions stay, and results open when they would have."
            ),
            (
                f"{all_of_them - has:,} have no access, and nobody there can give it any more. Move them to another "
                "centre, or merge the centre into one, if they are to have it."
            ),
            "Questions go to the contact whom the centre named, as long as that person answers.",
            (
                f"{counted(ready, 'set of letters is', 'sets of letters are')} removed: nobody could "
                "download them. Letters that were handed out work as ever."
            ),
            "Files can't add candidates to it any more. It can be opened again.",
        ]
        return Preview(what=f"{centre} is closed", sentences=tuple(sentences), blocks=tuple(_blocks(centre)))

    def apply(self, *, reason: str, by: User) -> None:
        centre = self.centre
        centre.closed_at = timezone.now()
        centre.save(update_fields=["closed_at"])
        revoked = revoke_invitations(centre)
        remove_letters(centre)
        record(
            "close centre",
            by=by,
            places=[centre],
            target=str(centre),
            details={"invitations revoked": revoked},
            reason=reason,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenCentre(Change):
    """The members of `centre` act for it again."""

    permission: ClassVar[str] = PERMISSION

    centre: Centre

    def locked(self) -> Self:
        return replace(self, centre=locked_centre(self.centre))

    def preview(self) -> Preview:
        people = people_of(self.centre)
        sentences = (
            (
                f"{counted(len(people.members), 'person', 'people')} of its own and "
                f"{counted(len(people.associates), 'person', 'people')} of its Associate act for it again."
            ),
            "Who has access stays as it is. Letters are made when an officer asks for them.",
            "Invitations that were revoked stay so.",
        )
        blocks = []
        if self.centre.closed_at is None:
            blocks.append("The centre is not closed.")
        return Preview(what=f"{self.centre} is open again", sentences=sentences, blocks=tuple(blocks))

    def apply(self, *, reason: str, by: User) -> None:
        self.centre.closed_at = self.centre.merged_into = None
        self.centre.save(update_fields=["closed_at", "merged_into"])
        record("open centre again", by=by, places=[self.centre], target=str(self.centre), details={}, reason=reason)


def revoke_invitations(centre: Centre) -> int:
    """Nobody joins a centre that is closed; returns how many were open."""
    invitations = Invitation.objects.filter(centre=centre, accepted_at=None, revoked_at=None)
    return invitations.update(revoked_at=timezone.now())


def remove_letters(centre: Centre) -> None:
    """Letters that lie ready or are being made: nobody could download them."""
    for series in {batch.series for batch in letters_ready(centre)}:
        withdraw_letters(series=series, centre=centre)


def _blocks(centre: Centre) -> list[str]:
    if centre.closed_at:
        return ["The centre is closed already."]
    return []
