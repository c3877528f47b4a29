"""What is kept of a form: encrypted, for one account and one page, for half an hour, and never a secret."""

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from centres.accounts.kept_forms import store
from centres.models import KeptForm
from tests.support import builders

pytestmark = pytest.mark.django_db
PAGE = "/portal/PK123/november-2026/status/?q=Rahman"
TYPED = QueryDict("status=selected&candidates=0001&candidates=0007&contact_name=%D8%A2%D9%85%D9%86%DB%81+Malik")


def test_what_was_typed_comes_back_once_with_every_value() -> None:
    assert store.keep(TYPED, account="amna", path=PAGE)

    assert store.take(accounts=["amna"], path=PAGE) == TYPED
    assert store.take(accounts=["amna"], path=PAGE) is None


@pytest.mark.parametrize(("account", "path"), [("bilal", PAGE), ("amna", "/portal/PK207/november-2026/status/")])
def test_another_account_or_page_gets_nothing(account: str, path: str) -> None:
    store.keep(TYPED, account="amna", path=PAGE)

    assert store.take(accounts=[account], path=path) is None
    assert store.take(accounts=["amna"], path=PAGE) == TYPED


def test_a_row_that_is_given_to_another_account_does_not_open() -> None:
    store.keep(TYPED, account="amna", path=PAGE)
    KeptForm.objects.update(account="bilal")

    assert store.take(accounts=["bilal"], path=PAGE) is None


def test_nothing_comes_back_after_half_an_hour_and_what_is_old_goes() -> None:
    store.keep(TYPED, account="amna", path=PAGE)
    KeptForm.objects.update(kept_at=timezone.now() - timedelta(minutes=31))

    assert store.take(accounts=["amna"], path=PAGE) is None
    store.keep(TYPED, account="amna", path=PAGE)
    KeptForm.objects.update(kept_at=timezone.now() - timedelta(minutes=31))
    assert store.forget_old() == 1


def test_the_table_holds_neither_words_nor_addresses_nor_people() -> None:
    user = builders.make_user("amna@pk123.example")
    store.keep(TYPED, account=store.account_of(user), path=PAGE)

    row = str(KeptForm.objects.values().get())
    assert [word for word in ("selected", "0007", "Malik", "Rahman", "PK123", "amna@", "%D8") if word in row] == []


@pytest.mark.parametrize(
    "name", ["password", "password1", "oldpassword", "passphrase", "again", "code", "csrfmiddlewaretoken", "otp_token"]
)
def test_secrets_are_never_kept(name: str) -> None:
    store.keep(QueryDict(f"{name}=violet-harbour&contact_name=Amna"), account="amna", path=PAGE)

    assert store.take(accounts=["amna"], path=PAGE) == QueryDict("contact_name=Amna")


def test_only_the_newest_form_of_an_account_is_kept() -> None:
    store.keep(TYPED, account="amna", path=PAGE)
    store.keep(QueryDict("delay=2"), account="amna", path="/elsewhere/")

    assert KeptForm.objects.count() == 1
    assert store.take(accounts=["amna"], path=PAGE) is None


def test_ten_thousand_ticks_are_kept_and_a_megabyte_is_not() -> None:
    ticks = "&".join(f"candidates={number:04}" for number in range(10_000))

    assert store.keep(QueryDict(ticks), account="amna", path=PAGE)
    assert not store.keep(QueryDict(f"contact_name={'x' * 1_000_000}"), account="amna", path=PAGE)
