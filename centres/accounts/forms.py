"""allauth's forms, labelled for this service: a label says what belongs in a field, so no placeholder repeats it.

Like forms of our own they take each field once.
"""

from collections.abc import Callable
from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as second_step
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.forms.utils import ErrorDict

from results_portal.forms.guarded import TWICE, repeated
from results_portal.forms.json_field import CarefulJSONField

LABELS = {
    "login": "Email address",
    "email": "Email address",
    "password": "Password",
    "oldpassword": "Present password",
    "password1": "New password",
    "password2": "New password again",
    "code": "Code",
    "name": "Name of the key",
}
MISSING = {
    "login": "Type your email address.",
    "email": "Type your email address.",
    "password": "Type your password.",
    "oldpassword": "Type your present password.",
    "password1": "Type a new password.",
    "password2": "Type the new password again.",
    "code": "Type the code.",
    "name": "Give the key a name.",
}


class Labelled:
    """Mixed into a form of allauth's: the words above, no placeholders, and no field twice."""

    fields: dict[str, Any]
    data: Any
    add_error: Callable[[str, str], None]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.error_messages["required"] = MISSING.get(name, field.error_messages["required"])
            field.widget.attrs.pop("placeholder", None)

    def full_clean(self) -> None:
        """What arrived twice is refused before anything else happens: looking at a code already uses it up."""
        twice = repeated(self.fields, self.data)
        if not twice:
            super().full_clean()  # type: ignore[misc]
            return
        self._errors, self.cleaned_data = ErrorDict(), dict[str, Any]()
        for name in twice:
            self.add_error(name, TWICE)


def said_by_key() -> CarefulJSONField:
    """What the browser was told by a passkey."""
    return CarefulJSONField(widget=forms.HiddenInput)


class SignInForm(Labelled, account.LoginForm):
    pass


class ForgottenPasswordForm(Labelled, account.ResetPasswordForm):
    pass


class NewPasswordForm(Labelled, account.ResetPasswordKeyForm):
    pass


class ChangePasswordForm(Labelled, account.ChangePasswordForm):
    pass


class PasswordAgainForm(Labelled, account.ReauthenticateForm):
    pass


class SecondStepForm(Labelled, second_step.AuthenticateForm):
    pass


class SecondStepAgainForm(Labelled, second_step.ReauthenticateForm):
    pass


class AppForm(Labelled, totp.ActivateTOTPForm):
    pass


class AddKeyForm(Labelled, webauthn.AddWebAuthnForm):
    credential = said_by_key()


class KeyForm(Labelled, webauthn.AuthenticateWebAuthnForm):
    credential = said_by_key()


class KeyAgainForm(Labelled, webauthn.ReauthenticateWebAuthnForm):
    credential = said_by_key()


class RenameKeyForm(Labelled, webauthn.EditWebAuthnForm):
    pass
