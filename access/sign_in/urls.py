"""Addresses of the candidates' sign-in, under `/results/`."""

from django.urls import path

from access.sign_in import views

app_name = "candidate_access"

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
]
