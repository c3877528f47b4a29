"""Edit status, as an officer and a browser see it."""

import html
import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from access.models import AccessSettings, Status
from candidates.models import Candidate, Series
from centres.models import Centre, Role, User
from results_portal.models import AuditEntry
from tests.support import builders
from tests.support.giving import CONTACT, PAGE, enter, save, selected, typed
from tests.support.previews import confirmed

STATUS = f"{PAGE}status/"


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


def ticked_in(response: Any) -> set[str]:
    return set(re.findall(r'name="candidates" value="(\d{4})" checked', response.content.decode()))


def chosen_in(response: Any) -> list[str]:
    return re.findall(r'name="status" value="(\w+)"[^>]* checked', response.content.decode())


def errors_in(response: Any) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = response.context["form"].errors
    return errors


def test_it_has_the_labels_of_the_design(entered: list[Candidate], officer_client: Client) -> None:
    page = text(officer_client.get(STATUS))

    labels = [label.strip() for label in re.findall(r"<label[^>]*>\s*([^<]+?)\s*<", page)]
    for name in ("No candidates", "All candidates", "Selected candidates", "Name", "Telephone number", "Email address"):
        assert labels.count(name) == 1
    assert re.search(r'<button class="btn btn-primary" type="submit">Confirm</button>', page)


def test_at_first_nobody_is_chosen_and_nobody_ticked(entered: list[Candidate], officer_client: Client) -> None:
    page = officer_client.get(STATUS)

    assert chosen_in(page) == ["none"]
    assert ticked_in(page) == set()


def test_giving_all_saves_and_leads_back(
    entered: list[Candidate], series: Series, centre: Centre, officer_client: Client
) -> None:
    response = officer_client.post(STATUS, typed(), follow=True)

    assert response.redirect_chain == [(PAGE, 302)]
    assert "Saved: All candidates. 3 candidates have access." in text(response)
    settings = AccessSettings.objects.get()
    assert (settings.status, settings.contact_name, settings.contact_telephone, settings.contact_email) == (
        "all",
        CONTACT.name,
        CONTACT.telephone,
        CONTACT.email,
    )


def test_giving_selected_saves_the_ticks(
    entered: list[Candidate], series: Series, centre: Centre, officer_client: Client
) -> None:
    officer_client.post(STATUS, typed(status="selected", candidates=["0001", "0003"]))

    assert selected(series, centre) == {"0001", "0003"}


def test_taking_all_access_away_needs_nothing_else(
    entered: list[Candidate], series: Series, centre: Centre, officer: User, officer_client: Client
) -> None:
    save(series, centre, officer)

    confirmed(officer_client, STATUS, {"status": "none", "version": "1"})

    assert AccessSettings.objects.get().status == Status.NONE


def test_what_is_missing_is_said_beside_each_field_and_in_a_summary(
    entered: list[Candidate], officer_client: Client
) -> None:
    response = officer_client.post(STATUS, {"status": "all", "version": "0", "contact_email": " "})

    assert errors_in(response) == {
        "deals_with_queries": ["Tick this to show that your centre will deal with queries from candidates."],
        "contact_name": ["Enter the name of the person whom candidates can ask."],
        "contact_telephone": ["Enter a telephone number or an email address, or both."],
    }
    page = text(response)
    for field in ("id_deals_with_queries", "id_contact_name", "id_contact_telephone"):
        assert f'<a href="#{field}">' in page
        tag = re.search(rf'<input[^>]* id="{field}"[^>]*>', page)
        assert tag
        assert 'aria-invalid="true"' in tag[0]
        assert f"{field}_error" in tag[0]
        assert f'id="{field}_error"' in page
    assert not AccessSettings.objects.exists()


def test_what_was_typed_is_never_lost(entered: list[Candidate], officer_client: Client) -> None:
    response = officer_client.post(
        STATUS,
        typed(status="selected", candidates=["0002"], contact_name="", contact_telephone="call me", contact_email="a@"),
    )

    assert chosen_in(response) == ["selected"]
    assert ticked_in(response) == {"0002"}
    assert 'value="call me"' in text(response)
    assert 'value="a@"' in text(response)
    assert sorted(errors_in(response)) == ["contact_email", "contact_name", "contact_telephone"]


def test_nobody_selected_is_said_at_the_table(entered: list[Candidate], officer_client: Client) -> None:
    response = officer_client.post(STATUS, typed(status="selected"))

    assert errors_in(response) == {"candidates": ["Select at least one candidate, or choose No candidates."]}
    assert '<a href="#id_candidates">' in text(response)
    assert 'id="id_candidates"' in text(response)


