"""The frame of officers' pages: whom I act for, what just happened, what is to be mended."""

import re

import pytest
from django import forms
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from candidates.models import Series
from centres.models import Centre, Membership, User
from centres.templatetags.grouping import in_groups_of_four


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def frame(user: User, centre: Centre, series: Series) -> str:
    return render_to_string("portal/base.html", {"user": user, "centre": centre, "series": series})


def test_the_page_says_for_whom_the_officer_acts(officer: User, centre: Centre, series: Series) -> None:
    assert "You act for centre PK123 Ravi Grammar School November 2026" in words(frame(officer, centre, series))


def test_an_officer_of_one_centre_has_none_to_change_to(officer: User, centre: Centre, series: Series) -> None:
    assert "Change centre" not in frame(officer, centre, series)


def test_an_officer_of_several_changes_between_them(
    officer: User, centre: Centre, other_centre: Centre, series: Series
) -> None:
    Membership.objects.create(user=officer, associate=other_centre.associate)

    assert '<a href="/portal/">Change centre</a>' in frame(officer, centre, series)


def test_a_visitor_is_offered_no_navigation() -> None:
    assert "Sign out" not in render_to_string("portal/base.html", {})


@pytest.mark.parametrize(
    ("level", "look", "role"),
    [(messages.ERROR, "wrong", "alert"), (messages.WARNING, "care", "status"), (messages.SUCCESS, "good", "status")],
)
def test_a_message_interrupts_only_when_something_is_wrong(level: int, look: str, role: str) -> None:
    storage = CookieStorage(RequestFactory().get("/"))
    storage.add(level, "Said.")

    html = render_to_string("components/messages.html", {"messages": storage})

    assert f'class="notice notice-{look}" role="{role}"' in html


class Example(forms.Form):
    name = forms.CharField()
    kind = forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect)

    def clean(self) -> None:
        self.add_error(None, "Both together don't fit.")


def test_each_error_leads_to_its_field() -> None:
    form = Example({})
    html = render_to_string("components/error_summary.html", {"form": form})

    assert re.findall(r"<li>(.*?)</li>", html) == [
        "Both together don&#x27;t fit.",
        '<a href="#id_name">Name: This field is required.</a>',
        '<a href="#id_kind_0">Kind: This field is required.</a>',
    ]


def test_without_errors_there_is_no_summary() -> None:
    assert render_to_string("components/error_summary.html", {"form": Example()}).strip() == ""


def test_a_key_is_shown_in_groups() -> None:
    assert in_groups_of_four("JBSWY3DPEHPK") == "JBSW Y3DP EHPK"


def test_a_label_is_the_fields_name_alone(client: Client, db: None) -> None:
    page = client.get("/portal/accounts/login/").content.decode()

    assert [" ".join(label.split()) for label in re.findall(r"<label[^>]*>(.*?)</label>", page, re.DOTALL)] == [
        "Email address",
        "Password",
    ]
