"""What codes and numbers look like."""

import re

from django.core.validators import RegexValidator

OPTION_CODE = re.compile("[A-Z]{2}")
FOUR_DIGITS = RegexValidator(r"^[0-9]{4}\Z", "Four digits: 0042.")


def is_option_code(code: str) -> bool:
    """Whether this can be an option's code: two capital letters."""
    return OPTION_CODE.fullmatch(code) is not None
