"""The demonstration: the whole service on one machine from one command, with everything in one state directory."""
