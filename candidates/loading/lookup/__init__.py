"""What the database has of the results in files: asked for some thousand rows at a time, never held whole."""
