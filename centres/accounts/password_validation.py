"""Words that anybody who attacks this service tries first; a password has to be one without them."""

import re

from django.core.exceptions import ValidationError

from centres.models import User

# Names of the service, of what it is about and of roles in it. Longer ones stand before those that they contain.
WORDS = (
    "administrator",
    "certificate",
    "cambridge",
    "candidate",
    "associate",
    "qualification",
    "november",
    "password",
    "welcome",
    "results",
    "officer",
    "centre",
    "letters",
    "service",
    "support",
    "school",
    "series",
    "igcse",
    "march",
    "grade",
    "exams",
    "admin",
    "board",
    "exam",
    "june",
)
LEAST_BESIDES = 8
_WORDS = re.compile("|".join(WORDS))
_FILLING = re.compile(r"[\W_]|20\d\d")


class ServiceWordsValidator:
    """What remains without those words, years and punctuation has to be long enough to be a secret by itself."""

    def validate(self, password: str, user: User | None = None) -> None:
        secret = _FILLING.sub("", _WORDS.sub("", password.casefold()))
        if len(secret) < LEAST_BESIDES:
            raise ValidationError(self.get_help_text(), code="password_of_service_words")

    def get_help_text(self) -> str:
        return (
            f"Words about exams and this service are guessed first: let at least {LEAST_BESIDES} characters be others."
        )
