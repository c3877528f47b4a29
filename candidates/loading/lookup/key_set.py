"""A set of primary keys in little memory: a bit for each, in pages that are made when they are needed."""

PAGE_BITS = 16
PAGE_BYTES = 2**PAGE_BITS // 8


class KeySet:
    """Primary keys. Those of one series lie close together, so that two million take some hundred kilobytes."""

    def __init__(self) -> None:
        self._pages: dict[int, bytearray] = {}

    def add(self, key: int) -> bool:
        """Add a key; says whether it is new."""
        page = self._pages.get(key >> PAGE_BITS)
        if page is None:
            page = self._pages[key >> PAGE_BITS] = bytearray(PAGE_BYTES)
        place, bit = (key >> 3) & (PAGE_BYTES - 1), 1 << (key & 7)
        if page[place] & bit:
            return False
        page[place] |= bit
        return True

    def __contains__(self, key: int) -> bool:
        page = self._pages.get(key >> PAGE_BITS)
        return page is not None and bool(page[(key >> 3) & (PAGE_BYTES - 1)] & 1 << (key & 7))