def test_no_choice_at_all_is_refused(entered: list[Candidate], officer_client: Client) -> None:
    response = officer_client.post(STATUS, {"version": "0"})

    assert errors_in(response) == {"status": ["Choose who has access."]}
    assert '<a href="#id_status_0">' in text(response)


@pytest.mark.parametrize("name", ["status", "contact_name", "contact_telephone", "contact_email", "version"])
def test_a_field_that_comes_twice_is_refused(name: str, entered: list[Candidate], officer_client: Client) -> None:
    first = typed()[name]

    response = officer_client.post(STATUS, typed(**{name: [first, first]}))

    assert errors_in(response) == {name: ["This arrived twice with one form. Choose again, once."]}
    assert not AccessSettings.objects.exists()


def test_none_and_all_at_once_is_refused(entered: list[Candidate], officer_client: Client) -> None:
    response = officer_client.post(STATUS, typed(status=["none", "all"]))

    assert "status" in errors_in(response)
    assert not AccessSettings.objects.exists()


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("+92 42 1234567", None),
        ("(042) 123-456", None),
        ("123456", None),
        ("0049.30.123456", None),
        ("042 1234567 ext. 12", None),
        ("042 1234567 x12", None),
        ("042 1234567#12", None),
        ("042 1234567, 042 7654321", None),
        ("042 1234567 / 0300 1234567", None),
        ("042 1234567 or 0300 1234567 ext 5", None),
        ("+92\u00a042\u20131234567", "+92 42-1234567"),
        ("\u202a+92 42 1234567\u202c", "+92 42 1234567"),
        ("\u0660\u0664\u0662 \u0661\u0662\u0663\u0664\u0665\u0666", "042 123456"),
    ],
)
def test_telephone_numbers_as_schools_write_them(
    written: str, kept: str | None, entered: list[Candidate], officer_client: Client
) -> None:
    officer_client.post(STATUS, typed(contact_telephone=written))

    assert AccessSettings.objects.get().contact_telephone == (kept or written)


@pytest.mark.parametrize(
    "number",
    ["12345", "ask at the office", "+", "123456x", "1" * 101, "123\n456", "123456,", "123456 ext", "1234567, 12"],
)
def test_what_is_no_telephone_number(number: str, entered: list[Candidate], officer_client: Client) -> None:
    response = officer_client.post(STATUS, typed(contact_telephone=number))

    assert list(errors_in(response)) == ["contact_telephone"]


@pytest.mark.parametrize("name", ["Ayesha\nSiddiqui", "\u202eAyesha", "A\x00", "A\x1b[0m", "x" * 101, "A\ufffd"])
def test_what_is_no_name(name: str, entered: list[Candidate], officer_client: Client) -> None:
    response = officer_client.post(STATUS, typed(contact_name=name))

    assert list(errors_in(response)) == ["contact_name"]


@pytest.mark.parametrize("name", ["مهنا نشوة", "Nguyễn Thị Ánh", "क्षत्रिय", "می‌خواهم", "李小龙", "O'Brien-Łęcki"])
def test_names_in_any_script(name: str, entered: list[Candidate], officer_client: Client) -> None:
    officer_client.post(STATUS, typed(contact_name=name))

    assert AccessSettings.objects.get().contact_name == name


def test_a_stale_form_says_who_changed_what_and_keeps_what_was_typed(
    entered: list[Candidate], series: Series, centre: Centre, officer_client: Client
) -> None:
    colleague = builders.make_officer(centre, email="colleague@pk123.example")
    save(series, centre, colleague, Status.SELECTED, selection={"0001"})

    response = officer_client.post(STATUS, typed(contact_name="Bilal Ahmed"))

    page = text(response)
    assert "colleague@pk123.example has changed who has access since this page was opened" in page
    assert "What holds now: Selected candidates." in page
    assert 'value="Bilal Ahmed"' in page
    assert chosen_in(response) == ["all"]
    assert 'name="version" value="1"' in page
    assert AccessSettings.objects.get().contact_name == CONTACT.name


def test_after_the_warning_confirming_again_is_kept(
    entered: list[Candidate], series: Series, centre: Centre, officer_client: Client
) -> None:
    colleague = builders.make_officer(centre, email="colleague@pk123.example")
    save(series, centre, colleague, Status.SELECTED, selection={"0001"})
    officer_client.post(STATUS, typed())

    officer_client.post(STATUS, typed(version="1"))

    assert AccessSettings.objects.get().status == Status.ALL


