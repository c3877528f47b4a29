"""The four kinds of codes, what each is called, and the patterns that hold until a board says otherwise."""

from dataclasses import dataclass

from results_portal.codes.pattern import Pattern
from results_portal.models import CodeKind


@dataclass(frozen=True, slots=True)
class CodeForm:
    """How codes of one kind look, and whether one of zeros alone is refused."""

    kind: CodeKind
    pattern: Pattern

    def matches(self, text: str) -> bool:
        """Whether `text` is such a code. Nobody is candidate 0000."""
        if self.kind is CodeKind.CANDIDATE_NUMBER and not text.strip("0"):
            return False
        return self.pattern.matches(text)

    @property
    def like(self) -> str:
        """What it has to look like: "two capital letters and three digits, like PK123"."""
        letters, digits = _SAMPLES[self.kind]
        between, width = "", self.pattern.digits
        if self.kind is CodeKind.CANDIDATE_NUMBER and width:
            between = f" from {1:0{width}} to {'9' * width}"
        return f"{self.pattern.words}{between}, like {self.pattern.example(letters=letters, digits=digits)}"

    @property
    def sentence(self) -> str:
        """ "A centre number has two capital letters and three digits, like PK123."."""
        return f"A {self.kind.label.lower()} has {self.like}.".replace("A option", "An option")


_SAMPLES = {
    CodeKind.CENTRE_NUMBER: ("PKRSTVWXYZAB", "123"),
    CodeKind.CANDIDATE_NUMBER: ("CDEFGHJKLMNP", "42"),
    CodeKind.SYLLABUS_CODE: ("MATHSENGLISH", "9709"),
    CodeKind.OPTION_CODE: ("BXCDEFGHJKLM", "12"),
}
# Those of the board that the service was made for.
FIRST = {
    CodeKind.CENTRE_NUMBER: "AA999",
    CodeKind.CANDIDATE_NUMBER: "9999",
    CodeKind.SYLLABUS_CODE: "9999",
    CodeKind.OPTION_CODE: "AA",
}
FIRST_FORMS = {kind: CodeForm(kind, Pattern(written)) for kind, written in FIRST.items()}
