from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import post_migrate
from django.urls import reverse


class CentresConfig(AppConfig):
    name = "centres"
    verbose_name = "Centres and their people"

    def ready(self) -> None:
        """What accounts need; the candidates' site has none."""
        if not settings.SITE.serves_portal:
            return
        from centres.accounts import (  # noqa: PLC0415 - receivers connect once models are loaded
            audit,  # noqa: F401
            new_device,  # noqa: F401
            reauthentication,  # noqa: F401
            session_timeout,  # noqa: F401
        )
        from centres.permissions import staff_groups  # noqa: PLC0415 - likewise
        from results_portal.serving import warm_up  # noqa: PLC0415 - likewise

        post_migrate.connect(staff_groups.after_migrating)
        warm_up.register_page(lambda: settings.PORTAL_URL + reverse(settings.LOGIN_URL))
