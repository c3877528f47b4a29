#!/usr/bin/env python3
"""Django's command line, with the mode chosen before the settings are read."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from results_portal.config.database import COMMANDS_LIMITS
from results_portal.config.mode import choose_mode


def main() -> None:
    choose_mode(sys.argv)
    for name, seconds in COMMANDS_LIMITS.items():
        os.environ.setdefault(name, seconds)
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as why:
        # Its text is written for whoever runs this installation; a traceback would bury it.
        sys.exit(f"manage.py: {why}")


if __name__ == "__main__":
    main()
