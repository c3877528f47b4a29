"""Candidates who have left a centre for another one: withdrawn here, and entered there."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from candidates.models import Candidate


def moved_away(candidates: QuerySet[Candidate]) -> QuerySet[Candidate]:
    """Those of `candidates` who are withdrawn, and stand at another centre in the same series.

    The same person has the same family name, and with it the board's identifier or given names and date of birth. A row
    without entries was left behind by a move: there the names are enough where no date of birth is known.
    """
    by_identifier = Q(candidate_uid=OuterRef("candidate_uid")) & ~Q(candidate_uid="")
    by_name = Q(given_names=OuterRef("given_names"), date_of_birth=OuterRef("date_of_birth"))
    others = Candidate.objects.filter(family_name=OuterRef("family_name"), series=OuterRef("series"), withdrawn=False)
    elsewhere = others.exclude(centre=OuterRef("centre"))
    namesakes = elsewhere.filter(given_names=OuterRef("given_names"), date_of_birth=None)
    left_behind = Q(date_of_birth=None, entries=None) & Exists(namesakes)
    return candidates.filter(Exists(elsewhere.filter(by_identifier | by_name)) | left_behind, withdrawn=True)
