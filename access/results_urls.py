"""Addresses of the candidates' sign-in, under `/results/`."""

from django.urls import path

from access import results_views

app_name = "candidate_access"

urlpatterns = [
    path("sign-in/", results_views.sign_in, name="sign_in"),
    path("sign-out/", results_views.sign_out, name="sign_out"),
]
