"""Statements of results: a candidate's PDF of what is released, and the page on which anybody may check one."""
