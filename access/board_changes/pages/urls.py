"""Addresses of these pages, within the admin's."""

from django.urls import path

from access.board_changes.pages import candidate_views, centre_views

app_name = "board_changes"
urlpatterns = [
    path("candidates/<int:pk>/move/", candidate_views.move, name="move"),
    path("candidates/<int:pk>/rename/", candidate_views.rename, name="rename"),
    path("candidates/<int:pk>/withdraw/", candidate_views.withdraw, name="withdraw"),
    path("candidates/<int:pk>/take-back/", candidate_views.take_back, name="take_back"),
    path("centres/<str:centre_number>/rename/", centre_views.rename, name="rename_centre"),
    path("centres/<str:centre_number>/country/", centre_views.country, name="country"),
    path("centres/<str:centre_number>/merge/", centre_views.merge, name="merge"),
    path("centres/<str:centre_number>/close/", centre_views.close, name="close"),
    path("centres/<str:centre_number>/open-again/", centre_views.open_again, name="open_again"),
]
