"""What this room tells rooms above it."""

from django.dispatch import Signal

# Sent by `replace_people` inside the transaction that changes the rows, before anybody can see them. Receivers get
# `replaced` (a sequence of `ReplacedPerson`) and `by` (an `audit.Actor`). What a receiver raises undoes the change.
people_replaced = Signal()
