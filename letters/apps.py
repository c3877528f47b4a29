from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "letters"
    verbose_name = "Letters"

    def ready(self) -> None:
        from letters.batches import worker_presence  # noqa: PLC0415 - models load before
        from results_portal.monitoring import health  # noqa: PLC0415 - likewise

        health.register("worker", worker_presence.health)
