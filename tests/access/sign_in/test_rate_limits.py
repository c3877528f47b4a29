"""Guessing is slowed down; a school behind one address isn't shut out."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from access.credentials.sealed_passwords import open_password
from access.granting.reissue import reissue
from access.models import Credential
from access.sign_in.rate_limits import BY_ADDRESS, BY_USERNAME, WRONG_GUESSES, limits_of
from candidates.models import Candidate
from results_portal.audit import Command
from results_portal.db import rate_limits
from results_portal.db.rate_limits import WINDOW, TooManyTries
from results_portal.models import CountedTry
from tests.support import builders
from tests.support.credentials import USERNAME, give_access, give_credential, try_to_sign_in

Limits = dict[str, int]


@pytest.fixture
def credential(candidate: Candidate) -> Credential:
    give_access(candidate.series, candidate.centre)
    return give_credential(candidate)


def fail(tried: Limits, times: int) -> None:
    for _ in range(times):
        rate_limits.note(tried)


def tried(username: str = USERNAME, address: str = "192.0.2.1") -> Limits:
    return limits_of(username=username, address=address)


def username_key() -> str:
    return next(iter(tried(address="")))


def address_key(address: str = "192.0.2.1") -> str:
    return list(tried(address=address))[1]


def refused(attempt: Limits) -> bool:
    try:
        rate_limits.check(attempt)
    except TooManyTries:
        return True
    return False


def test_the_eleventh_wrong_guess_waits(client: Client, credential: Credential) -> None:
    answers = [try_to_sign_in(client, USERNAME, f"wrong {guess}").status_code for guess in range(11)]

    assert answers == [200] * 10 + [429]


def test_who_waits_is_told_how_long(client: Client, credential: Credential) -> None:
    fail(tried(), WRONG_GUESSES[BY_USERNAME])
    response = try_to_sign_in(client, USERNAME, "wrong")

    assert response.status_code == 429
    assert 290 <= int(response["Retry-After"]) <= 300
    assert "Wait 5 minutes, then try again." in response.content.decode()


def test_the_right_password_is_never_refused_because_of_wrong_guesses(client: Client, credential: Credential) -> None:
    fail(tried(), WRONG_GUESSES[BY_USERNAME])
    CountedTry.objects.bulk_create(
        CountedTry(key=address_key("127.0.0.1"), at=datetime.now(UTC)) for _ in range(WRONG_GUESSES[BY_ADDRESS])
    )
    assert try_to_sign_in(client, USERNAME, "wrong").status_code == 429

    assert try_to_sign_in(client).status_code == 302
    assert client.get("/results/").status_code == 200


def test_one_pupil_who_guesses_locks_out_nobody_of_the_school(client: Client, credential: Credential) -> None:
    """Everybody behind the school's address signs in, while somebody there types wrong passwords for all of them."""
    others = [
        give_credential(builders.make_candidate(credential.candidate.series, credential.candidate.centre, number), name)
        for number, name in (("0101", "AAAAAAA2"), ("0102", "AAAAAAA3"))
    ]
    for name in (USERNAME, *(other.username for other in others)):
        for guess in range(WRONG_GUESSES[BY_USERNAME] + 1):
            try_to_sign_in(client, name, f"wrong {guess}")

    for name in (USERNAME, *(other.username for other in others)):
        assert try_to_sign_in(Client(), name).status_code == 302


def test_signing_in_many_times_resets_no_counter(client: Client, credential: Credential) -> None:
    """Sixty right sign-ins, with other counters swept in between, leave those who guess waiting."""
    other = builders.make_candidate(credential.candidate.series, credential.candidate.centre, "0101")
    give_credential(other, "AAAAAAA2")
    fail(tried(), WRONG_GUESSES[BY_USERNAME])
    for turn in range(60):
        assert try_to_sign_in(Client(), "AAAAAAA2").status_code == 302
        try_to_sign_in(Client(), f"BBBBBB{turn:02}", "wrong")

    assert try_to_sign_in(client, USERNAME, "wrong").status_code == 429


def test_a_reissued_password_starts_the_count_anew(client: Client, credential: Credential) -> None:
    fail(tried(), WRONG_GUESSES[BY_USERNAME])
    candidate = credential.candidate
    reissue(series=candidate.series, centre=candidate.centre, candidates=[candidate], by=Command("test"))

    assert try_to_sign_in(client).status_code == 200
    credential.refresh_from_db()
    assert try_to_sign_in(client, USERNAME, open_password(credential)).status_code == 302


def test_reissuing_for_one_leaves_the_counters_of_others(client: Client, credential: Credential) -> None:
    fail(tried("AAAAAAA2"), WRONG_GUESSES[BY_USERNAME])
    candidate = credential.candidate
    reissue(series=candidate.series, centre=candidate.centre, candidates=[candidate], by=Command("test"))

    assert try_to_sign_in(client, "AAAAAAA2", "wrong").status_code == 429


