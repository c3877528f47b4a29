from django.apps import AppConfig
from django.conf import settings
from django.urls import reverse


class AccessConfig(AppConfig):
    name = "access"
    verbose_name = "Access to results"

    def ready(self) -> None:
        """What other rooms' pages and jobs show of this one; there is neither on the candidates' site."""
        self._warm_up()
        if settings.SITE.serves_portal:
            self._show_to_staff()
            self._show_to_officers()
            self._follow_changes()
            self._report()

    def _warm_up(self) -> None:
        """Sign-in, as the first candidate at a fresh process meets it."""
        from access.sign_in import lookup  # noqa: PLC0415 - models load before
        from results_portal.serving import warm_up  # noqa: PLC0415 - likewise

        if settings.SITE.serves_results:
            warm_up.register("the queries of sign-in", lookup.prepare)
            warm_up.register_page(lambda: settings.RESULTS_URL + reverse("candidate_access:sign_in"))

    def _show_to_staff(self) -> None:
        """On the desk, in its search, on the pages of releases, and where two people decide."""
        from access.board_changes import by_two  # noqa: PLC0415 - models load before
        from access.readiness.facts import access_and_letters  # noqa: PLC0415 - likewise
        from access.support import finders  # noqa: PLC0415 - likewise
        from access.support.notices import notices_for  # noqa: PLC0415 - likewise
        from candidates.readiness import facts  # noqa: PLC0415 - likewise
        from centres.desk import notices, search  # noqa: PLC0415 - likewise

        notices.offer(notices_for)
        facts.offer(access_and_letters)
        by_two.register()
        for finder in finders.FINDERS:
            search.offer(finder)

    def _show_to_officers(self) -> None:
        """On their first page."""
        from access.service_links import (  # noqa: PLC0415 - models load before
            control_room_links,
            results_website_links,
        )
        from centres.administer_exams import service_links  # noqa: PLC0415 - likewise

        service_links.offer(results_website_links)
        service_links.offer_to_associates(control_room_links)

    def _follow_changes(self) -> None:
        """Of people and results, made in the rooms below."""
        from access.granting.replaced_people import end_credentials  # noqa: PLC0415 - models load before
        from access.result_changes import emails, tasks, waiting  # noqa: PLC0415 - likewise
        from candidates.identity import people_replaced  # noqa: PLC0415 - likewise
        from candidates.result_changes import change_announced  # noqa: PLC0415 - likewise
        from results_portal.installation.waiting import offer  # noqa: PLC0415 - likewise
        from results_portal.outbox import conditions  # noqa: PLC0415 - likewise

        people_replaced.connect(end_credentials, dispatch_uid="access ends credentials")
        change_announced.connect(tasks.enqueue, dispatch_uid="access tells centres of changes")
        offer(waiting.SOURCE)
        conditions.register(emails.ABOUT, emails.still_to_be_told)

    def _report(self) -> None:
        """To whoever runs the service: health, metrics, checks of what is stored."""
        from access.credentials.keys_health import keys_health  # noqa: PLC0415 - models load before
        from access.doctor import keys  # noqa: F401, PLC0415 - its check registers itself
        from access.maintenance import job_figures  # noqa: PLC0415 - models load before
        from results_portal.monitoring import health  # noqa: PLC0415 - likewise

        health.register("keys", keys_health, needed=True)
        job_figures.register()
