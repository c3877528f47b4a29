"""Which qualification an entry is for, and which one its grade awards. Plain values only, by the codes of the files.

At Cambridge one syllabus code may stand for AS and A Level: the entry's option says which. A candidate who misses the
A Level may be awarded the AS Level instead.
"""

from collections.abc import Collection, Mapping

# What an entry to the first may bring where the same syllabus leads to the second as well.
LOWER_AWARDS = {"ALEVEL": "AS"}

Scales = Mapping[str, Collection[str]]


def qualification_of(
    *,
    named: str = "",
    option_code: str = "",
    grade: str = "",
    stored: str = "",
    offered: Mapping[str, Collection[str]],
    scales: Scales,
) -> str:
    """The code of the qualification that an entry is for, "" if that can't be told.

    `offered` has the qualifications that the syllabus leads to, each with the option codes that lead there; `scales`
    has the grades of each. What the entry itself names counts first, then a syllabus that leads to one alone, then
    the option, then what was known of the entry before (`stored`), then the one whose scale alone has the grade.
    """
    if named:
        return named
    if len(offered) == 1:
        return next(iter(offered))
    by_option = _by_option(option_code, offered)
    if by_option:
        return by_option
    if stored in offered and (not grade or awarded(qualification=stored, grade=grade, offered=offered, scales=scales)):
        return stored
    having = [code for code in offered if grade and grade in scales.get(code, ())]
    if len(having) == 1:
        return having[0]
    return ""


def awarded(*, qualification: str, grade: str, offered: Collection[str], scales: Scales) -> str:
    """The code of the qualification that `grade` awards to an entry for `qualification`, "" if it can't be one."""
    if grade in scales.get(qualification, ()):
        return qualification
    lower = LOWER_AWARDS.get(qualification, "")
    if lower in offered and grade in scales.get(lower, ()):
        return lower
    return ""


def _by_option(option_code: str, offered: Mapping[str, Collection[str]]) -> str:
    """The one qualification to which the option leads; one without options takes those that no other one names."""
    if not option_code or not any(offered.values()):
        return ""
    named = [code for code, options in offered.items() if option_code in options]
    if not named:
        named = [code for code, options in offered.items() if not options]
    if len(named) == 1:
        return named[0]
    return ""
