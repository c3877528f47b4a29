"""Addresses of these pages, within the admin's."""

from django.urls import path

from access.rehearsals import views

app_name = "rehearsals"
urlpatterns = [
    path("rehearsals/", views.all_rehearsals, name="all_rehearsals"),
    path("rehearsals/make/", views.make, name="make"),
    path("rehearsals/<slug:series_slug>/remove/", views.remove, name="remove"),
]
