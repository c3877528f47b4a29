from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "letters"
    verbose_name = "Letters"

    def ready(self) -> None:
        from letters.batches import worker_presence  # noqa: PLC0415 - models load before
        from letters.statements import sample  # noqa: PLC0415 - likewise
        from results_portal.monitoring import health  # noqa: PLC0415 - likewise
        from results_portal.serving import warm_up  # noqa: PLC0415 - likewise

        health.register("worker", worker_presence.health)
        warm_up.register("the fonts of statements", sample.draw)
