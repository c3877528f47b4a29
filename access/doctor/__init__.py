"""Goes through a running installation end to end, and says of each part whether it is well or what to mend."""
