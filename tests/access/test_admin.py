"""What staff see of access in the administration: settings and states, never a secret, and nothing to change."""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from access.models import AccessSettings, ChangeNotice, Credential, EarlierSettings, SelectedCandidate, Status
from candidates.models import Series
from centres.models import Centre, User
from tests.support.credentials import give_credential
from tests.support.giving import enter, save
from tests.support.signed_in import sign_in

MODELS = ["accesssettings", "selectedcandidate", "credential"]


@pytest.fixture
def staff_client(client: Client, staff: User) -> Client:
    return sign_in(client, staff)


@pytest.fixture
def rows(series: Series, centre: Centre, officer: User) -> dict[str, int]:
    """One row of each model, by the model's name."""
    [candidate] = enter(series, centre, 1)
    settings = save(series, centre, officer, Status.SELECTED, selection={"0001"})
    return {
        "accesssettings": settings.pk,
        "selectedcandidate": SelectedCandidate.objects.get().pk,
        "credential": give_credential(candidate).pk,
    }


@pytest.mark.parametrize("model", MODELS)
def test_staff_look_and_change_nothing(model: str, rows: dict[str, int], staff_client: Client) -> None:
    asked = {
        verb: staff_client.get(reverse(f"admin:access_{model}_{verb}", args=args)).status_code
        for verb, args in (("changelist", []), ("change", [rows[model]]), ("add", []), ("delete", [rows[model]]))
    }

    assert asked == {"changelist": 200, "change": 200, "add": 403, "delete": 403}
    assert staff_client.post(reverse(f"admin:access_{model}_change", args=[rows[model]]), {}).status_code == 403


def test_no_secret_of_a_credential_is_shown(rows: dict[str, int], staff_client: Client) -> None:
    credential = Credential.objects.get()

    page = staff_client.get(reverse("admin:access_credential_change", args=[credential.pk])).content.decode()

    assert credential.username in page
    assert credential.password_hash not in page
    assert "sealed" not in page.replace("letter_can_be_printed", "")


@pytest.mark.parametrize("model", MODELS[:3])
@pytest.mark.parametrize("count", [1, 40])
def test_lists_take_the_same_number_of_queries_for_many(
    *,
    count: int,
    model: str,
    series: Series,
    centre: Centre,
    officer: User,
    staff_client: Client,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    candidates = enter(series, centre, count)
    save(series, centre, officer, Status.SELECTED, selection={candidate.number for candidate in candidates})
    for candidate in candidates:
        give_credential(candidate, username=f"USER{candidate.number}")

    with django_assert_max_num_queries(9):
        staff_client.get(reverse(f"admin:access_{model}_changelist"))


def test_every_model_of_access_is_in_the_administration() -> None:
    registered = {model for model in admin.site._registry if model._meta.app_label == "access"}

    assert registered == {AccessSettings, EarlierSettings, SelectedCandidate, Credential, ChangeNotice}
