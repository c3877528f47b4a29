"""Changes that one member of staff asks for and another one confirms."""