def test_a_double_post_is_harmless(entered: list[Candidate], officer_client: Client) -> None:
    officer_client.post(STATUS, typed())

    response = officer_client.post(STATUS, typed())

    assert response.status_code == 302
    assert AuditEntry.objects.filter(action="change access status").count() == 1


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "1.5"])
def test_a_version_that_is_none_asks_to_open_the_page_again(
    version: str, entered: list[Candidate], officer_client: Client
) -> None:
    response = officer_client.post(STATUS, typed(version=version))

    assert errors_in(response) == {"version": ["Open Edit status again and confirm from there."]}
    assert not AccessSettings.objects.exists()


def test_fields_of_the_visitors_own_change_nothing(
    entered: list[Candidate], series: Series, other_centre: Centre, officer_client: Client
) -> None:
    enter(series, other_centre, 1)

    officer_client.post(
        STATUS, typed(centre=other_centre.pk, series="june-2026", changed_by="x@example.org", by="y", id="7")
    )

    settings = AccessSettings.objects.get()
    assert (settings.centre.number, settings.changed_by) == ("PK123", "officer@pk123.example")


def test_another_centres_candidate_is_not_found(
    entered: list[Candidate], series: Series, other_centre: Centre, officer_client: Client
) -> None:
    enter(series, other_centre, 1, start=700)

    response = officer_client.post(STATUS, typed(status="selected", candidates=["0001", "0700"]))

    assert response.status_code == 404
    assert not AccessSettings.objects.exists()


def test_a_withdrawn_candidate_cannot_be_ticked_and_is_refused(
    entered: list[Candidate], series: Series, centre: Centre, officer_client: Client
) -> None:
    Candidate.objects.filter(number="0002").update(withdrawn=True)

    response = officer_client.post(STATUS, typed(status="selected", candidates=["0001", "0002"]))

    assert "0002" in errors_in(response)["candidates"][0]
    assert 'value="0002"' not in response.content.decode()


def test_whoever_has_access_now_is_ticked_at_first(
    entered: list[Candidate], series: Series, centre: Centre, officer: User, officer_client: Client
) -> None:
    save(series, centre, officer, Status.ALL)

    assert ticked_in(officer_client.get(STATUS)) == {"0001", "0002", "0003"}


def test_under_no_candidates_the_ticks_of_an_earlier_time_are_there_again(
    entered: list[Candidate], series: Series, centre: Centre, officer: User, officer_client: Client
) -> None:
    save(series, centre, officer, Status.SELECTED, selection={"0002"})
    save(series, centre, officer, Status.NONE)

    assert ticked_in(officer_client.get(STATUS)) == {"0002"}


@pytest.mark.parametrize("role", [Role.RESULTS_VIEWER, Role.HEAD])
@pytest.mark.parametrize("method", ["get", "head", "post"])
def test_who_may_only_look_may_not_edit(
    role: Role, method: str, entered: list[Candidate], officer: User, officer_client: Client
) -> None:
    officer.memberships.update(role=role)

    response: HttpResponse = getattr(officer_client, method)(STATUS, typed() if method == "post" else None)

    assert response.status_code == 403
    assert not AccessSettings.objects.exists()


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_not_allowed(method: str, entered: list[Candidate], officer_client: Client) -> None:
    assert getattr(officer_client, method)(STATUS).status_code == 405


def test_a_long_list_is_loaded_when_it_is_needed(series: Series, centre: Centre, officer_client: Client) -> None:
    enter(series, centre, 101)

    page = text(officer_client.get(STATUS))
    part = officer_client.get(f"{STATUS}candidates/", {"q": "0101"})

    assert 'type="checkbox" name="candidates"' not in page
    assert f'hx-get="{STATUS}candidates/"' in page
    assert re.findall(r'name="candidates" value="(\d{4})"', part.content.decode()) == ["0101"]
    assert 'data-found="0101"' in text(part)


def test_whoever_is_ticked_beyond_the_list_is_named_by_number(
    series: Series, centre: Centre, officer: User, officer_client: Client
) -> None:
    enter(series, centre, 103)
    save(series, centre, officer, Status.SELECTED, selection={"0001", "0101", "0102", "0103"})

    page = officer_client.get(STATUS)

    assert ticked_in(page) == {"0001"}
    assert re.findall(r"<textarea[^>]*>\s*([^<]*)<", page.content.decode()) == ["0101 to 0103"]
