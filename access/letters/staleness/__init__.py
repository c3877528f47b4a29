"""Whether letters that are ready still say what they would say now."""
