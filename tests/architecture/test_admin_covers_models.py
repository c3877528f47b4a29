"""Staff find every model of this project in the admin, and in each list what they look for."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.db.models import Model

from centres.permissions.staff_roles import ROOMS

MODELS = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]
# A handful of rows each, whatever the size of the board: a search is enough.
SHORT = {"candidates.Qualification", "candidates.Series", "centres.Associate", "results_portal.AuditHead"}
SHORT |= {"results_portal.Installation"}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_each_model_has_a_list_that_can_be_searched_and_filtered(model: type[Model]) -> None:
    page = admin.site._registry[model]

    assert page.search_fields
    assert len(page.list_display) > 1
    assert bool(page.list_filter) != (model._meta.label in SHORT)
