"""The faults: how each is brought about and taken away again."""

import random
import time
from pathlib import Path

from tests.faults import rules
from tests.faults.installation import STALE_SECONDS
from tests.faults.load import Visitor, look_at_results, sees_results
from tests.faults.programs import Program, running, web
from tests.faults.trial import PATIENCE, Fault, Trial
from tests.support import object_storage, postgresql, service

AWAY, LONG_AWAY = 5.0, 150.0
SMALL = 4096
TWO_HOURS = 7200


def web_killed(trial: Trial) -> str:
    for turn in range(4):
        time.sleep(random.uniform(0.3, 1.5))
        program = random.choice(trial.one.webs)
        if turn % 2:
            program.kill()
        else:
            program.kill_a_child()
    return ""


def worker_killed(trial: Trial) -> str:
    for program in (*trial.one.workers, random.choice(trial.one.workers)):
        trial.wait_until_somebody_works()
        time.sleep(random.uniform(0, 0.3))
        program.kill()
    return ""


def database_restarted(trial: Trial) -> str:
    trial.one.cluster.stop()
    time.sleep(AWAY)
    trial.one.cluster.start()
    return ""


def database_restarted_in_a_job(trial: Trial) -> str:
    trial.wait_until_somebody_works()
    return database_restarted(trial)


def database_away_for_long(trial: Trial) -> str:
    trial.one.cluster.stop()
    time.sleep(LONG_AWAY)
    trial.one.cluster.start()
    return ""


def disk_full(trial: Trial) -> str:
    for program in trial.one.workers:
        program.limit_files(SMALL)
    try:
        number = trial.given()
        failed = rules.happens(lambda: rules.state_of(number) == "failed", within=PATIENCE)
    finally:
        for program in trial.one.workers:
            program.limit_files(-1)
    return "letters failed with a reason, and were made when asked for again" if failed else "nothing failed"


def worker_paused(trial: Trial) -> str:
    for program in trial.one.workers:
        trial.wait_until_somebody_works()
        program.pause()
        time.sleep(STALE_SECONDS + 2)
        program.go_on()
    return ""


def mail_server_away(trial: Trial) -> str:
    """The seconds of the row begin when it is back; how long the letters took is told."""
    number = trial.given()
    rules.happens(lambda: rules.state_of(number) == "ready", within=PATIENCE)
    trial.one.mail.stop()
    try:
        if not rules.happens(lambda: trial.officer.mail(number), within=PATIENCE):
            return "the letters could not be sent"
        time.sleep(AWAY)
    finally:
        trial.one.mail.start()
    begun = time.monotonic()
    all_sent = rules.happens(lambda: set(rules.mails(number)) == {"sent"}, within=PATIENCE)
    if not all_sent:
        trial.met.never(f"R4: letters by e-mail are {dict(rules.mails(number))} long after")
    return f"all letters by e-mail sent once, {time.monotonic() - begun:.0f} s after its return"


def clock_two_hours_off(trial: Trial) -> str:
    """A third web process, whose clock is ahead: who is signed in elsewhere is signed in there, and sees no more."""
    port = postgresql.free_port()
    environment = {**trial.one.environment, "CLOCK_IS_AHEAD": str(TWO_HOURS)}
    application = "tests.embargo.wrong_clock:application"
    wrong = web("wrong-clock", port, environment=environment, folder=trial.one.folder, application=application)
    with running([wrong]):
        rules.happens(lambda: trial.serves_at(port), within=PATIENCE)
        candidate = Visitor(trial.met, trial.one.ports, service.RESULTS_HOST)
        rules.happens(lambda: look_at_results(trial.met, trial.one.ports, 0, candidate), within=PATIENCE)
        officer = Visitor(trial.met, [port], service.PORTAL_HOST, trial.one.session)
        for ports in ([port], trial.one.ports, [port]):
            candidate.ports = officer.ports = ports
            if not sees_results(candidate):
                trial.met.never("a candidate was not served")
            page = officer.get("/portal/")
            if page is None or page.status != 200:
                trial.met.never("the officer was signed out")
    return "nobody was signed out, nothing opened early"


def storage_gone(trial: Trial) -> str:
    storage = _storage(trial)
    storage.held.set()
    storage.kill()
    try:
        return _while_storage_is_wrong(trial)
    finally:
        storage.held.clear()


def storage_slow(trial: Trial) -> str:
    storage = _storage(trial)
    storage.pause()
    try:
        trial.given()
        time.sleep(AWAY * 2)
    finally:
        storage.go_on()
    return ""


def storage_read_only(trial: Trial) -> str:
    """Another one at the same address for a while, which lets nobody write."""
    storage = _storage(trial)
    port = int(trial.one.environment["LETTERS_STORAGE"].rpartition(":")[2])
    command = [*object_storage.command(trial.one.folder / "buckets", port), "--read-only"]
    storage.held.set()
    storage.kill()
    log = Path(trial.one.folder, "read-only.log")
    try:
        with running([Program("read-only", command, environment=trial.one.environment, log=log)]):
            return _while_storage_is_wrong(trial)
    finally:
        storage.held.clear()


def _storage(trial: Trial) -> Program:
    assert trial.one.storage
    return trial.one.storage


def _while_storage_is_wrong(trial: Trial) -> str:
    number = trial.given()
    failed = rules.happens(lambda: rules.state_of(number) == "failed", within=PATIENCE / 4)
    return "letters failed with a reason, and were made when asked for again" if failed else "letters waited"


FAULTS = (
    Fault("Web process killed", "`kill -9` of one that serves or of all of a service's, four times", web_killed, True),
    Fault("Worker killed", "`kill -9` in the middle of making letters, three times", worker_killed, True),
    Fault("Database stopped", f"PostgreSQL stopped at once for {AWAY:.0f} s", database_restarted),
    Fault(
        "Database stopped in a job",
        f"PostgreSQL stopped at once for {AWAY:.0f} s while letters are made",
        database_restarted_in_a_job,
        True,
    ),
    Fault("Database away for long", f"PostgreSQL stopped for {LONG_AWAY:.0f} s", database_away_for_long),
    Fault("Disk full", f"no file of a worker can grow beyond {SMALL} bytes", disk_full, True),
    Fault("Worker paused", f"`SIGSTOP` for {STALE_SECONDS + 2} s, beyond its heartbeat, each worker", worker_paused),
    Fault("Mail server away", f"nobody answers at its port for {AWAY:.0f} s while letters go out", mail_server_away),
    Fault("Clock two hours ahead", "a third web process with such a clock", clock_two_hours_off),
    Fault("Storage gone", "the object storage killed, for as long as letters fail", storage_gone, in_bucket=True),
    Fault("Storage slow", f"the object storage answers nothing for {AWAY * 2:.0f} s", storage_slow, in_bucket=True),
    Fault("Storage read-only", "the object storage lets nobody write", storage_read_only, in_bucket=True),
)
