"""A candidate withdrawn from the series, and taken back."""

from dataclasses import dataclass, replace
from typing import ClassVar, Self

from access.board_changes.change import Change, Preview
from access.board_changes.consequences import locked_candidate, record, renew_letters, settings_at
from access.eligibility import with_access
from access.models import Credential, Status
from candidates.history.record import record_staff_candidate, stored_values
from candidates.identity import moved_away
from candidates.models import Candidate
from centres.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal(Change):
    """`candidate` is withdrawn from the series afterwards, or with `back` no longer."""

    permission: ClassVar[str] = "candidates.move_candidate"

    candidate: Candidate
    back: bool = False

    def locked(self) -> Self:
        return replace(self, candidate=locked_candidate(self.candidate.pk))

    def preview(self) -> Preview:
        candidate = self.candidate
        return Preview(
            what=f"{candidate.centre.number} {candidate.number} {candidate.full_name}, {candidate.series}",
            sentences=tuple(self._of_return() if self.back else self._of_withdrawal()),
            blocks=tuple(self._blocks()),
        )

    def apply(self, *, reason: str, by: User) -> None:
        candidate = self.candidate
        said = stored_values(candidate)
        candidate.withdrawn = not self.back
        candidate.save(update_fields=["withdrawn"])
        record_staff_candidate(candidate, before=said, by=by.email, reason=reason)
        renew_letters(candidate.series, candidate.centre, by)
        place, series, target = [candidate.centre], candidate.series.slug, str(candidate)
        details = {"number": candidate.number}
        if self.back:
            record(
                "take back withdrawal",
                by=by,
                places=place,
                details=details,
                reason=reason,
                series=series,
                target=target,
            )
        else:
            record(
                "withdraw candidate", by=by, places=place, details=details, reason=reason, series=series, target=target
            )

    def _of_withdrawal(self) -> list[str]:
        candidate = self.candidate
        sentences = ["The candidate has no access any more, whatever the centre chooses, from the next request on."]
        if Credential.objects.filter(candidate=candidate).exists():
            sentences.append(
                "The username and password open nothing as long as that is so. They are kept, so that the same letter "
                "works again if the withdrawal is taken back."
            )
        if with_access(Candidate.objects.filter(pk=candidate.pk)).exists():
            sentences.append("The centre's letters are made anew without this one.")
        sentences.append("Entries and results are kept and shown to nobody. Later loads leave the withdrawal as it is.")
        return sentences

    def _of_return(self) -> list[str]:
        candidate = self.candidate
        status = Status(settings_at(candidate.series, candidate.centre).status)
        sentences = ["The candidate is entered again, with the entries and results that were kept."]
        if status == Status.NONE:
            sentences.append("The centre gives access to nobody, so this one has none either.")
        elif status == Status.ALL or hasattr(candidate, "selected"):
            sentences.append("The centre gives access, so the candidate has it from the next request on.")
            if Credential.objects.filter(candidate=candidate).exists():
                sentences.append("The username and password of the earlier letter work again.")
        else:
            sentences.append("The centre has selected others, so the candidate has no access until it is selected.")
        sentences.append("Results are seen as for everybody: what is released, and not held or stopped.")
        return sentences

    def _blocks(self) -> list[str]:
        if self.candidate.withdrawn != self.back:
            return ["The candidate is not withdrawn." if self.back else "The candidate is withdrawn already."]
        if self.back and moved_away(Candidate.objects.filter(pk=self.candidate.pk)).exists():
            return ["The same person stands at another centre in this series. Move them back from there."]
        if self.back and self.candidate.centre.closed_at:
            return ["The centre is closed. Move the candidate to another one."]
        return []
