"""Rooms above register what they offer for a centre; *Administer Exams* puts it together."""

from collections.abc import Sequence

import pytest

from centres.administer_exams import service_links
from centres.administer_exams.service_links import LinksByCentre, ServiceLink, links_for, offer
from centres.models import Centre


def link(label: str) -> ServiceLink:
    return ServiceLink(label=label, series="November 2026", address="/somewhere/")


@pytest.fixture
def empty_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service_links, "_providers", [])


def test_what_several_rooms_offer_stands_together(centre: Centre, other_centre: Centre, empty_registry: None) -> None:
    def first(centres: Sequence[Centre]) -> LinksByCentre:
        return {each.pk: [link("first")] for each in centres}

    def second(centres: Sequence[Centre]) -> LinksByCentre:
        return {centre.pk: [link("second")]}

    offer(first)
    offer(second)

    assert links_for([centre, other_centre]) == {
        centre.pk: [link("first"), link("second")],
        other_centre.pk: [link("first")],
    }


def test_without_rooms_nothing_is_offered(centre: Centre, empty_registry: None) -> None:
    assert links_for([centre]) == {}
