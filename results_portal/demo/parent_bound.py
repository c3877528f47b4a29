"""Runs a command that ends when the process that asked for it ends, even if that one was killed outright.

`python parent_bound.py PARENT COMMAND …` asks the kernel for a SIGTERM at the parent's death and then becomes the
command. Elsewhere than on Linux the request isn't possible, and a killed demonstration leaves its children behind.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main(parent: int, command: list[str]) -> None:
    """Become `command`, bound to the life of the process `parent`."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    # The parent may have died before the request was made.
    if os.getppid() != parent:
        sys.exit(1)
    os.execv(command[0], command)  # noqa: S606 - the command comes from the demonstration itself


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
