"""What is printed beside grades and in their place, and which marks go with which grade: a board's own data."""
