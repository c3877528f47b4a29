"""Which qualifications syllabuses lead to and entries are for, as far as files and database say."""

from collections.abc import Iterator, Mapping
from typing import Any

from candidates.awards import qualification_of
from candidates.loading import schema
from candidates.loading.checks.stored_keys import StoredKeys
from candidates.loading.errors import quoted
from candidates.loading.schema import TableSchema

Values = dict[str, Any]
Key = tuple[Any, ...]
Offered = Mapping[str, tuple[str, ...]]


class SeenQualifications:
    """Scales, syllabuses and entries of the tables read so far; those of absent tables are the database's."""

    def __init__(self, stored: StoredKeys, absent: set[str]) -> None:
        self._stored = stored
        self._absent = absent
        self._scales: dict[str, tuple[str, ...]] = {}
        self._titles: dict[str, str] = {}
        self._offered: dict[str, dict[str, tuple[str, ...]]] = {}
        self._decided: dict[Key, str] = {}

    @property
    def scales(self) -> dict[str, tuple[str, ...]]:
        """Each qualification's grades, best first."""
        if schema.QUALIFICATIONS.name in self._absent:
            return self._stored.scales
        return self._scales

    def offered(self, syllabus: str) -> Offered:
        """The qualifications that a syllabus leads to, with the options that lead there."""
        if schema.SYLLABUSES.name in self._absent:
            return self._stored.offered.get(syllabus, {})
        return self._offered.get(syllabus, {})

    def of_result(self, values: Values, key: Key | None) -> list[str]:
        """The qualifications that a result's entry may be for: one where that is decided."""
        if key is None:
            return []
        syllabus, series = values["syllabus_code"], values["series"]
        offered = self.offered(syllabus)
        decided = self._decided.get(key, "")
        if decided:
            return [decided]
        stored = ""
        if key[0] and len(offered) != 1:
            stored = self._stored.entered(series).get(key, "")
        return self.possible(syllabus, grade=values.get("grade", ""), stored=stored)

    def possible(self, syllabus: str, *, grade: str, stored: str) -> list[str]:
        """The same for an entry that the database has (`stored`: its qualification) and the files don't."""
        offered = self.offered(syllabus)
        decided = qualification_of(grade=grade, stored=stored, offered=offered, scales=self.scales)
        if decided:
            return [decided]
        return list(offered)

    def wrong(self, table: TableSchema, values: Values, known: bool) -> Iterator[str]:  # noqa: FBT001 - of the key
        """A second title of a syllabus, or an entry's qualification to which its syllabus doesn't lead."""
        code = values.get("syllabus_code", "")
        if table is schema.SYLLABUSES and code and "title" in values:
            first = self._titles.setdefault(code, values["title"])
            if first != values["title"]:
                yield f"the syllabus {quoted(code)} has the title {quoted(first)} already"
        named = values.get("qualification_code", "")
        if table is schema.ENTRIES and named and known and self.offered(code) and named not in self.offered(code):
            yield f"the syllabus {quoted(code)} doesn't lead to {quoted(named)}"

    def remember(self, table: TableSchema, values: Values, key: Key | None) -> None:
        """Note what a row says."""
        if table is schema.QUALIFICATIONS and {"qualification_code", "grades"} <= values.keys():
            self._scales[values["qualification_code"]] = values["grades"]
        if table is schema.SYLLABUSES and {"syllabus_code", "qualification_code"} <= values.keys():
            offered = self._offered.setdefault(values["syllabus_code"], {})
            offered[values["qualification_code"]] = values.get("option_codes", ())
        if table is schema.ENTRIES and key is not None:
            self._decided[key] = qualification_of(
                named=values.get("qualification_code", ""),
                option_code=values.get("option_code", ""),
                offered=self.offered(values["syllabus_code"]),
                scales=self.scales,
            )
