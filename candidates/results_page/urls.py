"""Addresses of the candidate's pages, under `/results/`."""

from django.urls import path

from candidates.results_page import views

app_name = "candidates"

urlpatterns = [
    path("", views.results, name="results"),
]
