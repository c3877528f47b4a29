from django.apps import AppConfig
from django.conf import settings


class LettersConfig(AppConfig):
    name = "letters"
    verbose_name = "Letters"

    def ready(self) -> None:
        """What health and metrics say of letters; the candidates' site makes none."""
        if not settings.SITE.serves_portal:
            return
        from letters.batches import batch_figures, worker_presence  # noqa: PLC0415 - models load before
        from letters.mail import mail_figures  # noqa: PLC0415 - likewise
        from letters.storage.storage_health import storage_health  # noqa: PLC0415 - likewise
        from results_portal.monitoring import health  # noqa: PLC0415 - likewise

        health.register("worker", worker_presence.health)
        health.register("storage", storage_health)
        batch_figures.register()
        mail_figures.register()
