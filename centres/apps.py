from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CentresConfig(AppConfig):
    name = "centres"
    verbose_name = "Centres and their people"

    def ready(self) -> None:
        from centres import (  # noqa: PLC0415 - receivers connect once models are loaded
            fresh_proof,  # noqa: F401
            new_device,  # noqa: F401
            session_limits,  # noqa: F401
            sign_in_trail,  # noqa: F401
            staff_groups,
        )

        post_migrate.connect(staff_groups.after_migrating)
