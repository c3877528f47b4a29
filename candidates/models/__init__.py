"""Series, syllabuses, releases; candidates, entries, results; holds, and changes that need two people."""

from candidates.models.candidates import Candidate, Entry
from candidates.models.change_requests import ChangeRequest
from candidates.models.holds import Hold
from candidates.models.results import Outcome, Result
from candidates.models.series import Qualification, Release, Series, Syllabus

__all__ = [
    "Candidate",
    "ChangeRequest",
    "Entry",
    "Hold",
    "Outcome",
    "Qualification",
    "Release",
    "Result",
    "Series",
    "Syllabus",
]
