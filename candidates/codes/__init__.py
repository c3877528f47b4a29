"""Whether what is stored follows a pattern for codes that a board would like to have."""
