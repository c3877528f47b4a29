"""Every figure that a process counts by itself. What the database knows stands in `facts`.

Where several processes serve under one gunicorn each counts into a file of its own, and whoever is asked adds them up.
"""

from prometheus_client import Counter, Gauge, Histogram

# Seconds. Pages are to take less than one; who waits in a lane may wait for thirty.
_PAGES = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_WAITS = (0.005, 0.05, 0.25, 1, 2.5, 5, 10, 20, 30)
_JOBS = (0.05, 0.25, 1, 5, 15, 60, 300, 1_800)

requests = Counter("results_requests", "Requests by page and how they ended.", ["page", "outcome"])
request_seconds = Histogram("results_request_seconds", "Seconds until an answer began.", ["page"], buckets=_PAGES)

sign_ins = Counter("results_sign_ins", "Tries to sign in, by who and how they ended.", ["who", "outcome"])
limit_refusals = Counter("results_limit_refusals", "Tries that were refused since there were too many.", ["limit"])

lane_wait_seconds = Histogram("results_lane_wait_seconds", "Seconds until a turn came.", ["lane"], buckets=_WAITS)
lane_sheds = Counter("results_lane_sheds", "Requests that were asked to come back later.", ["lane"])
lane_present = Gauge(
    "results_lane_present", "Requests that are worked on or wait, by site.", ["site"], multiprocess_mode="livesum"
)

jobs_ended = Counter("results_jobs_ended", "Jobs of workers by how they ended.", ["job", "outcome"])
job_seconds = Histogram("results_job_seconds", "Seconds that jobs took.", ["job"], buckets=_JOBS)
letters_made = Counter("results_letters_made", "Letters that were made.")
letter_batches = Counter("results_letter_batches_ended", "Batches of letters by how they ended.", ["outcome"])
mails = Counter("results_mails", "E-mails by what they are and what became of them.", ["kind", "outcome"])

pool = Gauge(
    "results_database_pool",
    "Connections of the pool: all (size), free (available), and requests that wait for one (waiting).",
    ["what"],
    multiprocess_mode="livesum",
)
pool_refusals = Gauge(
    "results_database_pool_errors",
    "Requests that got no connection so far.",
    multiprocess_mode="livesum",
)
