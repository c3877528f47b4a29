"""Files that staff send to be loaded: kept sealed, read by a worker, previewed, confirmed, loaded, and removed."""
