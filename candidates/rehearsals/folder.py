"""Writes a made-up series as a folder of CSV files, row by row, as `load_series` reads it."""

import csv
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from datetime import UTC
from pathlib import Path
from typing import Any

from candidates.rehearsals.exams import current_exams, first_exams, titles
from candidates.rehearsals.invent import Exam, MadeUpCandidate, MadeUpResult, made_up_candidates
from candidates.rehearsals.make import WantedRehearsal
from candidates.rehearsals.places import MadeUpCentre, candidate_numbers, made_up_centres, shared_out
from centres.models import Centre

PLACE = ("series", "centre_number", "candidate_number")
HEADERS: dict[str, tuple[str, ...]] = {
    "centres": ("centre_number", "name", "country", "time_zone", "associate_code", "results_service"),
    "qualifications": ("qualification_code", "title", "grades"),
    "syllabuses": ("syllabus_code", "title", "qualification_code", "option_codes"),
    "releases": ("series", "qualification_code", "releases_at"),
    "candidates": (*PLACE, "family_name", "given_names", "date_of_birth", "email", "teaching_group"),
    "entries": (*PLACE, "syllabus_code", "option_code", "qualification_code"),
    "results": (*PLACE, "syllabus_code", "grade", "percentage_uniform_mark", "outcome"),
}


def write_folder(folder: Path, wanted: WantedRehearsal) -> None:
    """Write the files of `wanted` to `folder`; those of the same names are replaced."""
    exams = current_exams() or first_exams()
    centres: Sequence[Centre | MadeUpCentre] = wanted.centres or made_up_centres(wanted.places)
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as opened:
        tables = {name: _table(folder, name, opened) for name in HEADERS}
        tables["centres"].writerows(_centre(centre) for centre in centres)
        _write_exams(tables, exams, wanted)
        for place, (centre, count) in enumerate(shared_out(wanted.candidates, centres)):
            people = made_up_candidates(count, seed=wanted.seed, place=place, exams=exams)
            for number, person in zip(candidate_numbers(count), people, strict=True):
                _write_candidate(tables, (wanted.name, centre.number, number), person)


def _table(folder: Path, name: str, opened: ExitStack) -> Any:
    file = opened.enter_context((folder / f"{name}.csv").open("w", encoding="utf-8", newline=""))
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(HEADERS[name])
    return writer


def _centre(centre: Centre | MadeUpCentre) -> Sequence[str]:
    associate = ""
    if isinstance(centre, Centre) and centre.associate:
        associate = centre.associate.code
    return (centre.number, centre.name, centre.country, centre.time_zone, associate, "yes")


def _write_exams(tables: dict[str, Any], exams: Iterable[Exam], wanted: WantedRehearsal) -> None:
    known = titles()
    scales = {exam.qualification: exam.grades for exam in exams}
    opens = wanted.opens_at.astimezone(UTC).isoformat(timespec="seconds")
    for code, grades in sorted(scales.items()):
        tables["qualifications"].writerow((code, known[code], "|".join(grades)))
        tables["releases"].writerow((wanted.name, code, opens))
    for exam in exams:
        tables["syllabuses"].writerow((exam.syllabus, exam.title, exam.qualification, "|".join(exam.options)))


def _write_candidate(tables: dict[str, Any], place: tuple[str, str, str], person: MadeUpCandidate) -> None:
    born = person.date_of_birth.isoformat()
    tables["candidates"].writerow((*place, person.family_name, person.given_names, born, "", person.group))
    for result in person.results:
        _write_result(tables, place, result)


def _write_result(tables: dict[str, Any], place: tuple[str, str, str], result: MadeUpResult) -> None:
    exam = result.exam
    tables["entries"].writerow((*place, exam.syllabus, result.option, exam.qualification))
    mark = "" if result.mark is None else result.mark
    tables["results"].writerow((*place, exam.syllabus, result.grade, mark, str(result.outcome)))
