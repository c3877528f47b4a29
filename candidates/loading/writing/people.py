"""Who stood under candidates' numbers before a load, and what ends where somebody else stands there after it."""

from candidates.history.former_results import withdraw_former_results
from candidates.identity import Person, ReplacedPerson, people_of, replace_people
from candidates.loading.parsing.parse import ParsedFiles
from candidates.loading.planning.plan import LoadPlan
from candidates.loading.planning.stored import Stored
from candidates.models import Candidate
from results_portal.audit import Actor


def people_before(plan: LoadPlan) -> dict[int, Person]:
    """The people in the rows of the plan's series, to be asked for before any of them changes.

    Nothing is read where no candidate changes.
    """
    table = plan.tables.get("candidates")
    if table is None or not table.changed:
        return {}
    return people_of(Candidate.objects.filter(series__slug__in=plan.slugs))


def end_what_was_others(
    people: dict[int, Person], parsed: ParsedFiles, stored: Stored, *, by: Actor
) -> list[ReplacedPerson]:
    """Where another person stands under a number, end what was the former one's, and withdraw their results."""
    if not people:
        return []
    replaced = replace_people(people, by=by)
    if replaced:
        candidates, syllabuses = stored["candidates"].pks, stored["syllabus codes"].pks
        entries = {(candidates[row.key[:3]], syllabuses[row.syllabus_code,]) for row in parsed.of("entries")}
        results = {stored["entries"].pks[row.key] for row in parsed.of("results")}
        withdraw_former_results([person.candidate_pk for person in replaced], entries=entries, results=results)
    return replaced
