"""From tables of text to rows whose every cell is understood."""