def test_after_the_window_it_goes_on(client: Client, credential: Credential) -> None:
    fail(tried(), WRONG_GUESSES[BY_USERNAME])
    CountedTry.objects.update(at=datetime.now(UTC) - WINDOW)

    assert try_to_sign_in(client, USERNAME, "wrong").status_code == 200


def test_the_wait_ends_with_the_oldest_failure(db: None) -> None:
    fail(tried(), WRONG_GUESSES[BY_USERNAME])
    oldest = CountedTry.objects.filter(key=username_key()).earliest("pk")
    CountedTry.objects.filter(pk=oldest.pk).update(at=datetime.now(UTC) - WINDOW + timedelta(seconds=60))

    with pytest.raises(TooManyTries) as why:
        rate_limits.check(tried())

    # SQLite counts in whole milliseconds, which may round a wait of 60 s up.
    assert 55 <= why.value.seconds <= 61


def test_waiting_is_not_made_longer_by_trying(client: Client, credential: Credential) -> None:
    fail(tried(), WRONG_GUESSES[BY_USERNAME])
    before = CountedTry.objects.count()
    for _ in range(3):
        try_to_sign_in(client, USERNAME, "wrong")

    assert CountedTry.objects.count() == before


def test_another_username_doesnt_wait(db: None) -> None:
    fail(tried(), WRONG_GUESSES[BY_USERNAME])

    assert refused(tried("ABCDEFGH")) is False


def test_an_unknown_username_waits_like_a_known_one(client: Client, credential: Credential) -> None:
    answers = [try_to_sign_in(client, "ZZZZZZZZ", "wrong").status_code for _ in range(11)]

    assert answers[-1] == 429


def test_a_username_typed_differently_is_the_same(client: Client, credential: Credential) -> None:
    for guess in range(10):
        try_to_sign_in(client, [USERNAME, USERNAME.lower(), "K7MP W2QX"][guess % 3], "wrong")

    assert try_to_sign_in(client, "k7mp-w2qx", "wrong").status_code == 429


def test_another_address_shares_the_usernames_wait(db: None) -> None:
    fail(tried(), WRONG_GUESSES[BY_USERNAME])

    assert refused(tried(address="198.51.100.7")) is True


def test_a_school_behind_one_address_passes(db: None) -> None:
    """Two hundred candidates, each of whom mistypes once before getting in."""
    for number in range(200):
        fail(tried(f"PUPIL{number:03}"), 1)

    assert refused(tried()) is False


def test_an_address_that_guesses_on_and_on_waits(db: None) -> None:
    key = address_key()
    CountedTry.objects.bulk_create(CountedTry(key=key, at=datetime.now(UTC)) for _ in range(WRONG_GUESSES[BY_ADDRESS]))

    assert refused(tried("ABCDEFGH")) is True
    assert refused(tried("ABCDEFGH", address="198.51.100.7")) is False


def test_an_ipv6_network_counts_as_one_address() -> None:
    assert address_key("2001:db8:1:2::1") == address_key("2001:db8:1:2:ffff::9")
    assert address_key("2001:db8:1:2::1") != address_key("2001:db8:1:3::1")
    assert address_key("::ffff:192.0.2.1") == address_key("192.0.2.1")


def test_an_unknown_address_counts_for_the_username_alone(db: None) -> None:
    fail(tried(address=""), 1)

    assert list(CountedTry.objects.values_list("key", flat=True)) == [username_key()]


def test_neither_username_nor_address_is_kept(db: None) -> None:
    fail(tried(), 1)
    kept = str(list(CountedTry.objects.values_list("key", flat=True)))

    assert USERNAME not in kept
    assert "192.0.2.1" not in kept


def test_old_failures_are_swept_in_passing(db: None) -> None:
    long_ago = datetime.now(UTC) - WINDOW - timedelta(seconds=1)
    CountedTry.objects.bulk_create(CountedTry(key=f"old {row}", at=long_ago) for row in range(20))
    fail(tried(), rate_limits.SWEEP_EVERY)

    assert CountedTry.objects.filter(key__startswith="old").count() == 0
    assert CountedTry.objects.count() == 2 * rate_limits.SWEEP_EVERY


@pytest.mark.parametrize(
    ("seconds", "words"), [(1, "1 minute"), (60, "1 minute"), (61, "2 minutes"), (300, "5 minutes")]
)
def test_the_wait_is_never_told_shorter_than_it_is(seconds: int, words: str) -> None:
    assert str(TooManyTries(seconds)) == f"There were too many tries. Wait {words}, then try again."
