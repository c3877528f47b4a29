"""The models of letters: batches, downloads, e-mails, statements, workers."""

from letters.models.batches import Letter, LetterBatch
from letters.models.downloads import HandedLetter, LetterDownload
from letters.models.mail import CorrectedAddress, LetterMail, MailPace
from letters.models.statements import IssuedStatement
from letters.models.workers import WorkerPresence

__all__ = [
    "CorrectedAddress",
    "HandedLetter",
    "IssuedStatement",
    "Letter",
    "LetterBatch",
    "LetterDownload",
    "LetterMail",
    "MailPace",
    "WorkerPresence",
]
