"""What the demonstration prints once it can be used."""

from datetime import UTC, datetime

from results_portal.demo import sample_series
from results_portal.demo.setup import Demonstration


def announcement(url: str, demonstration: Demonstration, *, now: datetime) -> str:
    """Addresses, log-ins (`officer EMAIL PASSWORD …` or `staff EMAIL PASSWORD …`, one a line) and the first steps."""
    log_ins = "\n".join(
        f"{log_in.kind} {log_in.email} {log_in.password}  ({log_in.scope})" for log_in in demonstration.log_ins
    )
    return f"""
The Candidate Results Service is ready.

  Officers    {url}/portal/
  Candidates  {url}/results/sign-in/
  Staff       {url}/admin/

{log_ins}

Where to click first
  1. Open {url}/portal/ and sign in as the officer of PK123.
  2. Choose "{sample_series.SERIES}" and Candidate Results Website, then Edit status, All candidates, Confirm.
  3. Download the letters, sign in at {url}/results/sign-in/ with one of them, and leave that page open.
     {_opening(demonstration.opens_at, now)}

Ctrl-C stops everything. The next start finds the same data and log-ins; --fresh begins anew.
"""


def _opening(opens_at: datetime, now: datetime) -> str:
    clock = f"{opens_at.astimezone(UTC):%H:%M:%S} UTC"
    if opens_at > now:
        return f"Its A Levels open at {clock}, in {int((opens_at - now).total_seconds())} seconds."
    return f"Its A Levels opened at {clock} on {opens_at:%d %B %Y}; start with --fresh to watch it again."
