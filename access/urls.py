from django.urls import path

from access import candidates_views, delay_views, letters_urls, mail_views, views

app_name = "access"

urlpatterns = [
    path("", views.overview, name="overview"),
    path("status/", views.status, name="status"),
    path("delay/", delay_views.delay, name="delay"),
    path("candidates/", candidates_views.candidates, name="candidates"),
    path("candidates.csv", candidates_views.export, name="candidates_csv"),
    path("email/", mail_views.mail, name="mail"),
    path("email/again/", mail_views.again, name="mail_again"),
    *letters_urls.urlpatterns,
]
