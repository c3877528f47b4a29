#!/usr/bin/env python3
"""Prints nginx.conf with the names in braces filled in from the environment. Needs nothing but Python."""

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path

TEMPLATE = Path(__file__).with_name("nginx.conf")
NAME = re.compile(r"\$\{([A-Z_]+)\}")


def filled_in(template: str, environment: Mapping[str, str]) -> str:
    """Raises `KeyError` with the first name that the environment lacks."""
    return NAME.sub(lambda found: environment[found[1]], template)


if __name__ == "__main__":
    try:
        sys.stdout.write(filled_in(TEMPLATE.read_text(encoding="utf-8"), os.environ))
    except KeyError as missing:
        sys.exit(f"configure.py: {missing.args[0]} isn't set")
