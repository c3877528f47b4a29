"""The cast of the tests, and what every test of the suite shares."""

from pathlib import Path

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client
from hypothesis import HealthCheck, settings

from candidates.models import Candidate, Series
from centres.models import Associate, Centre, User
from tests.support import builders
from tests.support.credentials import give_access, give_credential, try_to_sign_in
from tests.support.desk import first, second
from tests.support.first_rows import keep_first_rows
from tests.support.mail_server import postbox
from tests.support.marks import new_installation
from tests.support.own_store import own_store
from tests.support.programs import pytest_collection_finish, pytest_report_collectionfinish
from tests.support.signed_in import sign_in
from tests.support.workers import shared_database

# Fixtures and hooks for every test; pytest finds them here.
__all__ = [
    "first",
    "new_installation",
    "own_store",
    "postbox",
    "pytest_collection_finish",
    "pytest_report_collectionfinish",
    "second",
    "shared_database",
]

keep_first_rows()

# A busy machine makes one example slow now and then, which says nothing about the code.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

# Officers' passwords are hashed as in production, at a cost that thousands of tests can pay: it was half of their time.
Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 8, 1


@pytest.fixture
def series(db: None) -> Series:
    """November 2026: A Levels are released, IGCSE not yet."""
    series = builders.make_series()
    builders.make_release(series, "ALEVEL", builders.in_the_past())
    builders.make_release(series, "IGCSE", builders.in_the_future())
    return series


@pytest.fixture
def associate(db: None) -> Associate:
    return builders.make_associate()


@pytest.fixture
def centre(db: None) -> Centre:
    return builders.make_centre("PK123", name="Ravi Grammar School")


@pytest.fixture
def other_centre(associate: Associate) -> Centre:
    """A centre that is attached to the Associate and that the officer of `centre` doesn't reach."""
    return builders.make_centre("AE310", name="Creekside Academy Dubai", time_zone="Asia/Dubai", associate=associate)


@pytest.fixture
def officer(centre: Centre) -> User:
    return builders.make_officer(centre, email="officer@pk123.example")


@pytest.fixture
def other_officer(other_centre: Centre) -> User:
    return builders.make_officer(other_centre, email="officer@ae310.example")


@pytest.fixture
def associate_officer(associate: Associate) -> User:
    return builders.make_officer(associate=associate, email="officer@merid.example")


@pytest.fixture
def staff(db: None) -> User:
    return builders.make_user("staff@board.example", is_staff=True, is_superuser=True)


@pytest.fixture
def candidate(series: Series, centre: Centre) -> Candidate:
    """Entered for an A Level that is released (grade B) and an IGCSE that isn't (grade A*)."""
    candidate = builders.make_candidate(series, centre, "0042")
    maths = builders.make_syllabus("9709", "ALEVEL", "Mathematics")
    biology = builders.make_syllabus("0610", "IGCSE", "Biology")
    builders.make_result(builders.make_entry(candidate, maths), "B", 74)
    builders.make_result(builders.make_entry(candidate, biology), "A*", 93)
    return candidate


@pytest.fixture
def officer_client(client: Client, officer: User) -> Client:
    """A browser in which the officer of `centre` signed in a moment ago."""
    return sign_in(client, officer)


@pytest.fixture
def signed_in(client: Client, candidate: Candidate) -> Client:
    """A browser in which `candidate` is signed in."""
    give_access(candidate.series, candidate.centre)
    give_credential(candidate)
    try_to_sign_in(client)
    return client


# Folders of tests that crawl, race or drive a browser, and words in the names of files that start and kill processes.
SLOW_FOLDERS = frozenset({"browser", "embargo", "journeys", "odd_input", "reach", "serving", "demo", "faults"})
SLOW_WORDS = ("killed", "any_order", "race", "viewers", "pixels", "database_stopped", "slow_readers", "status_bytes")
# Files that draw many letters, load much or start many processes: half of what would remain.
SLOW_FILES = frozenset(
    {
        "access/control_room/test_letters_archive.py",
        "access/granting/test_reissue.py",
        "access/granting/test_replaced_people.py",
        "access/letters/test_download_history.py",
        "access/letters/test_downloads.py",
        "access/letters/test_email_put_off.py",
        "access/letters/test_passphrase.py",
        "access/officers/test_letters.py",
        "access/officers/test_page_sizes.py",
        "candidates/loading/test_load_series.py",
        "candidates/loads/test_malformed.py",
        "candidates/loading/test_properties.py",
        "candidates/test_migrations.py",
        "letters/drawing/test_files.py",
        "letters/drawing/test_text.py",
        "letters/storage/test_reencrypt.py",
        "results_portal/config/test_settings.py",
        "results_portal/db/test_roles.py",
        "results_portal/web/test_behind_cache.py",
        "results_portal/web/test_headers.py",
        "results_portal/web/test_site_of_its_own.py",
    }
)
TESTS = Path(__file__).parent
# What a test that reads or writes the test's database asks for.
DATABASE_FIXTURES = frozenset({"db", "transactional_db", "django_db_setup", "live_server", "shared_database"})


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what the fast set leaves out, and what is the same whichever database there is."""
    for item in items:
        if _is_slow(item.path.relative_to(TESTS)):
            item.add_marker(pytest.mark.slow)
        slow_folder = bool(SLOW_FOLDERS.intersection(item.path.parts))
        if _has_own_server(item) or (not slow_folder and not _asks_for_a_database(item)):
            item.add_marker(pytest.mark.without_database)


def _is_slow(path: Path) -> bool:
    in_folder, in_name = SLOW_FOLDERS.intersection(path.parts), any(word in path.stem for word in SLOW_WORDS)
    return bool(in_folder) or in_name or path.as_posix() in SLOW_FILES


def _has_own_server(item: pytest.Item) -> bool:
    """Whether it starts the service with a PostgreSQL server of its own, whichever database the suite runs on."""
    return "running" in getattr(item, "fixturenames", ()) or "faults" in item.path.parts


def _asks_for_a_database(item: pytest.Item) -> bool:
    fixtures = getattr(item, "fixturenames", ())
    return item.get_closest_marker("django_db") is not None or not DATABASE_FIXTURES.isdisjoint(fixtures)
