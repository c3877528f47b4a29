"""Addresses of an Associate's control room, within `/portal/associate/<code>/<series_slug>/`."""

from django.urls import path

from access.control_room import bulk_views, downloads_views, views

app_name = "control_room"

urlpatterns = [
    path("", views.overview, name="overview"),
    path("set-up/", bulk_views.set_up, name="set_up"),
    path("letters.zip", downloads_views.letters, name="letters"),
]
