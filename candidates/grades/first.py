"""The words and bands that hold until a board changes any: those of the board that the service was made for."""

from candidates.grades.words import Band, GradeDetail, OutcomeWords, Wording, spelled

# Marks from the first number to the one below the band before it.
_TO_E = {"A*": (90, 100), "A": (80, 89), "B": (70, 79), "C": (60, 69), "D": (50, 59), "E": (40, 49)}
_TO_G = {**_TO_E, "F": (30, 39), "G": (20, 29)}
_AS = {"a": (80, 100), "b": (70, 79), "c": (60, 69), "d": (50, 59), "e": (40, 49)}
BANDS = {"IGCSE": _TO_G, "OLEVEL": _TO_E, "ALEVEL": _TO_E, "AS": _AS}
PRE_U = {
    f"{letter}{number}": f"{word} {number}"
    for letter, word in {"D": "Distinction", "M": "Merit", "P": "Pass"}.items()
    for number in (1, 2, 3)
}
OUTCOMES = {
    "PENDING": (
        "PENDING",
        "This result is still being worked on.",
        "It appears here when it is ready. You don't need to do anything.",
    ),
    "NO RESULT": (
        "NO RESULT",
        "There isn't a result, because not every part of this syllabus was completed.",
        "Your school can tell you which part, and what you can do now.",
    ),
    "TO BE ISSUED": (
        "TO BE ISSUED",
        "This result comes with a later series.",
        "Your school can tell you which one.",
    ),
    "UNGRADED": (
        "UNGRADED",
        "The mark is below the lowest grade of this qualification.",
        "It isn't printed on certificates. Your school can tell you what you can do now.",
    ),
}
# Says that the table is as it was delivered: then it needn't be read.
FIRST_VERSION = "as delivered"
FIRST = Wording(
    grades={
        **{
            (code, grade): GradeDetail(spelled(grade), Band(*band))
            for code, bands in BANDS.items()
            for grade, band in bands.items()
        },
        **{("PREU", grade): GradeDetail(words) for grade, words in PRE_U.items()},
    },
    outcomes={
        outcome: OutcomeWords(name=name, meaning=meaning, next=then)
        for outcome, (name, meaning, then) in OUTCOMES.items()
    },
)
