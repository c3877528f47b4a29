"""The settings as the type checker's Django plugin reads them: the tests' environment, then the settings."""
# ruff: isort: skip_file

from tests.support import environment  # noqa: F401 - sets the environment first
from results_portal.settings import *  # noqa: F403
