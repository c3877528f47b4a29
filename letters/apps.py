from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "letters"
    verbose_name = "Letters"

    def ready(self) -> None:
        from letters import workers  # noqa: PLC0415 - models load before
        from results_portal import health  # noqa: PLC0415 - likewise

        health.register("worker", workers.health)
