"""Series, qualifications, syllabuses, releases; candidates, their entries and their results;
loads, and what results and candidates said over time.
"""

from candidates.models.candidates import Candidate, Entry
from candidates.models.loads import Load, LoadedRelease
from candidates.models.results import Endorsement, Outcome, Result
from candidates.models.series import Qualification, Release, Series, Syllabus, SyllabusQualification
from candidates.models.versions import CandidateVersion, ResultVersion, Source

__all__ = [
    "Candidate",
    "CandidateVersion",
    "Endorsement",
    "Entry",
    "Load",
    "LoadedRelease",
    "Outcome",
    "Qualification",
    "Release",
    "Result",
    "ResultVersion",
    "Series",
    "Source",
    "Syllabus",
    "SyllabusQualification",
]
