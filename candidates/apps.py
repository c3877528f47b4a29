from django.apps import AppConfig
from django.conf import settings


class CandidatesConfig(AppConfig):
    name = "candidates"
    verbose_name = "Candidates and results"

    def ready(self) -> None:
        """What staff's pages and jobs need of this room; there is neither on the candidates' site."""
        from candidates.embargo import gate  # noqa: PLC0415 - models load before
        from results_portal.serving import warm_up  # noqa: PLC0415 - likewise

        warm_up.register("the query of results", gate.prepare)
        if not settings.SITE.serves_portal:
            return
        from candidates.embargo import exception_changes, release_changes  # noqa: PLC0415 - models load before
        from candidates.first_page import finders  # noqa: PLC0415 - likewise
        from candidates.first_page.notices import notices_for  # noqa: PLC0415 - likewise
        from candidates.holds import change as hold_changes  # noqa: PLC0415 - likewise
        from candidates.loads import confirm as loads  # noqa: PLC0415 - likewise
        from candidates.loads.tasks import enqueue  # noqa: PLC0415 - likewise
        from candidates.loads.waiting import loads_waiting  # noqa: PLC0415 - likewise
        from candidates.readiness import facts, last_rehearsal  # noqa: PLC0415 - likewise
        from centres.desk import notices, search  # noqa: PLC0415 - likewise

        notices.offer(notices_for)
        notices.offer(loads_waiting)
        facts.offer(last_rehearsal.rehearsal_done)
        search.offer(finders.SYLLABUSES)
        release_changes.register()
        exception_changes.register()
        hold_changes.register()
        loads.register(enqueue=enqueue)
