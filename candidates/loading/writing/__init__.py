"""Writes a plan, within the caller's transaction."""

from candidates.loading.writing.hooks import CandidateChange, candidates_changing
from candidates.loading.writing.write import write_plan

__all__ = ["CandidateChange", "candidates_changing", "write_plan"]
