"""Addresses of the admin filter by what their page offers, and by no other column."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import Field, Model
from django.test import Client, RequestFactory

from candidates.models import Candidate, Result, Series
from centres.models import User
from centres.permissions import staff_groups
from centres.permissions.staff_roles import ROOMS, StaffRole
from results_portal.admin_base.filters import allowed_lookups
from tests.support import builders
from tests.support.signed_in import browser_of, sign_in

SECRET = [
    "centres/user/?password__startswith=argon2",
    "centres/user/?password__regex=a",
    "centres/user/?memberships__user__password__startswith=argon2",
    "access/credential/?password_hash__startswith=pbkdf2",
    "access/credential/?sealed_password__isnull=0",
    "candidates/candidate/?entries__result__isnull=0",
    "candidates/candidate/?entries__result__held=1",
    "candidates/candidate/?credential__password_hash__startswith=a",
    "candidates/entry/?result__isnull=0",
    "candidates/entry/?result__grade=A",
    "candidates/series/?candidates__entries__result__isnull=0",
    "centres/centre/?candidates__entries__result__held=1",
    "letters/letterbatch/?centre__memberships__user__password__startswith=a",
    "results_portal/auditentry/?details__icontains=a",
    "results_portal/audithead/?seal__startswith=a",
]
OFFERED = [
    "centres/user/?is_active__exact=1",
    "centres/user/?memberships__role__exact=head",
    "centres/user/?groups__id__exact=1",
    "centres/centre/?associate__id__exact=1",
    "centres/centre/?associate__isnull=True",
    "candidates/release/?releases_at__year=2026&releases_at__month=11",
    "candidates/entry/?candidate__series__id__exact=1",
    "letters/letterbatch/?requested_at__gte=2026-01-01+00:00:00%2B00:00&requested_at__lt=2027-01-01+00:00:00%2B00:00",
    "access/accesssettings/?status__exact=all",
]
MODELS = [model for model in admin.site._registry if model._meta.app_label in ROOMS]


@pytest.mark.parametrize("address", SECRET)
def test_an_address_filters_by_nothing_that_its_page_does_not_offer(client: Client, staff: User, address: str) -> None:
    assert sign_in(client, staff).get(f"/admin/{address}").status_code == 400


@pytest.mark.parametrize("address", OFFERED)
def test_an_address_filters_by_what_its_page_offers(client: Client, staff: User, address: str) -> None:
    assert sign_in(client, staff).get(f"/admin/{address}").status_code == 200


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_link_of_a_pages_filters_is_allowed(model: type[Model], staff: User) -> None:
    request = RequestFactory().get("/")
    request.user = staff
    found = admin.site._registry[model]

    for filter_ in found.get_changelist_instance(request).filter_specs:
        assert {*filter_.expected_parameters()} - {None} <= allowed_lookups(found, request)


def test_no_column_is_open_to_a_page_without_filters(staff: User) -> None:
    request = RequestFactory().get("/")
    request.user = staff

    assert allowed_lookups(admin.site._registry[Series], request) == frozenset()
    assert [field for field in Series._meta.get_fields() if isinstance(field, Field)]


@pytest.mark.usefixtures("candidate")
def test_support_cannot_ask_who_has_a_result(client: Client, candidate: Candidate) -> None:
    staff_groups.put_in_order()
    support = builders.make_user("support@board.example", is_staff=True)
    support.groups.add(Group.objects.get(name=StaffRole.SUPPORT))
    key = Result.objects.filter(entry__candidate=candidate)[0].pk

    answers = {
        browser_of(support).get(f"/admin/candidates/{model}/?{lookup}").status_code
        for model, lookup in [("entry", f"result__id__exact={key}"), ("candidate", f"entries__result={key}")]
    }

    assert answers == {400}
