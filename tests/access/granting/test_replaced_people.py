"""Another person under a candidate number: what the person before had opens nothing, and tells nobody about them."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client

from access.credentials.sealed_passwords import open_password
from access.letters.batch_requests import request_letters
from access.letters.contents import letters
from access.letters.download_history import since_taken
from access.letters.downloads import Choice, download_letters, download_single_letter
from access.letters.email_queue import addressees, send_letters
from access.models import AccessSettings, Credential, Status
from access.officers.queries.candidate_rows import candidate_rows
from access.sign_in import session
from candidates.embargo import gate
from candidates.loading import LoadOptions, load_files
from candidates.models import Candidate, Entry, Result, Series
from centres.models import Centre, User
from letters.models import LetterBatch
from letters.statements.issue import issue as issue_statement
from letters.statements.verify import Verdict, check
from results_portal.audit import Command
from results_portal.models import AuditEntry
from tests.support import builders
from tests.support.centre_with_letters import content_of, give_access, pages_of, printed_on
from tests.support.credentials import try_to_sign_in
from tests.support.folders import write_folder
from tests.support.jobs import run_jobs
from tests.support.signed_in import sign_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_store")]

HEADER = "series,centre_number,candidate_number,family_name,given_names,date_of_birth,email,teaching_group\n"
AISHA = "Khan,Aisha,2009-03-18,a.khan@example.org,11A\n"
JOSE = "Müller,José,2009-03-19,,11B\n"
BILAL = "Ahmed,Bilal,2008-11-30,b.ahmed@example.org,11C\n"
ALEX = "June 2026,GB045,0042,Smith,Alex,2008-01-02,,13\n"
BASE = {
    "associates": "associate_code,name\nMERID,Meridian Schools Partnership\n",
    "centres": (
        "centre_number,name,country,time_zone,associate_code,results_service\n"
        "PK123,Ravi Grammar School,Pakistan,Asia/Karachi,MERID,yes\n"
        "GB045,St Aldate's School,United Kingdom,Europe/London,,yes\n"
    ),
    "qualifications": (
        "qualification_code,title,grades\n"
        "IGCSE,Cambridge IGCSE,A*|A|B|C|D|E|F|G\n"
        "ALEVEL,Cambridge International A Level,A*|A|B|C|D|E\n"
    ),
    "syllabuses": (
        "syllabus_code,title,qualification_code\n0580,Mathematics,IGCSE\n0610,Biology,IGCSE\n9709,Mathematics,ALEVEL\n"
    ),
    "releases": (
        "series,qualification_code,releases_at\n"
        "June 2026,IGCSE,2026-08-18T06:00:00+01:00\n"
        "June 2026,ALEVEL,2026-08-11T06:00:00+01:00\n"
    ),
    "candidates": f"{HEADER}June 2026,PK123,0042,{AISHA}June 2026,PK123,0043,{JOSE}{ALEX}",
    "entries": (
        "series,centre_number,candidate_number,syllabus_code,option_code\n"
        "June 2026,PK123,0042,0580,BX\n"
        "June 2026,PK123,0042,0610,\n"
        "June 2026,PK123,0043,0580,\n"
        "June 2026,GB045,0042,9709,\n"
    ),
    "results": (
        "series,centre_number,candidate_number,syllabus_code,grade,percentage_uniform_mark,outcome\n"
        "June 2026,PK123,0042,0580,A,83,\n"
        "June 2026,PK123,0042,0610,,,PENDING\n"
        "June 2026,PK123,0043,0580,B,71,\n"
        "June 2026,GB045,0042,9709,C,62,\n"
    ),
}
ANOTHER_PERSON = f"{HEADER}June 2026,PK123,0042,{BILAL}June 2026,PK123,0043,{JOSE}{ALEX}"
SWAPPED = f"{HEADER}June 2026,PK123,0043,{AISHA}June 2026,PK123,0042,{JOSE}{ALEX}"


class School:
    """PK123 in June 2026, where everybody has access and a letter."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.load()
        self.series, self.centre = Series.objects.get(), Centre.objects.get(number="PK123")
        self.officer = builders.make_officer(self.centre)
        give_access(self.series, self.centre)
        self.confirm()

    def load(self, **files: str) -> Any:
        return load_files(
            write_folder(self.folder, **{**BASE, **files}),
            by=Command("load_series"),
            options=LoadOptions(revert_corrections=True),
        )

    def confirm(self) -> None:
        """Have letters made for everybody who has access."""
        request_letters(series=self.series, centre=self.centre, by=self.officer)
        run_jobs()

    def candidate(self, number: str = "0042") -> Candidate:
        return Candidate.objects.get(series=self.series, centre=self.centre, number=number)

    def log_in(self, number: str = "0042") -> tuple[str, str]:
        """Username and password of the newest letter."""
        credential = Credential.objects.get(candidate=self.candidate(number))
        return credential.username, open_password(credential)

    def printed(self) -> dict[str, tuple[str, str]]:
        """Username and password by name, from the letters that are ready."""
        batch = LetterBatch.objects.filter(series=self.series, centre=self.centre, state="ready").get()
        pages = pages_of(content_of(batch.pdf_name))
        names = ("Aisha Khan", "Bilal Ahmed", "José Müller")
        return {name: printed_on(page) for page in pages for name in names if name in page}


