"""The address of the page, within the admin's."""

from django.urls import path

from access.results_day import views

app_name = "results_day"
urlpatterns = [path("results-day/", views.results_day, name="results_day")]
