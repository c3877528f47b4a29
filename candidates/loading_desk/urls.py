"""Addresses of loads, within the admin's."""

from django.urls import path

from candidates.loading_desk import list_views, views

app_name = "loads"
urlpatterns = [
    path("loads/", views.all_loads, name="all_loads"),
    path("loads/new/", views.new, name="new"),
    path("loads/<int:pk>/", views.load, name="load"),
    path("loads/<int:pk>/<slug:which>/", list_views.rows, name="rows"),
    path("loads/<int:pk>/<slug:which>.csv", list_views.rows_csv, name="rows_csv"),
]
