"""The board's support: what a centre, a candidate or an officer is asked about, and unlocking a throttled username."""
