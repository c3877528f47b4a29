"""One page for the day on which results open: how both sites are doing, minute by minute."""
