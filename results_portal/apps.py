from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import post_migrate


class ResultsPortalConfig(AppConfig):
    """The ground floor: what every room may use and what imports no room."""

    name = "results_portal"
    verbose_name = "Audit trail"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from results_portal import checks  # noqa: F401, PLC0415 - checks register themselves once apps are loaded
        from results_portal.db import clock  # noqa: PLC0415 - likewise
        from results_portal.db.roles import apply  # noqa: PLC0415 - likewise
        from results_portal.metrics import sign_ins  # noqa: PLC0415 - likewise
        from results_portal.monitoring import background, health  # noqa: PLC0415 - likewise
        from results_portal.serving import warm_up  # noqa: PLC0415 - likewise
        from results_portal.web import deployment_checks  # noqa: F401, PLC0415 - likewise

        sign_ins.register()
        post_migrate.connect(apply.after_migrating, sender=self)
        warm_up.register("the comparison of clocks", clock.compare)
        health.register("clocks", clock.problem)
        health.register("background threads", background.problem)
        if settings.SITE.serves_portal:
            self._offer_undelivered()

    def _offer_undelivered(self) -> None:
        """Messages in the queue, which candidates' processes don't have."""
        from results_portal.installation import waiting  # noqa: PLC0415 - models load before
        from results_portal.outbox.undelivered import SOURCE  # noqa: PLC0415 - likewise

        waiting.offer(SOURCE)
