"""A small folder that loads, written into a temporary place, and what the database holds afterwards."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db.models import Model

from candidates.models import (
    Candidate,
    CandidateVersion,
    Entry,
    Load,
    LoadedRelease,
    Qualification,
    Release,
    Result,
    ResultVersion,
    Series,
    Syllabus,
    SyllabusQualification,
)
from centres.models import Associate, Centre

# The A Level of this series is released, the IGCSE isn't.
GOOD = {
    "associates": "associate_code,name\nMERID,Meridian Schools Partnership\n",
    "centres": (
        "centre_number,name,country,time_zone,associate_code,results_service\n"
        "PK123,Ravi Grammar School,Pakistan,Asia/Karachi,,yes\n"
        "AE310,Creekside Academy Dubai,United Arab Emirates,Asia/Dubai,MERID,no\n"
    ),
    "qualifications": (
        "qualification_code,title,grades\n"
        "IGCSE,Cambridge IGCSE,A*|A|B|C|D|E|F|G\n"
        "ALEVEL,Cambridge International A Level,A*|A|B|C|D|E\n"
    ),
    "syllabuses": ("syllabus_code,title,qualification_code\n0610,Biology,IGCSE\n9709,Mathematics,ALEVEL\n"),
    "releases": (
        "series,qualification_code,releases_at\n"
        "June 2026,IGCSE,2098-08-18T06:00:00+01:00\n"
        "June 2026,ALEVEL,2026-01-11T06:00:00Z\n"
    ),
    "candidates": (
        "series,centre_number,candidate_number,family_name,given_names,date_of_birth,email,teaching_group\n"
        "June 2026,PK123,0001,Jalaal,Durab,2010-09-19,durab@example.org,11C\n"
        "June 2026,PK123,0002,المشاولة,ريّان,,,\n"
    ),
    "entries": (
        "series,centre_number,candidate_number,syllabus_code,option_code\n"
        "June 2026,PK123,0001,9709,\n"
        "June 2026,PK123,0001,0610,CY\n"
        "June 2026,PK123,0002,0610,\n"
    ),
    "results": (
        "series,centre_number,candidate_number,syllabus_code,grade,percentage_uniform_mark,outcome\n"
        "June 2026,PK123,0001,9709,B,74,\n"
        "June 2026,PK123,0001,0610,A*,93,\n"
        "June 2026,PK123,0002,0610,,,PENDING\n"
    ),
}
# A complete series that is released: three candidates at two centres.
BASE = {
    "associates": "associate_code,name\nMERID,Meridian Schools Partnership\nNORTH,Northern Union\n",
    "centres": (
        "centre_number,name,country,time_zone,associate_code,results_service\n"
        "PK123,Ravi Grammar School,Pakistan,Asia/Karachi,MERID,yes\n"
        "GB045,St Aldate's School,United Kingdom,Europe/London,,yes\n"
    ),
    "qualifications": GOOD["qualifications"],
    "syllabuses": (
        "syllabus_code,title,qualification_code\n0580,Mathematics,IGCSE\n0610,Biology,IGCSE\n9709,Mathematics,ALEVEL\n"
    ),
    "releases": (
        "series,qualification_code,releases_at\n"
        "June 2026,IGCSE,2026-08-18T06:00:00+01:00\n"
        "June 2026,ALEVEL,2026-08-11T06:00:00+01:00\n"
    ),
    "candidates": (
        "series,centre_number,candidate_number,family_name,given_names,date_of_birth,email,teaching_group\n"
        "June 2026,PK123,0042,Khan,Aisha,2009-03-18,a.khan@example.org,11A\n"
        "June 2026,PK123,0043,Müller,José,2009-03-19,,11B\n"
        "June 2026,GB045,0042,Smith,Alex,2008-01-02,,13\n"
    ),
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
MODELS: tuple[type[Model], ...] = (
    Associate,
    Centre,
    Qualification,
    Syllabus,
    SyllabusQualification,
    Series,
    Release,
    Candidate,
    Entry,
    Result,
    Load,
    LoadedRelease,
    ResultVersion,
    CandidateVersion,
)

Rows = dict[str, list[dict[str, Any]]]


def write_folder(path: Path, **files: str | bytes | None) -> Path:
    """The good folder at `path`, with the files given here instead; None leaves a file out."""
    return write_files(path, {**GOOD, **files})


def write_base(path: Path, **files: str | bytes | None) -> Path:
    """The base series at `path`, with the files given here instead; None leaves a file out."""
    return write_files(path, {**BASE, **files})


def write_files(path: Path, files: Mapping[str, str | bytes | None]) -> Path:
    """A folder at `path` with these files, each named without its ending; what None stands for isn't there."""
    path.mkdir(exist_ok=True)
    for name, content in files.items():
        file = path / f"{name}.csv"
        if content is None:
            file.unlink(missing_ok=True)
        else:
            file.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def changed(file: str, old: str, new: str) -> str:
    """A file of the good folder in which `old`, which is there once, is replaced by `new`."""
    assert GOOD[file].count(old) == 1, f"{old!r} is {GOOD[file].count(old)} times in {file}.csv"
    return GOOD[file].replace(old, new)


def changed_base(file: str, old: str, new: str) -> str:
    """A file of the base series in which `old`, which is there once, is replaced by `new`."""
    assert BASE[file].count(old) == 1, f"{old!r} is {BASE[file].count(old)} times in {file}.csv"
    return BASE[file].replace(old, new)


def everything() -> Rows:
    """Every row of every table that loading writes, with its primary key."""
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in MODELS}
