"""A release opens later for a country or a centre: the gate, those who tell the instant, and who may change it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from access.granting.delay import next_release
from access.letters import contents
from access.models import AccessSettings
from access.officers.queries.overview import releases_of
from access.series_states import SeriesStates
from candidates.embargo import gate
from candidates.embargo.exception_changes import ForWhom, NotLater, end_exception, set_exception
from candidates.embargo.releases import opens_earlier
from candidates.models import Candidate, ChangeRequest, Entry, Release, ReleaseException
from candidates.second_person import requests
from candidates.second_person.exceptions import NothingChanges, Outdated, SamePerson
from centres.models import Centre, User
from centres.permissions.staff_roles import StaffRole
from results_portal.models import AuditEntry
from tests.support.credentials import give_access, give_credential
from tests.support.desk import make_staff

HOUR = timedelta(hours=1)
PAKISTAN = ForWhom(country="Pakistan")


@pytest.fixture
def a_level(candidate: Candidate) -> Release:
    """Released yesterday."""
    return Release.objects.get(qualification__code="ALEVEL")


def later(release: Release, hours: float, **whom: Any) -> ReleaseException:
    """An exception so many hours from now."""
    at = datetime.now(UTC) + hours * HOUR
    return ReleaseException.objects.create(release=release, releases_at=at, **whom)


def sees(candidate: Candidate, code: str = "9709") -> bool:
    entries = gate.read(candidate).entries
    return next(entry for entry in entries if entry.syllabus_code == code).result is not None


@pytest.mark.parametrize("whom", ["country", "centre"])
def test_it_is_shut_for_them_until_the_later_instant(candidate: Candidate, a_level: Release, whom: str) -> None:
    assert sees(candidate)
    exception = later(a_level, 1, **{whom: "Pakistan" if whom == "country" else candidate.centre})
    assert not sees(candidate)

    ReleaseException.objects.filter(pk=exception.pk).update(releases_at=datetime.now(UTC) - HOUR)
    assert sees(candidate)


def test_others_see_their_results_as_ever(candidate: Candidate, a_level: Release, other_centre: Centre) -> None:
    later(a_level, 1, country="United Arab Emirates")
    later(a_level, 1, centre=other_centre)
    other = Release.objects.get(qualification__code="IGCSE")
    later(other, 1, centre=candidate.centre)

    assert sees(candidate)


def test_of_several_the_latest_counts_and_never_one_before_the_release(candidate: Candidate, a_level: Release) -> None:
    igcse = Release.objects.get(qualification__code="IGCSE")
    later(igcse, -1, country="Pakistan")
    assert not sees(candidate, "0610")

    later(a_level, -2, country="Pakistan")
    later(a_level, 2, centre=candidate.centre)
    assert not sees(candidate)


def test_an_exception_and_a_delay_add_up(candidate: Candidate, a_level: Release) -> None:
    later(a_level, -1, country="Pakistan")

    assert gate.read(candidate, delay=2 * HOUR).shows_results is False
    assert gate.read(candidate, delay=0.5 * HOUR).shows_results is True


def test_without_a_release_an_exception_opens_nothing(candidate: Candidate, a_level: Release) -> None:
    later(a_level, -1, country="Pakistan")
    a_level.delete()

    assert not sees(candidate)


def test_before_the_later_instant_no_value_leaves_the_database(candidate: Candidate, a_level: Release) -> None:
    later(a_level, 1, centre=candidate.centre)

    rows = gate._gated(gate.NO_DELAY).rows(candidate.pk, candidate.person)

    assert {row[gate.COLUMNS.index("grade")] for row in rows} == {None}


def test_officers_and_letters_name_the_later_instant(candidate: Candidate, a_level: Release) -> None:
    ReleaseException.objects.create(
        release=a_level, centre=candidate.centre, releases_at=datetime(2098, 1, 19, 6, tzinfo=UTC)
    )
    give_access(candidate.series, candidate.centre)
    give_credential(candidate)
    place: dict[str, Any] = {"series": candidate.series, "centre": candidate.centre}

    shown = {row.qualification: row for row in releases_of(**place, delay=gate.NO_DELAY)}
    assert shown["Cambridge International A Level"].instant is not None
    assert shown["Cambridge International A Level"].instant.utc == "Sunday 19 January 2098, 06:00 (UTC)"
    assert not shown["Cambridge International A Level"].is_open
    lines = {line.qualification: line for line in contents.without_passwords(**place)[candidate.pk].releases}
    assert lines["Cambridge International A Level"].utc == "19 January 2098, 06:00 (UTC)"
    states = SeriesStates.of(centres=[candidate.centre.pk], series=[candidate.series.pk])
    Release.objects.filter(qualification__code="IGCSE").delete()
    assert "19 January 2098" in SeriesStates.of(
        centres=[candidate.centre.pk], series=[candidate.series.pk]
    ).next_opening(candidate.centre, candidate.series)
    assert states.exceptions.opens_at(a_level, candidate.centre).year == 2098


def test_letters_that_were_made_before_are_out_of_date(candidate: Candidate, a_level: Release) -> None:
    give_access(candidate.series, candidate.centre)
    give_credential(candidate)
    place: dict[str, Any] = {"series": candidate.series, "centre": candidate.centre}
    before = contents.fingerprint(**place)

    later(a_level, 1, country="Pakistan")

    assert contents.fingerprint(**place) != before


def test_a_delay_counts_from_the_later_instant(candidate: Candidate, a_level: Release) -> None:
    later(a_level, 1, country="Pakistan")
    settings = AccessSettings(series=candidate.series, centre=candidate.centre)

    following = next_release(settings)

    assert following.qualification.code == "ALEVEL"
    assert following.opens_at > datetime.now(UTC)


def test_an_entry_that_leaves_the_exception_opens_earlier(candidate: Candidate, a_level: Release) -> None:
    entry = Entry.objects.get(candidate=candidate, syllabus__code="0610")
    assert opens_earlier(entry.pk, qualification=a_level.qualification)

    later(a_level, 24 * 90, country="Pakistan")

    assert not opens_earlier(entry.pk, qualification=a_level.qualification)


def test_later_takes_one_person_and_is_on_record(candidate: Candidate, a_level: Release, first: User) -> None:
    made = set_exception(
        release=a_level, whom=PAKISTAN, releases_at=datetime.now(UTC) + HOUR, reason="their ministry", by=first
    )

    assert isinstance(made, ReleaseException)
    assert not sees(candidate)
    entry = AuditEntry.objects.get(action="set exception")
    assert (entry.target, entry.details["for"], entry.details["reason"]) == ("ALEVEL", "Pakistan", "their ministry")


def test_sooner_again_takes_two(candidate: Candidate, a_level: Release, first: User, second: User) -> None:
    now = datetime.now(UTC)
    common: dict[str, Any] = {"release": a_level, "whom": PAKISTAN, "reason": "x", "by": first}
    set_exception(releases_at=now + 5 * HOUR, **common)
    with pytest.raises(NothingChanges):
        set_exception(releases_at=now + 5 * HOUR, **common)
    assert isinstance(set_exception(releases_at=now + 6 * HOUR, **common), ReleaseException)

    asked = set_exception(releases_at=now - HOUR, **common)

    assert isinstance(asked, ChangeRequest)
    assert not sees(candidate)
    with pytest.raises(SamePerson):
        requests.confirm(request=asked, by=first)
    assert not sees(candidate)
    requests.confirm(request=asked, by=second)
    assert sees(candidate)
    assert AuditEntry.objects.filter(action="move exception").count() == 2


def test_ending_one_takes_two(candidate: Candidate, a_level: Release, first: User, second: User) -> None:
    exception = later(a_level, 1, country="Pakistan")

    asked = end_exception(exception=exception, reason="x", by=first)

    assert asked is not None
    assert not sees(candidate)
    requests.confirm(request=asked, by=second)
    assert sees(candidate)
    assert not ReleaseException.objects.exists()
    assert AuditEntry.objects.get(action="end exception").details["for"] == "Pakistan"


def test_one_that_the_release_overtook_is_ended_by_one(candidate: Candidate, a_level: Release, first: User) -> None:
    exception = later(a_level, 1, country="Pakistan")
    Release.objects.filter(pk=a_level.pk).update(releases_at=datetime.now(UTC) + 2 * HOUR)

    assert end_exception(exception=exception, reason="x", by=first) is None
    assert not sees(candidate)


def test_what_changed_since_it_was_asked_for_isnt_confirmed(a_level: Release, first: User, second: User) -> None:
    exception = later(a_level, 1, country="Pakistan")
    asked = end_exception(exception=exception, reason="x", by=first)
    assert asked is not None
    later_still = datetime.now(UTC) + 9 * HOUR
    set_exception(release=a_level, whom=PAKISTAN, releases_at=later_still, reason="x", by=first)

    with pytest.raises(Outdated):
        requests.confirm(request=asked, by=second)

    assert ReleaseException.objects.get().releases_at == later_still


def test_never_earlier_than_the_release(a_level: Release, first: User) -> None:
    with pytest.raises(NotLater):
        set_exception(release=a_level, whom=PAKISTAN, releases_at=a_level.releases_at, reason="x", by=first)


@pytest.mark.parametrize("role", [StaffRole.SUPPORT, StaffRole.ADMINISTRATOR])
def test_only_the_results_team(a_level: Release, role: StaffRole) -> None:
    somebody = make_staff(role, "somebody")

    with pytest.raises(PermissionDenied):
        set_exception(release=a_level, whom=PAKISTAN, releases_at=datetime.now(UTC) + HOUR, reason="x", by=somebody)


def test_reading_still_takes_one_statement(
    candidate: Candidate, a_level: Release, django_assert_num_queries: Any
) -> None:
    later(a_level, 1, country="Pakistan")
    with django_assert_num_queries(1):
        gate.read(candidate)
