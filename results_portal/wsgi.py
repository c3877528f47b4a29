"""The web application that gunicorn serves."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "results_portal.settings")
django.setup(set_prefix=False)

from results_portal.web.charset import CharsetSafeWSGIHandler  # noqa: E402 - Django's parts want to be set up first

application = CharsetSafeWSGIHandler()