@pytest.fixture
def school(tmp_path: Path) -> School:
    return School(tmp_path / "folder")


def signed_in(log_in: tuple[str, str]) -> Client:
    client = Client()
    assert try_to_sign_in(client, *log_in).status_code == 302
    assert client.get("/results/").status_code == 200
    return client


def opens_nothing(log_in: tuple[str, str]) -> bool:
    return bool(try_to_sign_in(Client(), *log_in).status_code == 200)


def test_the_old_letter_opens_nothing(school: School) -> None:
    old = school.log_in()
    signed_in(old)

    school.load(candidates=ANOTHER_PERSON)

    assert opens_nothing(old)


def test_an_open_session_ends_before_the_new_name_is_seen(school: School) -> None:
    phone = signed_in(school.log_in())

    school.load(candidates=ANOTHER_PERSON)

    answer = phone.get("/results/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/results/sign-in/")
    assert "Bilal" not in phone.get("/results/sign-in/").content.decode()


def test_the_new_person_gets_another_username_and_another_password(school: School) -> None:
    old = school.printed()["Aisha Khan"]
    school.load(candidates=ANOTHER_PERSON)
    run_jobs()

    letters = school.printed()
    assert set(letters) == {"Bilal Ahmed", "José Müller"}
    assert letters["Bilal Ahmed"][0] != old[0]
    assert letters["Bilal Ahmed"][1] != old[1]
    assert "Bilal Ahmed" in signed_in(letters["Bilal Ahmed"]).get("/results/").content.decode()


def test_others_keep_their_letters(school: School) -> None:
    jose = school.log_in("0043")
    phone = signed_in(jose)
    school.load(candidates=ANOTHER_PERSON)

    assert phone.get("/results/").status_code == 200
    assert school.log_in("0043") == jose


def test_swapped_numbers_open_nothing_of_each_other(school: School) -> None:
    old = school.log_in("0042"), school.log_in("0043")
    phones = [signed_in(log_in) for log_in in old]
    school.load(candidates=SWAPPED)
    run_jobs()

    assert [opens_nothing(log_in) for log_in in old] == [True, True]
    assert [phone.get("/results/").status_code for phone in phones] == [302, 302]
    letters = school.printed()
    assert set(letters.values()).isdisjoint(old)
    assert "José Müller" in signed_in(letters["José Müller"]).get("/results/").content.decode()


def test_a_corrected_spelling_keeps_letter_and_session(school: School) -> None:
    log_in = school.log_in()
    phone = signed_in(log_in)

    report = school.load(candidates=BASE["candidates"].replace("Khan,Aisha", "Khan,Ayesha"))

    assert report.replaced == []
    assert phone.get("/results/").status_code == 200
    assert school.log_in() == log_in


def test_the_officer_no_longer_reads_that_the_new_person_has_signed_in(school: School) -> None:
    signed_in(school.log_in())
    school.load(candidates=ANOTHER_PERSON)

    row = candidate_rows(series=school.series, centre=school.centre)[0]
    assert (row.name, row.signed_in_at, row.seen_results_at) == ("Bilal Ahmed", None, None)


