"""Whether a release is ready: what is missing, what looks wrong. For results staff alone; grades never leave here."""
