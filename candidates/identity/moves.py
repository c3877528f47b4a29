"""Candidates who have left a centre for another one: withdrawn here, and entered there."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from candidates.models import Candidate


def moved_away(candidates: QuerySet[Candidate]) -> QuerySet[Candidate]:
    """Those of `candidates` who are withdrawn, and stand at another centre in the same series.

    The same person has the same family name, and with it the board's identifier or given names and date of birth.
    """
    by_identifier = Q(candidate_uid=OuterRef("candidate_uid")) & ~Q(candidate_uid="")
    by_name = Q(given_names=OuterRef("given_names"), date_of_birth=OuterRef("date_of_birth"))
    elsewhere = Candidate.objects.filter(
        by_identifier | by_name, family_name=OuterRef("family_name"), series=OuterRef("series"), withdrawn=False
    ).exclude(centre=OuterRef("centre"))
    return candidates.filter(Exists(elsewhere), withdrawn=True)
