"""Holds and stops: what keeps results back after their release, and how that ends."""
