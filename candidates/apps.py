from django.apps import AppConfig


class CandidatesConfig(AppConfig):
    name = "candidates"
    verbose_name = "Candidates and results"

    def ready(self) -> None:
        from candidates.embargo import release_changes  # noqa: PLC0415 - models load before
        from candidates.holds import change as hold_changes  # noqa: PLC0415 - likewise

        release_changes.register()
        hold_changes.register()
