"""For the fields of models: a code has to follow the board's pattern."""

from django.core.exceptions import ValidationError
from django.utils.deconstruct import deconstructible

from results_portal.codes.current import code_form
from results_portal.models import CodeKind


@deconstructible
class FollowsPattern:
    """Raises `ValidationError` for what doesn't look like a code of this kind, as the table says at this moment."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def __call__(self, value: str) -> None:
        form = code_form(CodeKind(self.kind))
        if not form.matches(value):
            raise ValidationError(form.sentence, code="invalid")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FollowsPattern) and other.kind == self.kind

    def __hash__(self) -> int:
        return hash(self.kind)
