"""What centre numbers, candidate numbers, syllabus codes and option codes look like: each board says it in a table."""
