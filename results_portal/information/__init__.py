"""Help, the accessibility statement, the privacy notice and the board's contact, for each of the two sites."""
