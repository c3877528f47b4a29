"""*Administer Exams*: an officer's centres, and for each the way to its Candidate Results Website."""

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from candidates.models import Candidate, Series
from centres.models import Associate, Centre, User
from tests.support import builders

PAGE = "/portal/"
LINK = re.compile(r'<a href="(/portal/[A-Z]{2}[0-9]{3}/[^"]+)"[^>]*>Candidate Results Website</a>')


@pytest.fixture
def associate_client(client: Client, associate_officer: User) -> Client:
    """A browser in which the Associate's officer is signed in."""
    client.force_login(associate_officer)
    return client


def page(client: Client, query: str = "") -> str:
    response = client.get(f"{PAGE}{query}")
    assert response.status_code == 200
    return response.content.decode()


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def signed_in(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def attach(associate: Associate, count: int, series: Series) -> None:
    for number in range(count):
        centre = builders.make_centre(f"ZZ{number:03}", associate=associate)
        builders.make_candidate(series, centre)


def test_an_officer_of_one_centre_is_one_click_from_its_website(officer_client: Client, candidate: Candidate) -> None:
    html = page(officer_client)

    assert re.findall(r"<h1>(.*?)</h1>", html) == ["Administer Exams"]
    assert LINK.findall(html) == ["/portal/PK123/november-2026/"]


def test_the_series_that_is_released_last_comes_first(
    officer_client: Client, candidate: Candidate, centre: Centre
) -> None:
    earlier = builders.make_series("June 2026")
    builders.make_release(earlier, "IGCSE", builders.in_the_past())
    builders.make_candidate(earlier, centre)

    assert LINK.findall(page(officer_client)) == ["/portal/PK123/november-2026/", "/portal/PK123/june-2026/"]


def test_each_link_says_for_whom_it_is_where_it_is_heard(officer_client: Client, candidate: Candidate) -> None:
    html = page(officer_client)

    described = re.findall(r'aria-describedby="([^"]+)">Candidate Results Website', html)
    assert described == ["centre-PK123 service-PK123-1"]
    assert all(f'id="{name}"' in html for name in described[0].split())


def test_a_centre_without_the_service_is_told_whom_to_write_to(
    officer_client: Client, candidate: Candidate, settings: Settings
) -> None:
    settings.CUSTOMER_SERVICES_EMAIL = "help@board.example"
    Centre.objects.update(results_service=False)

    html = page(officer_client)

    assert LINK.findall(html) == []
    assert "This centre doesn't have the Candidate Results Service. To have it, write to help@board.example" in words(
        html
    )


def test_a_centre_without_candidates_learns_when_the_link_appears(officer_client: Client) -> None:
    assert "No candidates are entered yet. The link to the Candidate Results Website appears here" in words(
        page(officer_client)
    )


def test_an_associates_officer_sees_every_attached_centre_and_no_other(
    associate_client: Client, other_centre: Centre, centre: Centre
) -> None:
    builders.make_centre("AE400", name="Marina College", associate=other_centre.associate)

    html = words(page(associate_client))

    assert "You act for 2 centres." in html
    assert [name for name in ("Creekside", "Marina", "Ravi") if name in html] == ["Creekside", "Marina"]


def test_up_to_eight_centres_there_is_no_search(associate_client: Client, associate: Associate, series: Series) -> None:
    attach(associate, 8, series)

    assert "Find a centre" not in page(associate_client)


@pytest.mark.parametrize(("search", "found"), [("zz007", ["ZZ007"]), ("MARINA", ["AE400"]), ("mari coll", ["AE400"])])
def test_many_centres_are_searched_by_number_or_name(
    associate_client: Client, associate: Associate, series: Series, search: str, found: list[str]
) -> None:
    attach(associate, 12, series)
    builders.make_candidate(series, builders.make_centre("AE400", name="Marina College", associate=associate))

    html = page(associate_client, f"?q={search}")

    assert [address.split("/")[2] for address in LINK.findall(html)] == found
    assert f"1 of your 13 centres match “{search}”." in words(html)


def test_a_search_that_finds_nothing_offers_the_whole_list(
    associate_client: Client, associate: Associate, series: Series
) -> None:
    attach(associate, 9, series)

    html = words(page(associate_client, "?q=nowhere"))

    assert "No centre of yours has “nowhere” in its number or name. Show all your centres" in html


def test_beyond_fifty_centres_there_are_pages(associate_client: Client, associate: Associate, series: Series) -> None:
    attach(associate, 60, series)

    queries = ("", "?page=2", "?page=99", "?page=x")
    assert [len(LINK.findall(page(associate_client, query))) for query in queries] == [50, 10, 10, 50]


@pytest.mark.parametrize("query", ["?q=%00", "?q=" + "x" * 5000, "?page=%00", "?page=1e400", "?q=%ED%A0%80"])
def test_odd_queries_show_the_page(associate_client: Client, associate: Associate, series: Series, query: str) -> None:
    attach(associate, 9, series)

    assert associate_client.get(f"{PAGE}{query}").status_code == 200


def test_somebody_without_a_centre_is_told_whom_to_write_to(client: Client, db: None, settings: Settings) -> None:
    settings.CUSTOMER_SERVICES_EMAIL = "help@board.example"
    user = builders.make_user("new@school.example")

    html = words(page(signed_in(client, user)))

    assert "Your account isn't linked to a centre yet Write to help@board.example" in html


def test_staff_without_a_centre_are_led_to_the_admin(client: Client, staff: User) -> None:
    assert "You are the board's staff. Go to Board administration" in words(page(signed_in(client, staff)))


@pytest.mark.parametrize("count", [2, 150])
def test_the_number_of_queries_does_not_grow_with_the_centres(
    associate_client: Client,
    associate: Associate,
    series: Series,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    attach(associate, count, series)
    page(associate_client)

    # session, user, count, page, candidates' series, series, roles, exceptions; Associates, candidates' series, series
    with django_assert_num_queries(15):
        page(associate_client)


def test_removing_a_centre_from_its_associate_hides_it_at_once(associate_client: Client, other_centre: Centre) -> None:
    assert "Creekside" in page(associate_client)

    other_centre.associate = None
    other_centre.save()

    assert "Creekside" not in page(associate_client)
