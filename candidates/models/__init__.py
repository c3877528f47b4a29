"""Series, qualifications, syllabuses, releases; candidates, their entries and their results."""

from candidates.models.candidates import Candidate, Entry
from candidates.models.results import Outcome, Result
from candidates.models.series import Qualification, Release, Series, Syllabus

__all__ = ["Candidate", "Entry", "Outcome", "Qualification", "Release", "Result", "Series", "Syllabus"]
