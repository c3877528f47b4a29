"""What the first page of the administration says of series and releases, and how syllabuses are found."""
