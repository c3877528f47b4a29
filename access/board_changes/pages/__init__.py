"""Staff's pages for these changes."""
