"""Which letters to take with a passphrase, and the passphrase, typed twice."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from access.letters.downloads import Choice
from letters.models.downloads import ALL_LETTERS, CHANGED_LETTERS, DOWNLOAD_KINDS, NEW_LETTERS, FileFormat
from results_portal.forms.guarded import GuardedForm

SHORTEST, LONGEST = 12, 100

_CHOOSE = dict.fromkeys(("required", "invalid_choice"), "Choose one of these.")


def _typeable(passphrase: str) -> None:
    """Programs that open PDFs don't all treat other characters alike, and a file that nobody can open is lost."""
    if not (passphrase.isascii() and passphrase.isprintable()):
        raise ValidationError("Use letters without accents, digits, spaces and signs such as - or !")


class PassphraseField(forms.CharField):
    """Typed as a password is, and never shown again. Spaces at its ends belong to it."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(
            label=label,
            strip=False,
            max_length=LONGEST,
            widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "spellcheck": "false"}),
            **kwargs,
        )


class ProtectedForm(GuardedForm):
    """Letters that open with a passphrase alone."""

    what = forms.ChoiceField(
        label="Which letters",
        choices=[
            (ALL_LETTERS.value, "All letters"),
            (CHANGED_LETTERS.value, "Changed letters only"),
            (NEW_LETTERS.value, "New letters only"),
        ],
        initial=ALL_LETTERS.value,
        widget=forms.RadioSelect,
        error_messages=_CHOOSE,
    )
    form = forms.ChoiceField(
        label="As",
        choices=[
            (FileFormat.PDF, "One PDF, by candidate number"),
            (FileFormat.GROUPED, "One PDF, by teaching group"),
            (FileFormat.ZIP, "Zip with a PDF for each candidate"),
        ],
        initial=FileFormat.PDF,
        widget=forms.RadioSelect,
        error_messages=_CHOOSE,
    )
    passphrase = PassphraseField(
        "Passphrase",
        min_length=SHORTEST,
        validators=[_typeable],
        help_text=f"At least {SHORTEST} characters. Four words that don't belong together are easy to remember.",
        error_messages={
            "required": "Enter a passphrase.",
            "min_length": f"Enter at least {SHORTEST} characters.",
            "max_length": f"Enter at most {LONGEST} characters.",
        },
    )
    again = PassphraseField("The same passphrase again", error_messages={"required": "Enter the passphrase again."})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if {"passphrase", "again"} <= cleaned.keys() and cleaned["passphrase"] != cleaned["again"]:
            self.add_error("again", "This is not the same passphrase. Enter both again.")
        return cleaned

    def choice(self) -> Choice:
        """What a valid form asks for."""
        clean = self.cleaned_data
        kind, form = DOWNLOAD_KINDS[clean["what"]], FileFormat(clean["form"])
        return Choice(kind=kind, form=form, passphrase=clean["passphrase"])
