from django.urls import path

from access import letters_urls
from access.officers.views import candidates, delay, email, overview

app_name = "access"

urlpatterns = [
    path("", overview.overview, name="overview"),
    path("status/", overview.status, name="status"),
    path("delay/", delay.delay, name="delay"),
    path("candidates/", candidates.candidates, name="candidates"),
    path("candidates.csv", candidates.export, name="candidates_csv"),
    path("email/", email.mail, name="mail"),
    path("email/again/", email.again, name="mail_again"),
    *letters_urls.urlpatterns,
]
