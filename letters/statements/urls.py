"""Addresses of statements, under `/results/`."""

from django.urls import path

from letters.statements import views

app_name = "statements"

urlpatterns = [
    path("statement.pdf", views.pdf, name="pdf"),
    path("check/", views.check, name="check"),
]
