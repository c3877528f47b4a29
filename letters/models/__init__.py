"""The models of letters: batches, downloads, e-mails, statements, workers."""

from letters.models.batches import HandedLetter, HandingOver, IssuedStatement, Letter, LetterBatch, WorkerPresence
from letters.models.mail import LetterMail

__all__ = ["HandedLetter", "HandingOver", "IssuedStatement", "Letter", "LetterBatch", "LetterMail", "WorkerPresence"]
