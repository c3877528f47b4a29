"""Scales that files would shorten: a grade that stored results say can't be taken away."""

from candidates.loading.errors import LoadRefused, Problem
from candidates.loading.planning.plan import TablePlan
from candidates.models import Result

# In a qualification's values.
GRADES = 1


def check_scales(qualifications: TablePlan | None) -> None:
    """Raise `LoadRefused` where results say a grade that the files no longer have in its scale."""
    if qualifications is None:
        return
    problems = []
    for row in qualifications.changed:
        lost = [grade for grade in (row.old or ((), ()))[GRADES] if grade not in row.new[GRADES]]
        if lost and Result.objects.filter(entry__qualification__code=row.key[0], grade__in=lost).exists():
            text = f"grades of {row.key[0]} are gone that results say: keep {'|'.join(lost)} in the scale"
            problems.append(Problem(qualifications.file, row.line, text, "grades", "grades are gone that results say"))
    if problems:
        raise LoadRefused(problems)
