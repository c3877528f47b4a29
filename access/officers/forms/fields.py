"""Fields that several forms have: candidates ticked in a table, a version of the settings, whom candidates can ask."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator

from candidates.contact import Contact
from results_portal.forms.guarded import GuardedForm, one_line

FEWEST_DIGITS = 6
LONGEST_TELEPHONE = 100
LARGEST_VERSION = 2**31 - 1


class TickedRows(forms.CheckboxSelectMultiple):
    """Checkboxes that a table draws; an error about them leads to that table, which has the field's id."""

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return id_


class NumbersField(forms.Field):
    """Candidate numbers, as a list of texts; whether they exist is for the domain to say."""

    widget = TickedRows

    def to_python(self, value: Any) -> frozenset[str]:
        return frozenset(value or ())


class VersionField(forms.IntegerField):
    """The version of the settings with which the form was opened. Nobody types it, so any error says `reopen`."""

    def __init__(self, *, reopen: str) -> None:
        super().__init__(
            widget=forms.HiddenInput,
            min_value=0,
            max_value=LARGEST_VERSION,
            error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), reopen),
        )


class TelephoneField(forms.CharField):
    """A telephone number as a school writes it: with brackets and dashes, an extension, or a second number."""

    widget = forms.TextInput(attrs={"type": "tel", "maxlength": str(LONGEST_TELEPHONE)})

    def to_python(self, value: Any) -> str:
        """The text without the marks that a phone's contacts put around a number, with plain spaces, dashes, digits."""
        text = unicodedata.normalize("NFKC", super().to_python(value) or "")
        text = re.sub("[\u2010-\u2015\u2212]", "-", text)
        shown = "".join(_plain_digit(sign) for sign in text if unicodedata.category(sign) != "Cf")
        return " ".join(shown.split(" ")).strip()


def _plain_digit(sign: str) -> str:
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    return sign


def telephone_number(text: str) -> None:
    """Raise `ValidationError` unless `text` looks like one telephone number or two, each perhaps with an extension."""
    for number in re.split(r"[,;/&]|\bor\b", text):
        main, *extension = re.split(r"(?:\bext(?:ension)?\b\.?|x(?=[ 0-9])|#)", number, maxsplit=1, flags=re.IGNORECASE)
        sound = re.fullmatch(r"[0-9+() .-]*", main) and len(re.findall("[0-9]", main)) >= FEWEST_DIGITS
        if not sound or not all(re.fullmatch(r"[ :.]*[0-9]{1,6} *", part) for part in extension):
            raise ValidationError(
                "Write the number with at least six digits: +92 42 1234567. An extension may follow, as “ext. 12”, "
                "and a second number after a comma."
            )


def line(label: str, *, longest: int, **options: Any) -> forms.CharField:
    """An optional line of text, at most `longest` characters."""
    too_long = MaxLengthValidator(longest, f"Keep this to {longest} characters.")
    field = forms.CharField(label=label, required=False, **options)
    field.validators = [one_line, too_long, *field.validators]
    field.widget.attrs["maxlength"] = str(longest)
    return field


class ContactForm(GuardedForm):
    """A form that names whom candidates can ask. None of the fields is needed in itself.

    Their names are those of `candidates.contact.CONTACT_FIELDS`.
    """

    contact_name = line("Name", longest=100)
    contact_telephone = TelephoneField(
        label="Telephone number",
        required=False,
        validators=[
            one_line,
            MaxLengthValidator(LONGEST_TELEPHONE, f"Keep this to {LONGEST_TELEPHONE} characters."),
            telephone_number,
        ],
    )
    contact_email = forms.EmailField(
        label="Email address",
        required=False,
        max_length=254,
        error_messages={
            "invalid": "Write the address like name@school.example.",
            "max_length": "Keep this to 254 characters.",
        },
    )

    def contact_fields(self) -> list[forms.BoundField]:
        """The fields, as a page draws them."""
        return [self[name] for name in ContactForm.base_fields]

    def contact(self) -> Contact:
        """The contact as it was typed; of a valid form, the contact to be saved.

        What was typed wrongly is taken as given: it has an error of its own already.
        """
        names = ContactForm.base_fields
        typed = {name: self.cleaned_data.get(name) or self.data.get(name, "").strip() for name in names}
        return Contact.from_fields(typed)
