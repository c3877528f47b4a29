"""What a candidate types to sign in."""

from django import forms

from access.credentials.hashers import normalise
from access.sign_in.authenticate import could_be_username
from results_portal.forms.guarded import GuardedForm

# Long enough for every hyphen and space that somebody may add, short enough to cost nothing.
LONGEST_TYPED = 100


class CandidateSignInForm(GuardedForm):
    """Username and password, both as forgiving as `access.credentials.hashers.normalise`."""

    username = forms.CharField(max_length=LONGEST_TYPED, error_messages={"required": "Type your username."})
    password = forms.CharField(
        max_length=LONGEST_TYPED,
        strip=False,
        widget=forms.PasswordInput(render_value=False),
        error_messages={"required": "Type your password."},
    )


def username_from_letter(given: str) -> str:
    """The username that a letter's QR code brings along; "" for anything that isn't made like one."""
    name = normalise(given[:LONGEST_TYPED])
    return name if could_be_username(name) else ""
