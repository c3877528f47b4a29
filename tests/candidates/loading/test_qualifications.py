"""A syllabus may lead to several qualifications, such as AS and A Level: each entry is for one of them."""

from pathlib import Path

import pytest

from candidates.loading import Counts, LoadOptions, LoadRefused, LoadReport, WordNeeded, load_files
from candidates.models import Entry, Result, ResultVersion, SyllabusQualification
from results_portal import audit
from tests.support.folders import GOOD, everything, write_folder

pytestmark = pytest.mark.django_db
LOADING = audit.Command("load_series")

RESULTS = GOOD["results"].splitlines()[0] + "\n"
ENTRIES = GOOD["entries"].splitlines()[0] + "\n"
BOTH = {
    "qualifications": GOOD["qualifications"] + "AS,Cambridge International AS Level,a|b|c|d|e\n",
    "syllabuses": GOOD["syllabuses"] + "9709,Mathematics,AS\n",
    "releases": GOOD["releases"] + "June 2026,AS,2098-08-11T06:00:00+01:00\n",
}
OPTIONS = (
    "syllabus_code,title,qualification_code,option_codes\n"
    "0610,Biology,IGCSE,\n9709,Mathematics,ALEVEL,AX|CY\n9709,Mathematics,AS,SX\n"
)


def load(path: Path, **files: str) -> LoadReport:
    options = LoadOptions(keep_missing=True)
    return load_files(write_folder(path, **{**BOTH, **files}), by=LOADING, options=options)


def refusal(path: Path, **files: str) -> list[str]:
    before = everything()
    with pytest.raises(LoadRefused) as refused:
        load(path, **files)
    assert everything() == before
    return [str(problem) for problem in refused.value.problems]


def qualification(number: str = "0001", syllabus: str = "9709") -> str:
    return Entry.objects.get(candidate__number=number, syllabus__code=syllabus).qualification.code


def entered(option: str = "", named: str = "") -> str:
    """The entries' file with a column for the qualification; the first candidate's entry to 9709 says these."""
    lines = ["June 2026,PK123,0001,0610,CY,", f"June 2026,PK123,0001,9709,{option},{named}"]
    return f"{ENTRIES.rstrip()},qualification_code\n" + "\n".join(lines) + "\n"


def marked(grade: str, mark: str = "", endorsement: str = "") -> str:
    """The results' file with one result of 9709 and a column for the endorsement."""
    return f"{RESULTS.rstrip()},endorsement\nJune 2026,PK123,0001,9709,{grade},{mark},,{endorsement}\n"


def test_an_a_level_grade_makes_it_the_a_level_where_nothing_else_says_so(tmp_path: Path) -> None:
    report = load(tmp_path)

    assert qualification() == "ALEVEL"
    assert report.files["syllabuses"] == Counts(added=3)
    assert sorted(SyllabusQualification.objects.values_list("syllabus__code", "qualification__code")) == [
        ("0610", "IGCSE"),
        ("9709", "ALEVEL"),
        ("9709", "AS"),
    ]


def test_a_small_letter_makes_it_the_as_level(tmp_path: Path) -> None:
    load(tmp_path, results=marked("b", "72"))

    assert qualification() == "AS"


def test_loading_it_again_changes_nothing(tmp_path: Path) -> None:
    load(tmp_path)
    before = everything()

    assert load(tmp_path).changed_nothing
    assert everything() == before


def test_the_option_says_which(tmp_path: Path) -> None:
    load(tmp_path, syllabuses=OPTIONS, entries=entered("SX"), results=RESULTS)

    assert qualification() == "AS"


def test_the_entrys_own_column_says_which(tmp_path: Path) -> None:
    load(tmp_path, syllabuses=OPTIONS, entries=entered("SX", "ALEVEL"), results=RESULTS)

    assert qualification() == "ALEVEL"


def test_an_as_grade_for_a_missed_a_level_is_taken_and_waits_for_the_a_level(tmp_path: Path) -> None:
    load(tmp_path, syllabuses=OPTIONS, entries=entered("AX"), results=marked("b", "72"))

    assert qualification() == "ALEVEL"
    assert Result.objects.get().grade == "b"


def test_an_as_grade_after_an_a_level_grade_leaves_the_entry_what_it_was(tmp_path: Path) -> None:
    load(tmp_path)
    load(tmp_path, results=marked("b", "72"))

    assert qualification() == "ALEVEL"


def test_an_as_grade_is_refused_where_the_syllabus_leads_to_no_as_level(tmp_path: Path) -> None:
    wrong = "results.csv:2: the grade isn't one of ALEVEL: A* A B C D E"

    assert refusal(tmp_path, syllabuses=GOOD["syllabuses"], results=marked("b", "72")) == [wrong]


def test_an_a_level_grade_for_an_as_entry_is_refused(tmp_path: Path) -> None:
    wrong = "results.csv:2: the grade isn't one of AS: a b c d e"

    assert refusal(tmp_path, entries=entered(named="AS"), results=marked("B", "72")) == [wrong]


