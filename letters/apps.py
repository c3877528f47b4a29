from django.apps import AppConfig
from django.conf import settings


class LettersConfig(AppConfig):
    name = "letters"
    verbose_name = "Letters"

    def ready(self) -> None:
        from letters.batches import batch_figures, cleanup, worker_presence  # noqa: PLC0415 - models load before
        from letters.mail import mail_figures  # noqa: PLC0415 - likewise
        from letters.mail.waiting import SOURCE  # noqa: PLC0415 - likewise
        from letters.statements import sample  # noqa: PLC0415 - likewise
        from letters.storage.storage_health import storage_health  # noqa: PLC0415 - likewise
        from results_portal.installation import standing, waiting  # noqa: PLC0415 - likewise
        from results_portal.monitoring import health  # noqa: PLC0415 - likewise
        from results_portal.serving import warm_up  # noqa: PLC0415 - likewise

        health.register("worker", worker_presence.health)
        warm_up.register("the fonts of statements", sample.draw)
        # Candidates' processes send and remove nothing, and have no letters; nor may their role ask about them.
        if not settings.SITE.serves_portal:
            return
        health.register("installation", standing.health)
        health.register("storage", storage_health)
        waiting.offer(SOURCE)
        standing.offer_stranger_check(cleanup.has_letters_of_others)
        batch_figures.register()
        mail_figures.register()
