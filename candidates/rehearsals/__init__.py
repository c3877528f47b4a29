"""Rehearsals: series in which everything is made up, of any size, written to the database or to a folder."""
