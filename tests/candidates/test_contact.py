"""Whom candidates can ask."""

import pytest

from candidates.contact import Contact


@pytest.mark.parametrize(
    ("telephone", "dialled"),
    [
        ("+92 42 1234567", "+92421234567"),
        ("(042) 123-4567", "0421234567"),
        ("042 1234567 ext. 12", "0421234567"),
        ("042 1234567 x12", "0421234567"),
        ("+92 42 1234567, +92 300 7654321", "+92421234567"),
        ("042 1234567 or 0300 7654321", "0421234567"),
        ("042 1234567 / 0300 7654321", "0421234567"),
        ("", ""),
    ],
)
def test_a_telephone_dials_the_first_number_without_its_extension(telephone: str, dialled: str) -> None:
    assert Contact(name="Sana Malik", telephone=telephone).dial == dialled


def test_fields_of_settings_and_forms_are_named_alike() -> None:
    contact = Contact(name="Sana Malik", email="sana@pk123.example")

    assert Contact.from_fields(contact.as_fields()) == contact
    assert contact.as_fields() == {
        "contact_name": "Sana Malik",
        "contact_telephone": "",
        "contact_email": "sana@pk123.example",
    }
