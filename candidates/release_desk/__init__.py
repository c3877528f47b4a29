"""The board's pages for releases, stops and holds, within the staff's admin."""
