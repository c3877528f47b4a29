"""All openings in order of time: as a page in three clocks, and as an iCalendar file."""
