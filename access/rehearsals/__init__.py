"""Staff's pages for rehearsals, and removing one with everything of it: candidates, results, passwords, letters."""
