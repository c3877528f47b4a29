"""Folders with something wrong in them: each problem is said with its place, and nothing at all is written."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from candidates.loading import LoadRefused, load_files
from results_portal import audit
from results_portal.models import AuditEntry
from tests.support.folders import GOOD, changed, everything, write_folder

pytestmark = pytest.mark.django_db
LOADING = audit.Command("load_series")

# In the file named first, the second text is replaced by the third; then this is what is wrong.
Case = tuple[str, str, str, list[str]]
CASES: list[Case] = [
    # Cells of every kind.
    ("associates", "MERID,", ",", ["associates.csv:2: associate_code is empty"]),
    (
        "associates",
        "MERID",
        "M" * 21,
        ["associates.csv:2: associate_code has 21 characters, at most 20 fit"],
    ),
    ("associates", "Meridian Schools Partnership", "", ["associates.csv:2: name is empty"]),
    ("centres", "Ravi", "R" * 200, ["centres.csv:2: name has 215 characters, at most 200 fit"]),
    ("centres", "Pakistan", "", ["centres.csv:2: country is empty"]),
    (
        "centres",
        "AE310",
        "AE31",
        ["centres.csv:3: centre_number is 'AE31', has to be two capital letters and three digits, like PK123"],
    ),
    (
        "centres",
        "AE310",
        "ae310",
        ["centres.csv:3: centre_number is 'ae310', has to be two capital letters and three digits, like PK123"],
    ),
    (
        "centres",
        "AE310",
        "AE31\u0660",
        ["centres.csv:3: centre_number is 'AE31\u0660', has to be two capital letters and three digits, like PK123"],
    ),
    (
        "centres",
        "Asia/Karachi",
        "Asia/Lahore",
        ["centres.csv:2: time_zone is 'Asia/Lahore', which is no time zone of the IANA database, such as Asia/Karachi"],
    ),
    ("centres", ",yes", ",ja", ["centres.csv:2: results_service is 'ja', has to be yes or no"]),
    ("centres", ",yes", ",", ["centres.csv:2: results_service is '', has to be yes or no"]),
    (
        "qualifications",
        "A*|A|B|C|D|E|F|G",
        "A*|A||C",
        ["qualifications.csv:2: grades has to be grades with | between them, best first, like A*|A|B"],
    ),
    (
        "qualifications",
        "A*|A|B|C|D|E|F|G",
        "",
        ["qualifications.csv:2: grades has to be grades with | between them, best first, like A*|A|B"],
    ),
    ("qualifications", "A*|A|B|C|D|E|F|G", "A*|A|B|A", ["qualifications.csv:2: grades has a grade twice"]),
    (
        "qualifications",
        "A*|A|B|C|D|E|F|G",
        "A*|DISTINCTION-WITH-MERIT",
        ["qualifications.csv:2: grades has a grade of more than 20 characters"],
    ),
    ("syllabuses", "Biology", "B" * 201, ["syllabuses.csv:2: title has 201 characters, at most 200 fit"]),
    (
        "syllabuses",
        "9709",
        "979",
        [
            "syllabuses.csv:3: syllabus_code is '979', has to be four digits, like 9709",
        ],
    ),
    (
        "releases",
        "2098-08-18T06:00:00+01:00",
        "2098-08-18T06:00:00",
        ["releases.csv:2: releases_at is '2098-08-18T06:00:00', which has no zone: end it with Z or an offset: +01:00"],
    ),
    (
        "releases",
        "2098-08-18T06:00:00+01:00",
        "18/08/2098 06:00",
        ["releases.csv:2: releases_at is '18/08/2098 06:00', has to be an instant like 2027-01-19T06:00:00+00:00"],
    ),
    (
        "releases",
        "2098-08-18T06:00:00+01:00",
        "2098-02-30T06:00:00Z",
        ["releases.csv:2: releases_at is '2098-02-30T06:00:00Z', which doesn't exist"],
    ),
    (
        "releases",
        "2098-08-18T06:00:00+01:00",
        "2098-08-18T06:00:00+31:00",
        ["releases.csv:2: releases_at is '2098-08-18T06:00:00+31:00', which doesn't exist"],
    ),
    (
        "releases",
        "2098-08-18T06:00:00+01:00",
        "0001-01-01T00:00:00+14:00",
        ["releases.csv:2: releases_at is '0001-01-01T00:00:00+14:00', has to be in the years 2000 to 2099"],
    ),
    (
        "candidates",
        "0002,المشاولة",
        "2,المشاولة",
        [
            "candidates.csv:3: candidate_number is '2', has to be four digits from 0001 to 9999, like 0042",
        ],
    ),
    (
        "candidates",
        "0002,المشاولة",
        "0000,المشاولة",
        [
            "candidates.csv:3: candidate_number is '0000', has to be four digits from 0001 to 9999, like 0042",
        ],
    ),
    ("candidates", "Jalaal,Durab", ",", ["candidates.csv:2: family_name is empty"]),
    ("candidates", "Jalaal", "J" * 151, ["candidates.csv:2: family_name has 151 characters, at most 150 fit"]),
    ("candidates", "11C", "1" * 41, ["candidates.csv:2: teaching_group has 41 characters, at most 40 fit"]),
    ("candidates", "2010-09-19", "19.9.10", ["candidates.csv:2: date_of_birth has to be a date like 2010-09-19"]),
    ("candidates", "2010-09-19", "20100919", ["candidates.csv:2: date_of_birth has to be a date like 2010-09-19"]),
    ("candidates", "2010-09-19", "2010-02-29", ["candidates.csv:2: date_of_birth is a day that doesn't exist"]),
    (
        "candidates",
        "2010-09-19",
        "2098-09-19",
        ["candidates.csv:2: date_of_birth can't be right: candidates are 4 to 100 years old"],
    ),
    (
        "candidates",
        "2010-09-19",
        "0210-09-19",
        ["candidates.csv:2: date_of_birth can't be right: candidates are 4 to 100 years old"],
    ),
    ("candidates", "durab@example.org", "durab at example", ["candidates.csv:2: email is no e-mail address"]),
    (
        "candidates",
        "durab@example.org",
        f"durab@{'a' * 60}.{'b' * 60}.{'c' * 60}.{'d' * 60}.example",
        ["candidates.csv:2: email has 257 characters, at most 254 fit"],
    ),
    (
        "candidates",
        "Jalaal",
        "Jal\x00aal",
        ["candidates.csv:2: family_name holds the character U+0000, which can't be part of it"],
    ),
    (
        "candidates",
        "Jalaal",
        "Jal\taal",
        ["candidates.csv:2: family_name holds the character U+0009, which can't be part of it"],
    ),
    (
        "candidates",
        "Jalaal",
        "Jal\x85aal",
        ["candidates.csv:2: family_name holds the character U+0085, which can't be part of it"],
    ),
    (
        "candidates",
        "Jalaal",
        "Jal\u202eaal",
        ["candidates.csv:2: family_name holds the character U+202E, which can't be part of it"],
    ),
    (
        "candidates",
        "Jalaal",
        "Jal\ufffdaal",
        ["candidates.csv:2: family_name holds the character U+FFFD, which can't be part of it"],
    ),
    ("entries", "CY", "C1", ["entries.csv:3: option_code is 'C1', has to be two capital letters, like BX"]),
    ("results", "B,74", "B,101", ["results.csv:2: percentage_uniform_mark has to be a whole number from 0 to 100"]),
    ("results", "B,74", "B,-1", ["results.csv:2: percentage_uniform_mark has to be a whole number from 0 to 100"]),
    ("results", "B,74", "B,74.5", ["results.csv:2: percentage_uniform_mark has to be a whole number from 0 to 100"]),
    ("results", "B,74", "B,٧٤", ["results.csv:2: percentage_uniform_mark has to be a whole number from 0 to 100"]),
    ("results", "B,74", "ABCDEFGHIJKLMNOPQRSTU,74", ["results.csv:2: grade has 21 characters, at most 20 fit"]),
    (
        "results",
        "PENDING",
        "ABSENT",
        ["results.csv:4: outcome has to be one of PENDING, NO RESULT, TO BE ISSUED, UNGRADED"],
    ),
    # What rows have to do with one another.
    ("results", "B,74,", "B,74,PENDING", ["results.csv:2: both a grade and an outcome, one of them has to be empty"]),
    ("results", "B,74,", ",,", ["results.csv:2: neither a grade nor an outcome"]),
    ("results", "B,74", "F,74", ["results.csv:2: the grade isn't one of ALEVEL: A* A B C D E"]),
    ("centres", "AE310", "PK123", ["centres.csv:3: 'PK123' is in line 2 already"]),
    (
        "candidates",
        "PK123,0002",
        "PK123,0001",
        [
            "candidates.csv:3: 'June 2026 PK123 0001' is in line 2 already",
        ],
    ),
    (
        "entries",
        "0001,0610",
        "0001,9709",
        [
            "entries.csv:3: 'June 2026 PK123 0001 9709' is in line 2 already",
        ],
    ),
    (
        "results",
        "0001,0610,A*",
        "0001,9709,A*",
        ["results.csv:3: 'June 2026 PK123 0001 9709' is in line 2 already"],
    ),
    ("releases", "June 2026,ALEVEL", "June 2026,IGCSE", ["releases.csv:3: 'June 2026 IGCSE' is in line 2 already"]),
    ("centres", "MERID", "NOBODY", ["centres.csv:3: unknown associate 'NOBODY': associates.csv doesn't have it"]),
    (
        "syllabuses",
        "IGCSE",
        "GCSE",
        ["syllabuses.csv:2: unknown qualification 'GCSE': qualifications.csv doesn't have it"],
    ),
    (
        "releases",
        "2026,IGCSE",
        "2026,GCSE",
        ["releases.csv:2: unknown qualification 'GCSE': qualifications.csv doesn't have it"],
    ),
    (
        "candidates",
        "June 2026,PK123,0002",
        "July 2026,PK123,0002",
        [
            "candidates.csv:3: unknown series 'July 2026': releases.csv doesn't have it",
        ],
    ),
    (
        "candidates",
        "PK123,0002",
        "PK124,0002",
        [
            "candidates.csv:3: unknown centre 'PK124': centres.csv doesn't have it",
        ],
    ),
    (
        "entries",
        "0002,0610",
        "0002,0620",
        [
            "entries.csv:4: unknown syllabus '0620': syllabuses.csv doesn't have it",
        ],
    ),
    (
        "entries",
        "PK123,0002,0610",
        "AE310,0002,0610",
        [
            "entries.csv:4: unknown candidate 'June 2026 AE310 0002': candidates.csv doesn't have it",
        ],
    ),
    (
        "results",
        "0002,0610",
        "0002,9709",
        ["results.csv:4: unknown entry 'June 2026 PK123 0002 9709': entries.csv doesn't have it"],
    ),
    (
        "releases",
        "June 2026,IGCSE",
        "六月,IGCSE",
        ["releases.csv:2: series is '六月', of which no address can be made: it needs letters a to z or digits"],
    ),
    (
        "releases",
        "June 2026,IGCSE",
        "june 2026,IGCSE",
        ["releases.csv:3: the series 'June 2026' and 'june 2026' would have the same address, june-2026"],
    ),
    # The shape of a file.
    (
        "associates",
        "name",
        "title",
        ["associates.csv:1: the column name is missing", "associates.csv:1: unknown column 'title'"],
    ),
    (
        "associates",
        "associate_code,name",
        "associate_code,name,name",
        ["associates.csv:1: the column name is there twice"],
    ),
    ("associates", ",Meridian", "", ["associates.csv:2: the number of cells is 1, the header's is 2"]),
    (
        "associates",
        "MERID,",
        "MERID,x,",
        ["associates.csv:2: the number of cells is 3, the header's is 2"],
    ),
    (
        "associates",
        "Meridian",
        '"Meridian',
        ["associates.csv:2: the line can't be read as CSV: unexpected end of data"],
    ),
    (
        "associates",
        "Meridian",
        '"Meridian" ',
        ["associates.csv:2: the line can't be read as CSV: ',' expected after '\"'"],
    ),
    (
        "associates",
        "Meridian",
        "M" * 131_073,
        ["associates.csv:2: the line can't be read as CSV: field larger than field limit (131072)"],
    ),
]
NOT_UTF8 = "in 1 row. Save it as CSV UTF-8, or name its encoding: --encoding windows-1252"
WHOLE_FILES: list[tuple[str, str, bytes | None, list[str]]] = [
    ("missing", "entries", None, ["entries.csv:1: the file is missing"]),
    ("empty", "entries", b"", ["entries.csv:1: the file is empty, its header is missing"]),
    ("a mark alone", "entries", b"\xef\xbb\xbf", ["entries.csv:1: the file is empty, its header is missing"]),
    (
        "Latin-1",
        "centres",
        GOOD["centres"].replace("Creekside", "Crèche").encode("latin-1"),
        [f"centres.csv:3: the file isn't UTF-8 text: byte 0xE8, {NOT_UTF8}"],
    ),
    (
        "Latin-1 with line ends of Windows and a byte order mark",
        "centres",
        b"\xef\xbb\xbf" + GOOD["centres"].replace("Creekside", "Crèche").replace("\n", "\r\n").encode("latin-1"),
        [f"centres.csv:3: the file isn't UTF-8 text: byte 0xE8, {NOT_UTF8}"],
    ),
    (
        "a surrogate",
        "centres",
        GOOD["centres"].replace("Creekside", "\ud800").encode("utf-8", "surrogatepass"),
        [f"centres.csv:3: the file isn't UTF-8 text: byte 0xED, {NOT_UTF8}"],
    ),
]


def problems(path: Path, **files: str | bytes | None) -> list[str]:
    """What is wrong with the good folder when it has these files; asserts that nothing was written."""
    before = everything()
    with pytest.raises(LoadRefused) as refused:
        load_files(write_folder(path, **files), by=LOADING)
    assert everything() == before
    assert not AuditEntry.objects.exists()
    return [str(problem) for problem in refused.value.problems]


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"), CASES, ids=lambda value: str(value)[:40].encode("ascii", "replace").decode()
)
def test_each_problem_is_said_and_nothing_is_written(
    tmp_path: Path, file: str, old: str, new: str, expected: list[str]
) -> None:
    assert problems(tmp_path, **{file: changed(file, old, new)}) == expected


@pytest.mark.parametrize(("kind", "file", "content", "expected"), WHOLE_FILES, ids=[case[0] for case in WHOLE_FILES])
def test_a_file_that_cannot_be_read_is_one_problem(
    tmp_path: Path, kind: str, file: str, content: bytes | None, expected: list[str]
) -> None:
    assert problems(tmp_path, **{file: content}) == expected


def test_a_folder_in_the_place_of_a_file(tmp_path: Path) -> None:
    write_folder(tmp_path, entries=None)
    (tmp_path / "entries.csv").mkdir()
    with pytest.raises(LoadRefused) as refused:
        load_files(tmp_path, by=LOADING)
    assert [str(problem) for problem in refused.value.problems] == [
        "entries.csv:1: the file can't be read: Is a directory"
    ]


def test_an_empty_folder_is_one_problem(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, **dict.fromkeys(GOOD))
    assert problem.startswith(f"{tmp_path.name}:1: none of the files is here: associates.csv, centres.csv")


def test_no_folder_at_all(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere"
    with pytest.raises(LoadRefused) as refused:
        load_files(nowhere, by=LOADING)
    assert [str(problem) for problem in refused.value.problems] == [f"{nowhere}:1: there is no such folder or file"]


def test_line_numbers_count_line_ends_within_cells_and_empty_lines(tmp_path: Path) -> None:
    centres = (
        "centre_number,name,country,time_zone,associate_code,results_service\n"
        '"PK123","Ravi\nGrammar\r\nSchool",Pakistan,Asia/Karachi,,yes\n'
        "\n"
        "AE310,Creekside,United Arab Emirates,Asia/Dubay,MERID,no\n"
    )
    assert problems(tmp_path, centres=centres) == [
        "centres.csv:2: name holds the character U+000A, which can't be part of it",
        "centres.csv:6: time_zone is 'Asia/Dubay', which is no time zone of the IANA database, such as Asia/Karachi",
    ]


def test_every_problem_of_every_file_is_said_at_once(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        centres=changed("centres", "Pakistan,Asia/Karachi,,yes", ",Karachi,NOBODY,perhaps"),
        candidates=changed("candidates", "2010-09-19,durab@example.org", "yesterday,nowhere"),
        results=changed("results", "A*,93", "H,930"),
    )
    assert found == [
        "centres.csv:2: country is empty",
        "centres.csv:2: time_zone is 'Karachi', which is no time zone of the IANA database, such as Asia/Karachi",
        "centres.csv:2: results_service is 'perhaps', has to be yes or no",
        "centres.csv:2: unknown associate 'NOBODY': associates.csv doesn't have it",
        "candidates.csv:2: date_of_birth has to be a date like 2010-09-19",
        "candidates.csv:2: email is no e-mail address",
        "results.csv:3: percentage_uniform_mark has to be a whole number from 0 to 100",
        "results.csv:3: the grade isn't one of IGCSE: A* A B C D E F G",
    ]


def test_problems_do_not_quote_what_belongs_to_a_person(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        candidates=changed("candidates", "Jalaal,Durab,2010-09-19,durab@example.org", "\x07Jalaal,,20100919,durab@"),
        results=changed("results", "A*,93", "h*,193"),
    )
    said = " ".join(found)
    assert len(found) == 5
    assert [word for word in ("Jalaal", "20100919", "durab", "'h*'", "193") if word in said] == []


def test_a_series_that_would_take_anothers_address_is_refused(tmp_path: Path) -> None:
    load_files(write_folder(tmp_path), by=LOADING)
    before = everything()

    files = {
        name: GOOD[name].replace("June 2026", "june 2026") for name in ("releases", "candidates", "entries", "results")
    }
    with pytest.raises(LoadRefused) as refused:
        load_files(write_folder(tmp_path, centres=changed("centres", "Ravi", "Ravee"), **files), by=LOADING)

    assert [str(problem) for problem in refused.value.problems] == [
        "releases.csv:2: the series 'june 2026' would have the address of 'June 2026', june-2026"
    ]
    assert everything() == before


def test_the_command_writes_each_problem_to_the_error_output(tmp_path: Path) -> None:
    write_folder(tmp_path, centres=changed("centres", ",yes", ",ja"), results=changed("results", "B,74", "F,74"))
    output, errors = StringIO(), StringIO()

    with pytest.raises(CommandError, match=r"^2 problems\. Nothing was loaded\.$") as failure:
        call_command("load_series", str(tmp_path), stdout=output, stderr=errors)

    assert failure.value.returncode == 1
    assert output.getvalue() == ""
    assert errors.getvalue().splitlines() == [
        "centres.csv:2: results_service is 'ja', has to be yes or no",
        "results.csv:2: the grade isn't one of ALEVEL: A* A B C D E",
    ]


def test_the_command_says_in_one_line_what_many_rows_have_wrong(tmp_path: Path) -> None:
    header = GOOD["associates"].partition("\n")[0]
    write_folder(tmp_path, associates=f"{header}\n" + ",nameless\n" * 1234, centres=changed("centres", "MERID", ""))
    errors = StringIO()

    with pytest.raises(CommandError, match=r"^1,234 problems"):
        call_command("load_series", str(tmp_path), stderr=errors)

    assert errors.getvalue().splitlines() == [
        "associates.csv:2: associate_code is empty (and so in 1,233 more rows, the last is associates.csv:1235)"
    ]


def test_the_command_stops_at_two_hundred_different_problems(tmp_path: Path) -> None:
    rows = "".join(f"M{number},{'N' * (200 + number)}\n" for number in range(1, 301))
    write_folder(tmp_path, associates=f"associate_code,name\n{rows}", centres=changed("centres", "MERID", ""))
    errors = StringIO()

    with pytest.raises(CommandError, match=r"^300 problems"):
        call_command("load_series", str(tmp_path), stderr=errors)

    lines = errors.getvalue().splitlines()
    assert len(lines) == 201
    assert lines[-1] == "and 100 more"
