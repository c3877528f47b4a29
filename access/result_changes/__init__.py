"""Tells a centre's heads and officers what changed after the release: on a page, in the trail, and by e-mail."""