def test_the_officer_is_told_until_the_new_letter_was_taken(school: School) -> None:
    page = "/portal/PK123/june-2026/"
    browser = sign_in(Client(), school.officer)
    told = "a number that was somebody else's before:"
    assert told not in browser.get(page).content.decode()

    school.load(candidates=ANOTHER_PERSON)
    run_jobs()

    content = browser.get(page).content.decode()
    assert told in content
    assert "0042 Bilal Ahmed" in content
    download_single_letter(series=school.series, centre=school.centre, number="0042", by=school.officer)
    assert told not in browser.get(page).content.decode()


def test_letters_of_the_person_before_are_gone_at_once(school: School) -> None:
    batch = LetterBatch.objects.get(state="ready")
    school.load(candidates=ANOTHER_PERSON)

    batch.refresh_from_db()
    assert (batch.state, batch.pdf_name, batch.archive_name) == ("replaced", "", "")


def test_the_new_letter_replaces_none(school: School) -> None:
    school.load(candidates=ANOTHER_PERSON)
    letter = next(letters(series=school.series, centre=school.centre, numbers=["0042"]))

    assert letter.content.replaces_earlier is False


def test_the_load_names_whom_and_how_many(school: School, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_folder(school.folder, **{**BASE, "candidates": SWAPPED})
    call_command("load_series", str(folder))

    said = capsys.readouterr().out
    assert "Candidate numbers under which another person stands now: 2." in said
    assert "  June 2026 PK123 0042\n  June 2026 PK123 0043\n" in said
    assert "Aisha" not in said


def test_it_is_on_record_once_for_the_centre(school: School) -> None:
    school.load(candidates=SWAPPED)

    entry = AuditEntry.objects.get(action="replace candidate")
    assert (entry.actor, entry.centre_number, entry.series) == ("load_series", "PK123", "june-2026")
    assert entry.details == {"candidates": 2, "numbers": ["0042", "0043"]}


def test_a_load_that_fails_afterwards_ends_nothing(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    log_in = school.log_in()
    monkeypatch.setattr("candidates.loading.writing.write.record_load", lambda *_args, **_named: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        school.load(candidates=ANOTHER_PERSON)

    assert "Aisha Khan" in signed_in(log_in).get("/results/").content.decode()


def test_a_second_load_of_the_same_folder_changes_nothing(school: School) -> None:
    school.load(candidates=ANOTHER_PERSON)
    log_in = school.log_in()

    assert school.load(candidates=ANOTHER_PERSON).replaced == ()
    assert school.log_in() == log_in


@pytest.mark.parametrize("status", [Status.NONE, Status.SELECTED])
def test_without_access_the_credential_ends_and_none_is_made(school: School, status: Status) -> None:
    AccessSettings.objects.update(status=status)
    school.load(candidates=ANOTHER_PERSON)

    assert not Credential.objects.filter(candidate=school.candidate()).exists()


def test_whoever_had_no_password_gets_none(school: School) -> None:
    Credential.objects.filter(candidate=school.candidate()).delete()
    school.load(candidates=ANOTHER_PERSON)

    assert not Credential.objects.filter(candidate=school.candidate()).exists()


# --- What was read, taken and sent before --------------------------------------------------------------------------


def test_what_a_request_read_before_shows_nothing_of_the_new_person(school: School) -> None:
    """A request that is under way while the files are loaded knows the candidate from before."""
    before = school.candidate()
    assert gate.read(before).shows_results
    school.load(candidates=ANOTHER_PERSON)

    assert gate.read(before).entries == ()
    assert gate.read(school.candidate()).shows_results


def test_a_session_that_begins_during_the_load_shows_nothing(school: School) -> None:
    credential = Credential.objects.get(candidate=school.candidate())
    school.load(candidates=ANOTHER_PERSON)
    phone = Client()
    response = HttpResponse()
    session.begin(response, credential)
    phone.cookies = response.cookies

    assert phone.get("/results/").status_code == 302


def test_entries_and_results_of_the_person_before_are_no_longer_shown(school: School) -> None:
    entries = BASE["entries"].replace("June 2026,PK123,0042,0580,BX\n", "June 2026,PK123,0042,9709,\n")
    results = BASE["results"].replace("PK123,0042,0580,A,83", "PK123,0042,9709,E,42")
    school.load(candidates=ANOTHER_PERSON, entries=entries, results=results)

    shown = {
        entry.syllabus_code: entry.result and entry.result.grade for entry in gate.read(school.candidate()).entries
    }
    assert shown == {"0610": "", "9709": "E"}
    assert Entry.objects.filter(candidate=school.candidate(), syllabus__code="0580", withdrawn=True).exists()


def test_a_result_that_the_files_no_longer_have_isnt_the_new_persons(school: School) -> None:
    results = BASE["results"].replace("June 2026,PK123,0042,0580,A,83,\n", "")
    school.load(candidates=ANOTHER_PERSON, results=results)

    assert [entry.syllabus_code for entry in gate.read(school.candidate()).entries if entry.result] == ["0610"]


def test_the_new_persons_results_are_no_correction(school: School) -> None:
    school.load(candidates=ANOTHER_PERSON, results=BASE["results"].replace("0042,0580,A,83", "0042,0580,C,62"))

    assert not Result.objects.filter(entry__candidate=school.candidate(), corrected_at__isnull=False).exists()


def test_a_statement_stays_with_the_person_who_had_it(school: School) -> None:
    statement = issue_statement(school.candidate(), delay=gate.NO_DELAY)
    school.load(candidates=ANOTHER_PERSON)

    answer = check(code=statement.code, family_name="Khan", address="192.0.2.1")
    assert (answer.verdict, answer.lines) == (Verdict.SUPERSEDED, ())
    assert "Bilal" not in repr(answer)
    assert "Ahmed" not in repr(answer)
    assert check(code=statement.code, family_name="Ahmed", address="192.0.2.1").verdict == Verdict.UNKNOWN
    own = issue_statement(school.candidate(), delay=gate.NO_DELAY)
    assert own.code != statement.code
    assert check(code=own.code, family_name="Ahmed", address="192.0.2.1").verdict == Verdict.CURRENT


def test_a_letter_that_was_sent_before_isnt_the_new_persons(school: School, mailoutbox: list[Any]) -> None:
    send_letters(series=school.series, centre=school.centre, numbers=["0042"], by=school.officer)
    run_jobs()
    assert mailoutbox[0].to == ["a.khan@example.org"]

    school.load(candidates=ANOTHER_PERSON)

    bilal = addressees(series=school.series, centre=school.centre)[0]
    assert (bilal.address, bilal.mail) == ("b.ahmed@example.org", None)
    assert bilal.can_be_sent


def test_a_letter_that_waits_to_be_sent_isnt_sent_any_more(school: School, mailoutbox: list[Any]) -> None:
    send_letters(series=school.series, centre=school.centre, numbers=["0042"], by=school.officer)
    school.load(candidates=ANOTHER_PERSON)
    run_jobs()

    assert mailoutbox == []


def test_a_letter_that_was_taken_before_isnt_the_new_persons(school: School) -> None:
    download_letters(series=school.series, centre=school.centre, choice=Choice(), by=school.officer)
    school.load(candidates=ANOTHER_PERSON)
    run_jobs()

    since = since_taken(series=school.series, centre=school.centre)
    assert (since.new, since.changed) == (("0042",), {})


# --- Staff change a candidate ---------------------------------------------------------------------------------------


def change(staff: User, candidate: Candidate, **values: Any) -> str:
    form = {
        "series": candidate.series_id,
        "centre": candidate.centre_id,
        "number": candidate.number,
        "candidate_uid": candidate.candidate_uid,
        "family_name": candidate.family_name,
        "given_names": candidate.given_names,
        "date_of_birth": candidate.date_of_birth or "",
        "email": candidate.email,
        "teaching_group": candidate.teaching_group,
        **{f"entries-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL", "MIN_NUM")},
        **values,
    }
    address = f"/admin/candidates/candidate/{candidate.pk}/change/"
    response = sign_in(Client(), staff).post(address, form, follow=True)
    assert response.redirect_chain, response.content.decode()
    return response.content.decode()


def test_staff_who_put_a_number_right_keep_the_credential(school: School, staff: User) -> None:
    old = school.log_in()
    change(staff, school.candidate(), number="0050")

    assert school.log_in("0050") == old


def test_since_when_the_person_is_there_is_noted(school: School) -> None:
    before = datetime.now(UTC)
    school.load(candidates=ANOTHER_PERSON)

    changed, unchanged = school.candidate("0042"), school.candidate("0043")
    assert changed.person == 2
    assert changed.person_since is not None
    assert abs((changed.person_since - before).total_seconds()) < 60
    assert (unchanged.person, unchanged.person_since) == (1, None)
