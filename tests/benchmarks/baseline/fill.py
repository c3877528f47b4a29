"""`python -m tests.benchmarks.baseline.fill PEOPLE PASSWORD`: makes the tables and as many candidates as asked for."""

import sys
from datetime import timedelta

import django
from django.core.management import call_command

SUBJECTS = [("9701", "Chemistry"), ("9702", "Physics"), ("9708", "Economics"), ("9709", "Mathematics")]


def main(people: int, password: str) -> None:
    """Candidates `candidate-0` … with four released results each."""
    django.setup()
    call_command("migrate", verbosity=0)
    # Afterwards, for the tables without migrations refer to those of users.
    call_command("migrate", run_syncdb=True, verbosity=0)
    # The models are there only after the set-up.
    from django.contrib.auth.hashers import make_password  # noqa: PLC0415
    from django.contrib.auth.models import User  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from tests.benchmarks.baseline.models import Candidate, Centre, Release, Result, Syllabus  # noqa: PLC0415

    release = Release.objects.create(qualification="A Level", releases_at=timezone.now() - timedelta(days=1))
    syllabuses = [Syllabus.objects.create(code=code, title=title, release=release) for code, title in SUBJECTS]
    centre = Centre.objects.create(number="PK123", name="Ravi Grammar School", contact="Ayesha Khan")
    encoded = make_password(password)
    users = User.objects.bulk_create(
        User(username=f"candidate-{n}", first_name=f"Candidate {n}", last_name="Rahman", password=encoded)
        for n in range(people)
    )
    candidates = Candidate.objects.bulk_create(
        Candidate(user=user, centre=centre, number=f"{n + 1:04}") for n, user in enumerate(users)
    )
    Result.objects.bulk_create(
        Result(candidate=candidate, syllabus=syllabus, grade="B", mark=74)
        for candidate in candidates
        for syllabus in syllabuses
    )
    # As PostgreSQL does by itself a minute later: the plans depend on it.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
