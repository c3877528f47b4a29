"""Writes a plan, within the caller's transaction."""

from candidates.loading.writing.write import write_plan

__all__ = ["write_plan"]
