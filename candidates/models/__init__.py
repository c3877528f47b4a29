"""The models of candidates: series and releases, candidates and results, their history, and what keeps them back."""

from candidates.models.candidates import Candidate, Entry
from candidates.models.change_requests import ChangeRequest
from candidates.models.holds import Hold
from candidates.models.load_jobs import LoadJob
from candidates.models.loads import Load, LoadedRelease
from candidates.models.result_changes import ChangeLine, ResultChange
from candidates.models.results import Endorsement, Outcome, Result
from candidates.models.series import (
    Qualification,
    Release,
    ReleaseException,
    Series,
    Syllabus,
    SyllabusQualification,
)
from candidates.models.versions import CandidateVersion, Cause, ResultVersion, Source
from candidates.models.wording import GradeWording, OutcomeWording, WordingVersion

__all__ = [
    "Candidate",
    "CandidateVersion",
    "Cause",
    "ChangeLine",
    "ChangeRequest",
    "Endorsement",
    "Entry",
    "GradeWording",
    "Hold",
    "Load",
    "LoadJob",
    "LoadedRelease",
    "Outcome",
    "OutcomeWording",
    "Qualification",
    "Release",
    "ReleaseException",
    "Result",
    "ResultChange",
    "ResultVersion",
    "Series",
    "Source",
    "Syllabus",
    "SyllabusQualification",
    "WordingVersion",
]