def test_a_grade_of_neither_scale_is_refused(tmp_path: Path) -> None:
    wrong = "results.csv:2: the grade isn't one of ALEVEL: A* A B C D E, AS: a b c d e"

    assert refusal(tmp_path, results=marked("9")) == [wrong]


def test_an_entry_that_nothing_decides_is_refused(tmp_path: Path) -> None:
    wrong = "entries.csv:3: the syllabus '9709' leads to ALEVEL and AS: qualification_code has to say which"

    assert refusal(tmp_path, entries=entered(), results=RESULTS) == [wrong]


@pytest.mark.parametrize(
    ("named", "wrong"),
    [
        ("IGCSE", "entries.csv:3: the syllabus '9709' doesn't lead to 'IGCSE'"),
        ("GCSE", "entries.csv:3: unknown qualification 'GCSE': qualifications.csv doesn't have it"),
    ],
)
def test_a_qualification_where_the_syllabus_doesnt_lead_is_refused(tmp_path: Path, named: str, wrong: str) -> None:
    assert refusal(tmp_path, entries=entered(named=named), results=RESULTS) == [wrong]


def test_one_syllabus_has_one_title(tmp_path: Path) -> None:
    wrong = "syllabuses.csv:4: the syllabus '9709' has the title 'Mathematics' already"

    assert refusal(tmp_path, syllabuses=GOOD["syllabuses"] + "9709,Maths,AS\n") == [wrong]


def test_the_same_pair_twice_is_refused(tmp_path: Path) -> None:
    wrong = "syllabuses.csv:5: '9709 AS' is in line 4 already"

    assert refusal(tmp_path, syllabuses=BOTH["syllabuses"] + "9709,Mathematics,AS\n") == [wrong]


def test_no_file_opens_a_result_by_another_qualification(tmp_path: Path) -> None:
    """The AS Level is released in 2098, the A Level is out."""
    load(tmp_path, entries=entered(named="AS"), results=marked("b", "72"))
    before = everything()

    with pytest.raises(WordNeeded, match="--open-releases") as needed:
        load(tmp_path, entries=entered(named="ALEVEL"), results=marked("b", "72"))
    [need] = needed.value.plan.needs
    assert need.lines == (
        "June 2026 9709: 11 August 2098, 05:00 UTC (06:00 UK time) → 11 January 2026, 06:00 UTC (06:00 UK time)",
    )
    assert everything() == before


def test_an_entry_may_move_to_a_qualification_that_opens_later(tmp_path: Path) -> None:
    load(tmp_path, entries=entered(named="ALEVEL"), results=marked("b", "72"))
    load(tmp_path, entries=entered(named="AS"), results=marked("b", "72"))

    assert qualification() == "AS"


def test_a_syllabus_no_longer_leads_where_nobody_is_entered(tmp_path: Path) -> None:
    load(tmp_path)
    load(tmp_path, syllabuses=GOOD["syllabuses"])

    assert list(SyllabusQualification.objects.filter(syllabus__code="9709").values_list("qualification__code")) == [
        ("ALEVEL",)
    ]


def test_double_awards_are_a_scale_of_pairs(tmp_path: Path) -> None:
    load(
        tmp_path,
        qualifications=GOOD["qualifications"] + "DOUBLE,Cambridge IGCSE (Double Award),A*A*|A*A|AA|AB|BB\n",
        syllabuses=GOOD["syllabuses"] + "0654,Sciences,DOUBLE\n",
        releases=GOOD["releases"] + "June 2026,DOUBLE,2098-08-11T06:00:00+01:00\n",
        entries=GOOD["entries"] + "June 2026,PK123,0001,0654,\n",
        results=GOOD["results"] + "June 2026,PK123,0001,0654,A*A,12,\n",
    )

    assert Result.objects.get(entry__syllabus__code="0654").grade == "A*A"


def test_an_endorsement_is_kept_with_the_result(tmp_path: Path) -> None:
    load(tmp_path, results=marked("B", "74", "Merit"))

    assert Result.objects.get().endorsement == "Merit"
    assert load(tmp_path, results=marked("B", "74", "Distinction")).files["results"] == Counts(changed=1)


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ("B,74,,Good", "endorsement has to be one of 1, 2, 3, 4, 5, Pass, Merit, Distinction"),
        (",,PENDING,Merit", "an endorsement stands beside the outcome, which only UNGRADED may have"),
    ],
)
def test_an_endorsement_that_cant_be_is_refused(tmp_path: Path, row: str, wrong: str) -> None:
    results = f"{RESULTS.rstrip()},endorsement\nJune 2026,PK123,0001,9709,{row}\n"

    assert refusal(tmp_path, results=results) == [f"results.csv:2: {wrong}"]


def test_versions_of_results_have_room_for_endorsements() -> None:
    assert ResultVersion._meta.get_field("endorsement").choices == Result._meta.get_field("endorsement").choices
