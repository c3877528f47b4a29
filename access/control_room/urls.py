"""Addresses of an Associate's control room, within `/portal/associate/<code>/<series_slug>/`."""

from django.urls import path

from access.control_room.views import letters, overview, set_up

app_name = "control_room"

urlpatterns = [
    path("", overview.overview, name="overview"),
    path("set-up/", set_up.set_up, name="set_up"),
    path("letters.zip", letters.letters, name="letters"),
]
