from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "access"
    verbose_name = "Access to results"

    def ready(self) -> None:
        from access.service_links import (  # noqa: PLC0415 - models load before
            control_room_links,
            results_website_links,
        )
        from centres.administer_exams import service_links  # noqa: PLC0415 - likewise

        service_links.offer(results_website_links)
        service_links.offer_to_associates(control_room_links)
