"""Forms for inviting people, changing their role, and accepting an invitation."""

from collections.abc import Container
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import QueryDict

from centres.models import Role, User
from centres.permissions import ROLE_DESCRIPTIONS
from results_portal.forms.guarded import GuardedForm, one_line

ROLE_CHOICES = [(role.value, f"{role.label}: {ROLE_DESCRIPTIONS[role]}") for role in Role]


class RoleForm(GuardedForm):
    """What somebody may do for the centre."""

    role = forms.ChoiceField(
        label="Role",
        choices=ROLE_CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a role.", "invalid_choice": "Choose one of these roles."},
    )

    def __init__(self, *args: Any, roles: Container[str], **kwargs: Any) -> None:
        """`roles` are those that whoever fills in the form may give."""
        super().__init__(*args, **kwargs)
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField)  # noqa: S101 - tells the type checker which field it is
        role.choices = [(value, label) for value, label in ROLE_CHOICES if value in roles]


class InviteForm(RoleForm):
    """Whom to invite, and as what."""

    email = forms.EmailField(
        label="Email address",
        max_length=254,
        help_text="We send the invitation there. The person signs in with this address later.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Type the person's email address.",
            "invalid": "Type an email address, such as officer@school.example.",
        },
    )
    field_order = ("email", "role")


class NewAccountForm(GuardedForm):
    """An invited person's name and password."""

    name = forms.CharField(
        label="Your name",
        max_length=150,
        validators=[one_line],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Type your name, as colleagues know you."},
    )
    password1 = forms.CharField(
        label="Password",
        max_length=4096,
        strip=False,
        help_text="12 characters or more. Three or four words that don't belong together are strong and easy to type.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Choose a password."},
    )
    password2 = forms.CharField(
        label="Password again",
        max_length=4096,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Type the same password again."},
    )

    def __init__(self, data: QueryDict | None = None, *, email: str) -> None:
        super().__init__(data)
        self.email = email

    def clean(self) -> dict[str, Any]:
        """Both passwords are the same, and the rules for passwords are kept."""
        cleaned = super().clean()
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", "The two passwords differ. Type the same one twice.")
        elif first:
            try:
                validate_password(first, User(email=self.email, name=cleaned.get("name", "")))
            except ValidationError as why:
                self.add_error("password1", why)
        return cleaned
