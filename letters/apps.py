from django.apps import AppConfig
from django.conf import settings


class LettersConfig(AppConfig):
    name = "letters"
    verbose_name = "Letters"

    def ready(self) -> None:
        from letters.batches import cleanup, worker_presence  # noqa: PLC0415 - models load before
        from letters.mail.waiting import SOURCE  # noqa: PLC0415 - likewise
        from letters.statements import sample  # noqa: PLC0415 - likewise
        from results_portal.installation import standing, waiting  # noqa: PLC0415 - likewise
        from results_portal.monitoring import health  # noqa: PLC0415 - likewise
        from results_portal.serving import warm_up  # noqa: PLC0415 - likewise

        health.register("worker", worker_presence.health)
        if settings.SITE.serves_portal:
            # Candidates' processes send and remove nothing, and have no letters.
            health.register("installation", standing.health)
            waiting.offer(SOURCE)
            standing.offer_stranger_check(cleanup.has_letters_of_others)
        warm_up.register("the fonts of statements", sample.draw)
