"""What somebody types to check a statement."""

from django import forms

from letters.statements import codes
from results_portal.forms.guarded import GuardedForm

# Long enough for every hyphen and space that somebody may add, short enough to cost nothing.
LONGEST_CODE = 60


class CheckForm(GuardedForm):
    """Code and family name, both as forgiving as `letters.statements.codes`."""

    code = forms.CharField(
        max_length=LONGEST_CODE,
        error_messages={"required": "Type the code.", "max_length": "A code has 16 letters and numbers."},
    )
    family_name = forms.CharField(max_length=150, error_messages={"required": "Type the family name."})


def code_from_address(given: str) -> str:
    """The code that a statement's QR code brings along, as printed; "" for anything that isn't made like one."""
    plain = codes.plain_code(given[:LONGEST_CODE])
    return codes.printed(plain) if codes.could_be_code(plain) else ""
