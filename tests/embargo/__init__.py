"""Nothing about a result reaches anybody before its release: two worlds compared, and the race at the instant."""
