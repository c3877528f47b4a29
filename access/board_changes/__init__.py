"""Centres renamed, merged or closed, candidates moved, renamed or withdrawn: shown with what follows, then done."""
