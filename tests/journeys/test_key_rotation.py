"""A new SECRET_KEY signs nobody out, and links that were sent before it still work; the old key can go later."""

from django.conf import settings as now
from django.test import Client
from pytest_django.fixtures import Settings

from candidates.models import Candidate
from centres.models import User
from centres.one_time_links import digest_of, digests_of
from results_portal.crypto.keyed_digests import is_digest, keyed_digest
from tests.support.credentials import give_access, give_credential, try_to_sign_in
from tests.support.signed_in import sign_in

NEW = "a newer secret key that only the tests know about"


def rotate(settings: Settings) -> str:
    """The new key in front, the old one behind it; gives the old one."""
    old = str(now.SECRET_KEY)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [old]
    return old


def test_officers_and_candidates_stay_signed_in(officer: User, candidate: Candidate, settings: Settings) -> None:
    give_access(candidate.series, candidate.centre)
    give_credential(candidate)
    at_portal, at_results = sign_in(Client(), officer), Client()
    try_to_sign_in(at_results)
    assert at_results.get("/results/").status_code == 200

    rotate(settings)

    assert at_portal.get("/portal/").status_code == 200
    assert at_results.get("/results/").status_code == 200


def test_who_signed_in_with_the_new_key_stays_when_the_old_one_goes(
    officer: User, candidate: Candidate, settings: Settings
) -> None:
    give_access(candidate.series, candidate.centre)
    give_credential(candidate)
    before, after, at_results = sign_in(Client(), officer), Client(), Client()
    rotate(settings)
    sign_in(after, officer)
    try_to_sign_in(at_results)
    assert before.get("/portal/").status_code == 200

    settings.SECRET_KEY_FALLBACKS = []

    assert after.get("/portal/").status_code == 200
    assert at_results.get("/results/").status_code == 200


def test_links_and_tokens_that_were_made_before_still_count(settings: Settings) -> None:
    kept, short = digest_of("a token", purpose="invitation"), keyed_digest("a purpose", "12")[:20]

    rotate(settings)

    assert kept in digests_of("a token", purpose="invitation")
    assert digest_of("a token", purpose="invitation") != kept
    assert is_digest(short, "a purpose", "12")
    assert not is_digest("", "a purpose", "12")
    settings.SECRET_KEY_FALLBACKS = []
    assert kept not in digests_of("a token", purpose="invitation")
    assert not is_digest(short, "a purpose", "12")
