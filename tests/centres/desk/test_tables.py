"""The administration's tables by theme."""

from django.contrib import admin

from centres.desk.tables import OTHER, THEMES, themes
from centres.permissions.staff_roles import StaffRole
from tests.support.desk import make_staff
from tests.support.signed_in import browser_of


def test_each_table_of_the_administration_stands_under_one_theme() -> None:
    arranged = [name for names in THEMES.values() for name in names]

    assert len(arranged) == len(set(arranged))
    assert set(arranged) == {model._meta.label_lower for model in admin.site._registry}


def test_a_table_that_nobody_arranged_is_shown_all_the_same() -> None:
    class Unknown:
        class _meta:  # noqa: N801 - the name that Django gives it
            label_lower = "somewhere.unknown"

    shown = {"models": [{"model": Unknown, "name": "unknowns", "admin_url": "/admin/somewhere/unknown/"}]}

    (theme,) = themes([shown])

    assert (theme.heading, theme.tables[0].name) == (OTHER, "Unknowns")


def test_support_is_offered_what_it_may_open_and_no_results(db: None) -> None:
    page = browser_of(make_staff(StaffRole.SUPPORT, "support")).get("/admin/tables/").content.decode()

    assert "Access to results" in page
    assert "/admin/candidates/candidate/" in page
    assert "/admin/candidates/result/" not in page


def test_the_first_page_leads_to_the_tables_and_shows_none(db: None) -> None:
    page = browser_of(make_staff(StaffRole.SUPPORT, "support")).get("/admin/").content.decode()

    assert 'href="/admin/tables/"' in page
    assert "/admin/candidates/candidate/add/" not in page
    assert "App list" not in page
