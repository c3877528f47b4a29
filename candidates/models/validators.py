"""What codes and numbers look like."""

from django.core.validators import RegexValidator

FOUR_DIGITS = RegexValidator(r"^[0-9]{4}\Z", "Four digits: 0042.")
