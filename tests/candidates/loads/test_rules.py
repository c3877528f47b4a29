"""What a load asks for before it is done: a word, a reason, a second person; and who may ask at all."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from access.maintenance.housekeeping import daily_round
from candidates.embargo import gate
from candidates.loads import files, lifecycle
from candidates.models import Candidate, Cause, ChangeRequest, LoadJob, Release, Result, ResultVersion
from centres.permissions.staff_roles import StaffRole
from tests.support.desk import make_staff
from tests.support.folders import BASE, changed_base, everything, write_base
from tests.support.jobs import run_jobs
from tests.support.loads import (
    LOADS,
    NEW,
    base_with,
    confirm,
    confirm_and_load,
    page_of,
    post_files,
    send,
    text,
)
from tests.support.signed_in import browser_of, prove

pytestmark = pytest.mark.django_db(transaction=True)

RAISED = changed_base("results", "0043,0580,B,71,", "0043,0580,A,84,")
# The change as the preview shows it.
RAISING = "PK123 0043 0580 grade: B; percentage uniform mark: 71 grade: A; percentage uniform mark: 84"
LATER = changed_base("releases", "IGCSE,2026-08-18T06:00:00+01:00", "IGCSE,2098-08-18T06:00:00+01:00")


@pytest.fixture
def loaded(tmp_path: Path) -> Path:
    """The base series, which is released."""
    folder = write_base(tmp_path / "base")
    call_command("load_series", str(folder), verbosity=0)
    return folder


@pytest.fixture
def unreleased(tmp_path: Path) -> Path:
    """The same before the release of the IGCSE."""
    folder = write_base(tmp_path / "base", releases=LATER)
    call_command("load_series", str(folder), verbosity=0)
    return folder


def results_of(number: str) -> list[str]:
    found = Result.objects.filter(entry__candidate__number=number).order_by("entry__syllabus__code")
    return list(found.values_list("grade", flat=True))


def test_results_alone_are_loaded(first: Client, unreleased: Path) -> None:
    job = send(first, {"results.csv": RAISED.encode()})
    page = text(first.get(page_of(job)))
    assert f"results.csv 4 June 2026 {RAISING} no" in page

    confirm_and_load(first, job)

    assert results_of("0043") == ["A"]
    assert Release.objects.get(qualification__code="IGCSE").releases_at.year == 2098


def test_what_changes_released_results_takes_a_reason_and_two_people(
    first: Client, second: Client, loaded: Path
) -> None:
    job = send(first, {"results.csv": RAISED.encode()})
    page = text(first.get(page_of(job)))
    assert "It changes or withdraws 1 result released already. This takes two people." in page
    assert f"{RAISING} yes" in page

    assert "Give a reason" in text(confirm(first, job))
    assert "a second person has to confirm" in text(confirm(first, job, "reviewed"))
    run_jobs()
    assert results_of("0043") == ["B"]

    assert "Confirm as second person" not in text(first.get(page_of(job)))
    assert "You asked for this yourself" in text(first.post(page_of(job), {"confirm_as_second": "yes"}, follow=True))
    second.post(page_of(job), {"confirm_as_second": "yes"})
    run_jobs()
    job.refresh_from_db()
    assert job.state == LoadJob.State.LOADED
    assert results_of("0043") == ["A"]
    assert job.confirmed_by is not None
    assert job.confirmed_by.email == "second@board.example"


def test_what_candidates_read_is_chosen_shown_to_the_second_person_and_read(
    first: Client, second: Client, loaded: Path
) -> None:
    job = send(first, {"results.csv": RAISED.encode()})
    assert "What candidates read after the date" in text(first.get(page_of(job)))

    assert "Choose what candidates read" in text(confirm(first, job, "reviewed", cause=""))
    assert not ChangeRequest.objects.exists()
    confirm(first, job, "reviewed", cause=Cause.REVIEW)
    assert "Candidates read: “Corrected on … after a review of marking”." in text(second.get(page_of(job)))
    second.post(page_of(job), {"confirm_as_second": "yes"})
    run_jobs()

    changed = ResultVersion.objects.filter(entry__candidate__number="0043", entry__syllabus__code="0580")
    assert list(changed.order_by("number").values_list("grade", "cause")) == [("B", ""), ("A", Cause.REVIEW)]
    reading = gate.read(Candidate.objects.get(number="0043"))
    assert [entry.result.cause for entry in reading.entries if entry.result and entry.result.corrected_at] == ["review"]


def test_a_load_before_the_release_asks_for_no_cause(first: Client, unreleased: Path) -> None:
    job = send(first, {"results.csv": RAISED.encode()})

    assert "What candidates read" not in text(first.get(page_of(job)))


def test_a_second_person_may_refuse_and_it_waits_again(first: Client, second: Client, loaded: Path) -> None:
    job = send(first, {"results.csv": RAISED.encode()})
    confirm(first, job, "reviewed")

    second.post(page_of(job), {"decline": "yes"})

    assert ChangeRequest.objects.get().state == ChangeRequest.State.REFUSED
    job.refresh_from_db()
    assert job.state == LoadJob.State.PREVIEW


def test_the_page_of_the_request_leads_to_the_load(first: Client, second: Client, loaded: Path) -> None:
    job = send(first, {"results.csv": RAISED.encode()})
    confirm(first, job, "reviewed")
    request = ChangeRequest.objects.get()

    for method in (second.get, second.post):
        assert method(f"/admin/requests/{request.pk}/").headers["Location"] == page_of(job)


def test_an_outdated_request_loads_nothing(first: Client, second: Client, loaded: Path) -> None:
    job = send(first, {"results.csv": RAISED.encode()})
    confirm(first, job, "reviewed")
    first.post(page_of(job), {"discard": "yes"})
    assert ChangeRequest.objects.get().state == ChangeRequest.State.WITHDRAWN

    page = text(second.post(page_of(job), {"confirm_as_second": "yes"}, follow=True))

    assert "Somebody else confirmed or discarded this" in page
    assert results_of("0043") == ["B"]


def test_a_request_about_a_preview_that_is_gone_is_out_of_date(first: Client, second: Client, loaded: Path) -> None:
    for end in ("previewed again", "expired"):
        job = send(first, {"results.csv": RAISED.encode()})
        confirm(first, job, "reviewed")
        if end == "expired":
            LoadJob.objects.update(sent_at=timezone.now() - timedelta(hours=25))
            lifecycle.expire_old()
        else:
            first.post(page_of(job), {"preview": "yes", "keep_missing": "on"})
            run_jobs()

        assert ChangeRequest.objects.latest("pk").state == ChangeRequest.State.OUTDATED
        second.post(page_of(job), {"confirm_as_second": "yes"})
        assert results_of("0043") == ["B"]


def test_bringing_a_release_forward_is_asked_for_by_name_and_takes_two(
    first: Client, second: Client, unreleased: Path
) -> None:
    job = send(first, {"releases.csv": BASE["releases"].encode()})
    page = text(first.get(page_of(job)))
    assert "This load asks for something first" in page
    assert "Open releases, or bring them forward" in page
    assert "Choose what it may do" in text(confirm(first, job))

    first.post(page_of(job), {"preview": "yes", "open_releases": "on"})
    run_jobs()
    assert "It opens releases, or brings them forward. This takes two people." in text(first.get(page_of(job)))
    confirm(first, job, "the calendar was wrong")
    run_jobs()
    assert Release.objects.get(qualification__code="IGCSE").releases_at.year == 2098
    second.post(page_of(job), {"confirm_as_second": "yes"})
    run_jobs()

    assert Release.objects.get(qualification__code="IGCSE").releases_at.year == 2026


def test_a_file_that_would_undo_a_correction_says_so_row_by_row_and_needs_a_reason(
    first: Client, unreleased: Path, tmp_path: Path
) -> None:
    call_command("load_series", str(write_base(tmp_path / "raised", releases=LATER, results=RAISED)), verbosity=0)
    job = send(first, {"results.csv": BASE["results"].encode()})
    assert "June 2026 PK123 0043 0580: grade" in text(first.get(page_of(job)))

    first.post(page_of(job), {"preview": "yes", "revert_corrections": "on"})
    run_jobs()
    page = text(first.get(page_of(job)))
    assert "It overwrites 1 later correction." in page
    assert "0043 0580 grade: A; percentage uniform mark: 84 grade: B; percentage uniform mark: 71 no" in page
    assert "Give a reason" in text(confirm(first, job))
    confirm_and_load(first, job, "the review was for another candidate")

    assert results_of("0043") == ["B"]


def test_withdrawing_what_files_lack_is_chosen_and_shown_first(first: Client, unreleased: Path) -> None:
    results = BASE["results"].replace("June 2026,PK123,0043,0580,B,71,\n", "")
    job = send(first, {"results.csv": results.encode()})
    assert "stays as it is" in text(first.get(page_of(job)))
    first.post(page_of(job), {"preview": "yes", "withdraw_missing": "on"})
    run_jobs()
    assert "It withdraws 1 row." in text(first.get(page_of(job)))

    confirm_and_load(first, job, "entered by mistake")

    assert Result.objects.get(entry__candidate__number="0043").withdrawn


def test_two_choices_that_exclude_one_another_are_refused(first: Client, unreleased: Path) -> None:
    job = send(first, {"results.csv": RAISED.encode()})

    page = text(first.post(page_of(job), {"preview": "yes", "withdraw_missing": "on", "keep_missing": "on"}))

    assert "There is a problem" in page
    assert "Choose one of the two" in page


def test_what_is_no_longer_as_previewed_is_shown_anew(first: Client, unreleased: Path, tmp_path: Path) -> None:
    job = send(first, {"results.csv": RAISED.encode()})
    confirm(first, job)
    other = changed_base("results", "0042,0580,A,83,", "0042,0580,A*,95,")
    call_command("load_series", str(write_base(tmp_path / "other", releases=LATER, results=other)), verbosity=0)
    before = everything()

    run_jobs()

    job.refresh_from_db()
    assert (job.state, job.shown_again) == (LoadJob.State.PREVIEW, True)
    assert everything() == before
    assert "What is stored has changed since this was confirmed" in text(first.get(page_of(job)))


def test_confirming_a_page_that_is_out_of_date_does_nothing(first: Client, unreleased: Path) -> None:
    job = send(first, {"results.csv": RAISED.encode()})

    assert "The preview has changed since you opened it" in text(confirm(first, job, digest="0" * 64))
    run_jobs()
    assert results_of("0043") == ["B"]


def test_files_that_change_nothing_are_not_confirmed(first: Client, loaded: Path) -> None:
    job = send(first, {"results.csv": BASE["results"].encode()})

    assert "Nothing would change" in text(first.get(page_of(job)))
    assert "there is nothing to confirm" in text(confirm(first, job))


def test_far_fewer_rows_than_in_the_last_load_are_pointed_out(first: Client, own_store: Path, tmp_path: Path) -> None:
    header, *rows = BASE["candidates"].splitlines()
    many = [rows[0].replace("0042", f"{number:04}").replace("Khan", f"Khan{number}") for number in range(100, 160)]
    candidates = "\n".join([header, *rows, *many, ""])
    call_command("load_series", str(write_base(tmp_path / "many", candidates=candidates)), verbosity=0)

    job = send(first, {"candidates.csv": BASE["candidates"].encode()})

    assert "candidates.csv: 3 rows, the load of" in text(first.get(page_of(job)))
    assert "had 63" in text(first.get(page_of(job)))


@pytest.mark.parametrize("role", [StaffRole.SUPPORT, StaffRole.ADMINISTRATOR])
def test_others_of_the_staff_reach_nothing(first: Client, role: StaffRole) -> None:
    job = send(first, {"june.zip": base_with()})
    other = browser_of(make_staff(role, "other"))

    for address in (LOADS, NEW, page_of(job), f"{page_of(job)}new/", f"{page_of(job)}new.csv"):
        assert other.get(address).status_code == 403
    assert post_files(other, {"june.zip": base_with()}).status_code == 403
    assert other.post(page_of(job), {"confirm": "yes", "digest": job.digest}).status_code == 403
    assert LoadJob.objects.count() == 1


def test_who_may_load_but_not_see_results_reaches_nothing(first: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    user = make_staff(StaffRole.RESULTS_TEAM, "half")
    group = user.groups.get()
    group.permissions.remove(*group.permissions.filter(codename="view_result_grades"))

    assert browser_of(user).get(LOADS).status_code == 403


def test_files_and_confirmation_ask_for_fresh_proof(first: Client, unreleased: Path) -> None:
    job = send(first, {"results.csv": RAISED.encode()})
    prove(first, minutes_ago=60)

    for answer in (
        first.get(NEW),
        post_files(first, {"results.csv": b"x"}),
        first.post(page_of(job), {"confirm": "yes", "digest": job.digest}),
        first.get(f"{page_of(job)}changed.csv"),
    ):
        assert answer.headers["Location"].startswith("/portal/accounts/reauthenticate/")
    job.refresh_from_db()
    assert job.state == LoadJob.State.PREVIEW


def test_files_need_the_pass_of_the_one_who_sends_them(first: Client, second: Client) -> None:
    for given in ("", "1:2:3"):
        answer = first.post(f"{NEW}?pass={given}", {"chosen_files": []})
        assert "This page was open for more than an hour" in text(answer)
    assert LoadJob.objects.count() == 0


def test_whoever_may_no_longer_load_doesnt(first: Client, unreleased: Path) -> None:
    job = send(first, {"results.csv": RAISED.encode()})
    confirm(first, job)
    job.refresh_from_db()
    assert job.confirmed_by is not None
    job.confirmed_by.groups.clear()

    run_jobs()

    job.refresh_from_db()
    assert (job.state, results_of("0043")) == (LoadJob.State.FAILED, ["B"])


def test_what_nobody_confirms_is_gone_after_a_day(first: Client, own_store: Path) -> None:
    job = send(first, {"june.zip": base_with()})
    LoadJob.objects.update(sent_at=timezone.now() - timedelta(hours=25))

    assert lifecycle.expire_old() == 1

    job.refresh_from_db()
    assert job.state == LoadJob.State.EXPIRED
    assert files.SEALED.names() == []
    assert Candidate.objects.count() == 0


def test_files_that_no_load_names_are_removed_by_the_daily_round(
    own_store: Path, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.keep([("june.zip", b"content")])
    daily_round()
    assert len(files.SEALED.names()) == 1

    monkeypatch.setattr(files, "SPARED", timedelta(0))
    daily_round()
    assert files.SEALED.names() == []


def test_a_list_is_shown_a_hundred_rows_at_a_time(first: Client, own_store: Path) -> None:
    header, first_row, *_ = BASE["candidates"].splitlines()
    many = [first_row.replace("0042", f"{number:04}").replace("Khan", f"Khan{number}") for number in range(1, 3001)]
    job = send(first, {"june.zip": base_with(candidates="\n".join([header, *many, ""]), entries=None, results=None)})

    page = first.get(f"{page_of(job)}new/?page=2")

    assert "Page 2 of" in text(page)
    assert "0101" in text(page)
    assert len(page.content) < 150_000
    assert len(first.get(page_of(job)).content) < 150_000


def test_a_list_as_a_file_runs_nothing_in_a_spreadsheet(first: Client, own_store: Path) -> None:
    candidates = changed_base("candidates", "Khan,Aisha", '"=HYPERLINK(""http://x"")",Aisha')
    job = send(first, {"candidates.zip": base_with(candidates=candidates)})

    taken = first.get(f"{page_of(job)}new.csv").getvalue().decode("utf-8-sig")

    assert taken.startswith("File,Line,What,Says")
    assert "family name: =HYPERLINK" in taken
    assert ",=" not in taken


def test_releases_and_candidates_alone_can_be_loaded(first: Client, unreleased: Path) -> None:
    moved = LATER.replace("2098", "2099")
    confirm_and_load(first, send(first, {"releases.csv": moved.encode()}))
    renamed = changed_base("candidates", "Khan,Aisha", "Khan,Ayesha")
    confirm_and_load(first, send(first, {"candidates.csv": renamed.encode()}))

    assert Release.objects.get(qualification__code="IGCSE").releases_at.year == 2099
    assert Candidate.objects.filter(given_names="Ayesha").exists()


def test_windows_1252_is_read_only_when_it_is_chosen(first: Client, unreleased: Path) -> None:
    content = changed_base("candidates", "Müller,José", "Müllner,José").encode("windows-1252")
    refused = send(first, {"candidates.csv": content})
    assert refused.state == LoadJob.State.REFUSED
    assert "choose its encoding with the files" in text(first.get(page_of(refused)))

    confirm_and_load(first, send(first, {"candidates.csv": content}, encoding="windows-1252"))

    assert Candidate.objects.filter(family_name="Müllner").exists()


def test_several_tables_are_sent_together_and_none_is_passed_over(first: Client, unreleased: Path) -> None:
    both = {"results.csv": RAISED.encode(), "entries.csv": BASE["entries"].encode()}
    assert send(first, both).state == LoadJob.State.PREVIEW

    job = send(first, {**both, "notes.csv": b"a,b\n"})

    assert job.state == LoadJob.State.REFUSED
    assert "the name is that of no table" in text(first.get(page_of(job)))


def test_the_first_page_says_what_waits(first: Client, unreleased: Path) -> None:
    assert "waits for confirmation" not in text(first.get("/admin/"))
    send(first, {"results.csv": RAISED.encode()})

    assert "1 load waits for confirmation." in text(first.get("/admin/"))
