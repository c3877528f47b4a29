import pytest
from pytest_django.fixtures import Settings

from results_portal.crypto.encryption import CannotOpen, seal, unseal


def test_what_was_sealed_opens_in_its_own_place_only() -> None:
    sealed = seal(b"secret", purpose="password", context=b"row 1")

    assert unseal(sealed, purpose="password", context=b"row 1") == b"secret"
    with pytest.raises(CannotOpen):
        unseal(sealed, purpose="password", context=b"row 2")
    with pytest.raises(CannotOpen):
        unseal(sealed, purpose="letters", context=b"row 1")


def test_an_older_key_still_opens_until_it_is_listed_no_longer(settings: Settings) -> None:
    old, new = "o" * 40, "n" * 40
    settings.LETTERS_KEYS = (old,)
    sealed = seal(b"secret", purpose="password", context=b"")

    settings.LETTERS_KEYS = (new, old)
    assert unseal(sealed, purpose="password", context=b"") == b"secret"

    settings.LETTERS_KEYS = (new,)
    with pytest.raises(CannotOpen, match="no longer lists"):
        unseal(sealed, purpose="password", context=b"")


def test_a_changed_byte_does_not_open() -> None:
    sealed = bytearray(seal(b"secret", purpose="password", context=b""))
    sealed[-1] ^= 1

    with pytest.raises(CannotOpen):
        unseal(bytes(sealed), purpose="password", context=b"")
