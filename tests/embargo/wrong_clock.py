"""The service in a process whose own clock is wrong: by `CLOCK_IS_AHEAD` seconds, which may be negative."""

import os
import time
from datetime import datetime, timedelta

from django.core.wsgi import get_wsgi_application
from django.utils import timezone

AHEAD = float(os.environ["CLOCK_IS_AHEAD"])
real_time, real_now = time.time, timezone.now


def wrong_time() -> float:
    return real_time() + AHEAD


def wrong_now() -> datetime:
    return real_now() + timedelta(seconds=AHEAD)


time.time = wrong_time
timezone.now = wrong_now
application = get_wsgi_application()
