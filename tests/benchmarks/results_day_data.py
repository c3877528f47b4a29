"""The service's side of the benchmark: its data, and how many statements its pages take. Needs Django set up.

python -m tests.benchmarks.results_day_data fill PEOPLE | count | officer
"""

import sys
from datetime import UTC, datetime
from urllib.parse import urlsplit

PASSWORD = "ABCDE-FGHJK-23456"
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
SUBJECTS = [("9701", "Chemistry"), ("9702", "Physics"), ("9708", "Economics"), ("9709", "Mathematics")]


def username(number: int) -> str:
    """The username of candidate `number`, counted from 0: made as usernames are."""
    symbols = []
    for _ in range(8):
        number, place = divmod(number, len(ALPHABET))
        symbols.append(ALPHABET[place])
    return "".join(symbols)


def fill(people: int) -> None:
    """One centre that gives all its candidates access, each with four released results."""
    from django.db import connection  # noqa: PLC0415

    from access.credentials.hashers import hash_generated  # noqa: PLC0415 - after the set-up
    from access.models import Credential  # noqa: PLC0415
    from candidates.models import Candidate, Entry, Result  # noqa: PLC0415
    from tests.support import builders, credentials  # noqa: PLC0415

    series, centre = builders.make_series(), builders.make_centre(name="Ravi Grammar School")
    builders.make_release(series, "ALEVEL", builders.in_the_past())
    a_level = builders.make_qualification("ALEVEL")
    syllabuses = [builders.make_syllabus(code, "ALEVEL", title) for code, title in SUBJECTS]
    credentials.give_access(series, centre)
    candidates = Candidate.objects.bulk_create(
        Candidate(
            series=series, centre=centre, number=f"{n + 1:04}", family_name="Rahman", given_names=f"Candidate {n}"
        )
        for n in range(people)
    )
    encoded, issued_at = hash_generated(PASSWORD), datetime.now(UTC)
    Credential.objects.bulk_create(
        Credential(candidate=candidate, username=username(n), password_hash=encoded, issued_at=issued_at)
        for n, candidate in enumerate(candidates)
    )
    entries = Entry.objects.bulk_create(
        Entry(candidate=candidate, syllabus=syllabus, qualification=a_level)
        for candidate in candidates
        for syllabus in syllabuses
    )
    Result.objects.bulk_create(Result(entry=entry, grade="B", percentage_uniform_mark=74) for entry in entries)
    # As PostgreSQL does by itself a minute later: the plans depend on it.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def statements() -> list[tuple[str, int]]:
    """Each step of a candidate's visit with the number of statements that it takes."""
    from django.conf import settings  # noqa: PLC0415 - after the set-up
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    client = Client(headers={"host": urlsplit(settings.RESULTS_URL).netloc, "x-forwarded-proto": "https"})
    details = {"username": username(0), "password": PASSWORD}
    steps = [
        ("sign-in page", "get", "/results/sign-in/", {}, 200),
        ("first sign-in, which is recorded", "post", "/results/sign-in/", details, 302),
        ("first view, which is recorded", "get", "/results/", {}, 200),
        ("later sign-in", "post", "/results/sign-in/", details, 302),
        ("later view", "get", "/results/", {}, 200),
    ]
    counted = []
    for name, method, path, fields, wanted in steps:
        with CaptureQueriesContext(connection) as captured:
            response = getattr(client, method)(path, fields, secure=True)
        if response.status_code != wanted:
            raise ValueError(f"{name}: answered with {response.status_code}")
        counted.append((name, len(captured)))
    return counted


def officers_session() -> str:
    """The key of the session of an officer who has just signed in and gave the password a moment ago."""
    from django.conf import settings  # noqa: PLC0415 - after the set-up
    from django.test import Client  # noqa: PLC0415

    from centres.models import Centre  # noqa: PLC0415
    from tests.support import builders  # noqa: PLC0415
    from tests.support.signed_in import sign_in  # noqa: PLC0415

    client = sign_in(Client(), builders.make_officer(Centre.objects.get()))
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def main(arguments: list[str]) -> None:
    """Do what the first argument says."""
    import django  # noqa: PLC0415 - the environment says which settings
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    if arguments[0] == "fill":
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        fill(int(arguments[1]))
    elif arguments[0] == "officer":
        print(officers_session())
    else:
        for name, number in statements():
            print(f"{number:3} {name}")


if __name__ == "__main__":
    main(sys.argv[1:])
