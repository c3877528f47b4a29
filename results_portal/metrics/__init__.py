"""What is counted and timed while the service runs, for Prometheus.

No label is personal, and none grows without bound: pages by the name of their address, outcomes from a fixed list.
"""
