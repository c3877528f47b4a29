"""The symbols of usernames, passwords and statements' codes: none can be mistaken for another one on paper."""

# Capitals and digits without 0 O, 1 I L: 31 symbols, some 4.95 bits each.
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


def from_number(number: int, *, length: int) -> str:
    """The last `length` digits of `number` to the base 31, in symbols, the last one first."""
    symbols = []
    for _ in range(length):
        number, position = divmod(number, len(ALPHABET))
        symbols.append(ALPHABET[position])
    return "".join(symbols)


def could_be(text: str, *, length: int) -> bool:
    """Whether `text` is `length` symbols long and has no other sign."""
    return len(text) == length and set(text) <= set(ALPHABET)
