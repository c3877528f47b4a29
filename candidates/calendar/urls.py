"""Addresses of the calendar, within the admin's."""

from django.urls import path

from candidates.calendar import views

app_name = "calendar"
urlpatterns = [
    path("calendar/", views.calendar, name="calendar"),
    path("calendar.ics", views.calendar_file, name="file"),
]
