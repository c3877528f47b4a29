"""A country's series: candidates with three entries, results and passwords each, in centres of some 90; needs Django.

There are 8,000 centres for each 700,000 candidates. Everybody has access, and the trail an entry for each candidate.
"""

from datetime import datetime

from access.credentials.hashers import hash_generated
from access.models import AccessSettings, Credential
from candidates.models import Candidate, CandidateVersion, Entry, Result, ResultVersion, Series
from centres.models import Centre, Membership, User
from results_portal.models import AuditEntry
from tests.benchmarks.many_rows import insert, last_key, run
from tests.support import builders

CANDIDATES_OF_A_CENTRE = 700_000 / 8_000
CODES = ("0580", "0610", "9702")
SERIES = "november-2026"
PASSWORD = "ABCDE-FGHJK-23456"
SAID = {"grade": "'B'", "percentage_uniform_mark": "74"}
# Eight symbols that usernames may have, each for a hexadecimal digit.
USERNAME = "translate(lpad(to_hex(n + {offset}), 8, '0'), '01abcdef', 'GHABCDEF')"


def fill(count: int) -> None:
    """So many candidates of a series that opens later, with everything that hangs on them."""
    centres = max(1, round(count / CANDIDATES_OF_A_CENTRE))
    number = "'A' || chr(65 + n / 900 % 26) || (n % 900 + 100)"
    before = last_key(Centre)
    insert(
        Centre,
        centres,
        number=number,
        name="'School ' || n",
        country="'Country ' || n % 60",
        time_zone="'Asia/Karachi'",
    )
    _fill_officers(2 * centres, f"{before} + 1 + n % {centres}")
    trail = {"actor_kind": "'officer'", "action": "'sign in'", "details": "'{}'", "digest": "md5(n::text)"}
    trail |= {"actor": "'officer' || n % 900 || '@school.example'", "position": "1000000 + n", "at": "now()"}
    place = f"(SELECT number FROM centres_centre c WHERE c.id = {before} + 1 + n % {centres})"
    insert(AuditEntry, count, centre_number=place, **trail)
    fill_series("November 2026", count, opens=builders.in_the_future())
    run("VACUUM ANALYZE")


def fill_series(name: str, count: int, *, opens: datetime) -> Series:
    """One more series with so many candidates at the same centres, open since or from `opens` on."""
    series = builders.make_series(name)
    builders.make_release(series, "IGCSE", opens)
    first, centres = Centre.objects.order_by("pk")[0].pk, Centre.objects.count()
    _fill_candidates(count, f"{first} + (n - 1) % {centres}", f"((n - 1) / {centres} + 1)", series)
    settings = {"series_id": str(series.pk), "status": "'all'", "version": "1", "contact_name": "'Rahila'"}
    contact = {"deals_with_queries": "true", "contact_email": "'exams@school.example'"}
    insert(AccessSettings, centres, centre_id=f"{first - 1} + n", **settings, **contact)
    return series


def _fill_candidates(count: int, centre: str, place: str, series: Series) -> None:
    names = "CASE WHEN n <= 5 THEN 'Zyxwander' WHEN n % 100 = 0 THEN 'Khan' ELSE 'Family' || n % 50000 END"
    person = {"family_name": names, "given_names": "'Given' || n % 3000"}
    before = last_key(Candidate)
    insert(
        Candidate, count, series_id=str(series.pk), centre_id=centre, number=f"lpad({place}::text, 4, '0')", **person
    )
    candidate = f"{before} + n"
    aim = {"qualification_id": str(builders.make_qualification().pk)}
    before_entries = last_key(Entry)
    for code in CODES:
        insert(Entry, count, candidate_id=candidate, syllabus_id=str(builders.make_syllabus(code).pk), **aim)
    entry = f"{before_entries} + n"
    version = {"number": "1", "source": "'LOAD'", "at": "now()"}
    insert(Result, 3 * count, entry_id=entry, **SAID)
    insert(ResultVersion, 3 * count, entry_id=entry, **version, **SAID)
    insert(CandidateVersion, count, candidate_id=candidate, **person, **version)
    secret = {"password_hash": f"'{hash_generated(PASSWORD)}'", "sealed_password": "decode(repeat('00', 80), 'hex')"}
    insert(
        Credential,
        count,
        candidate_id=candidate,
        username=USERNAME.format(offset=before),
        issued_at="now() - interval '20 days'",
        **secret,
    )


def _fill_officers(count: int, centre: str) -> None:
    before = last_key(User)
    insert(User, count, email="'officer' || n || '@school.example'", name="'Officer ' || n", is_active="true")
    insert(Membership, count, user_id=f"{before} + n", centre_id=centre, role="'exams_officer'")
