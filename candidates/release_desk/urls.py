"""Addresses of the release desk, within the admin's."""

from django.urls import path

from candidates.release_desk import exception_views, hold_views, readiness_views, request_views, views

app_name = "release_desk"
urlpatterns = [
    path("releases/", views.all_series, name="all_series"),
    path("releases/<slug:series_slug>/", views.desk, name="desk"),
    path("releases/<slug:series_slug>/stop/", hold_views.stop, name="stop"),
    path("releases/<slug:series_slug>/hold/", hold_views.add_hold, name="add_hold"),
    path("releases/<slug:series_slug>/<str:qualification_code>/change/", views.change, name="change"),
    path(
        "releases/<slug:series_slug>/<str:qualification_code>/readiness/", readiness_views.readiness, name="readiness"
    ),
    path("releases/<slug:series_slug>/<str:qualification_code>/missing.csv", readiness_views.missing, name="missing"),
    path(
        "releases/<slug:series_slug>/<str:qualification_code>/exceptions/",
        exception_views.exceptions,
        name="exceptions",
    ),
    path("exceptions/<int:pk>/end/", exception_views.end, name="end_exception"),
    path("requests/<int:pk>/", request_views.change_request, name="request"),
    path("holds/", hold_views.holds, name="holds"),
    path("holds/<int:pk>/end/", hold_views.end_hold, name="end_hold"),
]
