"""What changed after the release, for the centre's officers."""
