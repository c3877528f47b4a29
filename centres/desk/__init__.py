"""The first page of the staff's administration: what needs doing, the search, the tables. Rooms above fill it."""
