"""Letters to try the drawing with: names in every script of the sample data, and awkward ones."""

from dataclasses import replace

from candidates.contact import Contact
from letters.contents import LetterContent, ReleaseLine

SIGN_IN_URL = "https://results.example.org/results/sign-in/"
SYMBOLS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

A_LEVEL = ReleaseLine(
    qualification="Cambridge International A Level",
    released_on="Tuesday 12 January 2027, 06:00 UK time",
    at_centre="Tuesday 12 January 2027, 11:00 (Karachi)",
    utc="12 January 2027, 06:00 UTC",
)
AS_LEVEL = replace(A_LEVEL, qualification="Cambridge International AS Level")
PRE_U = ReleaseLine(
    qualification="Cambridge Pre-U",
    released_on="Thursday 14 January 2027, 08:00 UK time",
    at_centre="Thursday 14 January 2027, 13:00 (Karachi)",
    utc="14 January 2027, 08:00 UTC",
)
IGCSE = ReleaseLine(
    qualification="Cambridge IGCSE",
    released_on="Tuesday 19 January 2027, 06:00 UK time",
    at_centre="Tuesday 19 January 2027, 11:00 (Karachi)",
    utc="19 January 2027, 06:00 UTC",
)
IGCSE_9_1 = replace(IGCSE, qualification="Cambridge IGCSE (9-1)")
O_LEVEL = replace(IGCSE, qualification="Cambridge O Level")

NAMES = {
    "latin": "Åsa Żółkiewska Çelik-O’Brien",  # noqa: RUF001 - the apostrophe is part of the test
    "vietnamese": "Nguyễn Thị Phượng Hoàng",
    "greek": "Πουλχερία Γιατρομανωλάκης",
    "cyrillic": "Екатерина Щербакова",
    "arabic": "نشوة مهنا",
    "arabic of four words": "محمد عبد الرحمن الهاشمي",
    "latin and arabic": "Yusuf Ahmad يوسف أحمد",
    "devanagari": "अर्चना पद्मावती देशपांडे",
    "thai": "สมชาย ใจดี",
    "hebrew": "שרה לוי",
    "georgian": "ნინო ბერიძე",
    "han": "欧阳 建军",
}
LONG_NAME = (
    "Maria Francisca Isabel Josefa Antónia Gertrudes Rita Joana Xavier de Bragança e Bourbon "
    "da Conceição Wolfeschlegelsteinhausenbergerdorff"
)


def letter(index: int = 42, **changes: object) -> LetterContent:
    """Return a letter to candidate `index` of Ravi Grammar School, with `changes` to its fields."""
    content = LetterContent(
        series="November 2026",
        centre_number="PK123",
        centre_name="Ravi Grammar School",
        candidate_number=f"{index:04}",
        candidate_name=f"Ayesha Siddiqui {_word(index)}",
        teaching_group=f"1{index % 3 + 1}{'ABCDEF'[index % 6]}",
        releases=((A_LEVEL, AS_LEVEL), (IGCSE,), (IGCSE, O_LEVEL))[index % 3],
        username=symbols(index, 8),
        password="-".join(symbols(index * 7 + part, 5) for part in range(3)),
        sign_in_url=SIGN_IN_URL,
        contact=Contact(name="Sana Malik", telephone="+92 42 3555 0100", email="exams@ravi-grammar.example.org"),
        issued_on="23 November 2026",
        replaces_earlier=False,
        reference=symbols(index * 3 + 1, 6),
    )
    return replace(content, **changes)  # type: ignore[arg-type]


def symbols(seed: int, length: int) -> str:
    """Return `length` symbols as passwords have them; the same ones for the same `seed`."""
    state = seed * 2654435761 + 12345
    chosen = ""
    for _position in range(length):
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        chosen += SYMBOLS[(state >> 33) % len(SYMBOLS)]
    return chosen


def _word(seed: int) -> str:
    consonants, vowels = "bdfghjklmnprstvz", "aeiou"
    return "".join(consonants[(seed >> 4 * i) % 16] + vowels[(seed >> 3 * i) % 5] for i in range(3)).title()
