"""The proxy before both sites."""
