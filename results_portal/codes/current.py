"""The patterns as the board's table has them now."""

from results_portal.codes.kinds import FIRST_FORMS, CodeForm
from results_portal.codes.pattern import Pattern
from results_portal.models import CodeKind, CodePattern


def code_forms() -> dict[CodeKind, CodeForm]:
    """How codes of each kind look. One query."""
    written = {CodeKind(kind): text for kind, text in CodePattern.objects.values_list("kind", "pattern")}
    return FIRST_FORMS | {kind: CodeForm(kind, Pattern(text)) for kind, text in written.items()}


def code_form(kind: CodeKind) -> CodeForm:
    """How codes of one kind look. One query."""
    return code_forms()[kind]
