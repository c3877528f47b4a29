"""What rows have to do with one another, with the database, and with what can be true."""
