"""Addresses of the staff's desk, within the admin's."""

from django.urls import path

from centres.desk import views

app_name = "desk"
urlpatterns = [
    path("find/", views.find, name="find"),
    path("tables/", views.tables, name="tables"),
]
