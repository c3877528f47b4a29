"""Removing a rehearsal with everything of it: candidates, results, passwords, letters and their files."""
