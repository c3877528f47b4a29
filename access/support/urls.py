"""Addresses of support's pages, within the admin's."""

from django.urls import path

from access.support import views

app_name = "support"
urlpatterns = [
    path("", views.support, name="support"),
    path("centres/<str:centre_number>/", views.centre, name="centre"),
    path("centres/<str:centre_number>/<slug:series_slug>/", views.centre_series, name="centre_series"),
    path("candidates/<int:pk>/", views.candidate, name="candidate"),
    path("candidates/<int:pk>/view/", views.view_as, name="view_as"),
    path("candidates/<int:pk>/unlock/", views.unlock, name="unlock"),
    path("officers/<int:pk>/", views.officer, name="officer"),
]
