from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "access"
    verbose_name = "Access to results"

    def ready(self) -> None:
        from access.administer_exams_links import (  # noqa: PLC0415 - models load before
            control_room_links,
            results_website_links,
        )
        from centres import services  # noqa: PLC0415 - likewise

        services.offer(results_website_links)
        services.offer_to_associates(control_room_links)
