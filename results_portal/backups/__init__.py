"""Copies of the database and the letters, and how they are put back."""
