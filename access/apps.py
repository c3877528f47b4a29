from django.apps import AppConfig
from django.conf import settings
from django.urls import reverse


class AccessConfig(AppConfig):
    name = "access"
    verbose_name = "Access to results"

    def ready(self) -> None:
        """What other rooms' pages and jobs show of this one; there is neither on the candidates' site."""
        self._warm_up()
        if not settings.SITE.serves_portal:
            return
        from access.board_changes import by_two  # noqa: PLC0415 - models load before
        from access.credentials.keys_health import keys_health  # noqa: PLC0415 - likewise
        from access.doctor import keys  # noqa: F401, PLC0415 - its check registers itself
        from access.granting.replaced_people import end_credentials  # noqa: PLC0415 - models load before
        from access.maintenance import job_figures  # noqa: PLC0415 - likewise
        from access.readiness.facts import access_and_letters  # noqa: PLC0415 - likewise
        from access.result_changes import emails, tasks, waiting  # noqa: PLC0415 - likewise
        from access.service_links import (  # noqa: PLC0415 - models load before
            control_room_links,
            results_website_links,
        )
        from access.support import finders  # noqa: PLC0415 - likewise
        from access.support.notices import notices_for  # noqa: PLC0415 - likewise
        from candidates.identity import people_replaced  # noqa: PLC0415 - likewise
        from candidates.readiness import facts  # noqa: PLC0415 - likewise
        from candidates.result_changes import change_announced  # noqa: PLC0415 - likewise
        from centres.administer_exams import service_links  # noqa: PLC0415 - likewise
        from centres.desk import notices, search  # noqa: PLC0415 - likewise
        from results_portal.installation.waiting import offer  # noqa: PLC0415 - likewise
        from results_portal.monitoring import health  # noqa: PLC0415 - likewise
        from results_portal.outbox import conditions  # noqa: PLC0415 - likewise

        health.register("keys", keys_health, needed=True)
        job_figures.register()
        notices.offer(notices_for)
        facts.offer(access_and_letters)
        by_two.register()
        for finder in finders.FINDERS:
            search.offer(finder)
        people_replaced.connect(end_credentials, dispatch_uid="access ends credentials")
        change_announced.connect(tasks.enqueue, dispatch_uid="access tells centres of changes")
        offer(waiting.SOURCE)
        conditions.register(emails.ABOUT, emails.still_to_be_told)
        service_links.offer(results_website_links)
        service_links.offer_to_associates(control_room_links)

    def _warm_up(self) -> None:
        """Sign-in, as the first candidate at a fresh process meets it."""
        from access.sign_in import lookup  # noqa: PLC0415 - models load before
        from results_portal.serving import warm_up  # noqa: PLC0415 - likewise

        if settings.SITE.serves_results:
            warm_up.register("the queries of sign-in", lookup.prepare)
            warm_up.register_page(lambda: settings.RESULTS_URL + reverse("candidate_access:sign_in"))
