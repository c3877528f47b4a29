"""What the two sites may do with each table: the whole list, so that it can be read through, and none is forgotten.

`results_owner` owns the tables and migrates them; no process that serves anybody runs as it. `portal_site` is what
officers' and staff's processes, workers and commands run as: it reads and writes rows, and can only add to the audit
trail. `results_site` is what candidates' processes run as: it reads what sign-in and the pages need, and writes what
they leave behind.
"""

from dataclasses import dataclass
from typing import Final

OWNER: Final = "results_owner"
PORTAL: Final = "portal_site"
RESULTS: Final = "results_site"

# Every column, also those that are added later.
ALL: Final = ("*",)
Columns = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a role may do with a table's rows: in which columns, or in `ALL`."""

    select: Columns = ()
    insert: Columns = ()
    update: Columns = ()
    delete: bool = False


NOTHING = Grant()
READ = Grant(select=ALL)
ROWS = Grant(select=ALL, insert=ALL, update=ALL, delete=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What each site may do with one table."""

    portal: Grant = ROWS
    results: Grant = NOTHING


FOR_PORTAL = Rights()
SHOWN_TO_CANDIDATES = Rights(results=READ)
# To append to a chain its head is locked and moved on. The database refuses to set one back (a trigger), whoever asks.
HEAD = Grant(select=ALL, insert=ALL, update=("length", "digest", "seal"))

TABLES: dict[str, Rights] = {
    # The audit trail: nobody changes or removes an entry.
    "results_portal_auditentry": Rights(
        portal=Grant(select=ALL, insert=ALL),
        # The key of the entry that was just written, and nothing of what others did.
        results=Grant(select=("id",), insert=ALL),
    ),
    "results_portal_audithead": Rights(portal=HEAD, results=HEAD),
    # Repetitions are counted beside the trail until a worker sums them up.
    "results_portal_audittally": Rights(
        results=Grant(select=ALL, insert=ALL, update=("since", "entries", "counted", "about"))
    ),
    "results_portal_countedtry": Rights(results=Grant(select=ALL, insert=ALL, delete=True)),
    # How many came and what they were answered, minute by minute; workers remove old ones.
    "results_portal_minutefigure": Rights(results=Grant(select=ALL, insert=ALL, update=("amount",))),
    "results_portal_codepattern": SHOWN_TO_CANDIDATES,
    # Each health report says whether database and storage belong together.
    "results_portal_installation": Rights(results=READ),
    # Who may see results. The sealed passwords are for letters alone.
    "access_credential": Rights(
        results=Grant(
            select=(
                *("id", "candidate_id", "username", "password_hash", "issued_at", "issue", "epoch"),
                *("first_signed_in_at", "first_seen_results_at"),
            ),
            update=("epoch", "first_signed_in_at", "first_seen_results_at"),
        )
    ),
    "access_accesssettings": Rights(
        results=Grant(
            select=(
                *("id", "series_id", "centre_id", "status", "delay"),
                *("contact_name", "contact_telephone", "contact_email"),
            )
        )
    ),
    "access_selectedcandidate": Rights(results=Grant(select=("id", "candidate_id"))),
    # Results and what opens them.
    "candidates_candidate": SHOWN_TO_CANDIDATES,
    "candidates_entry": SHOWN_TO_CANDIDATES,
    "candidates_gradewording": SHOWN_TO_CANDIDATES,
    "candidates_hold": Rights(
        results=Grant(
            select=(
                *("id", "kind", "words", "made_at", "ended_at"),
                *("series_id", "qualification_id", "syllabus_id", "centre_id", "candidate_id"),
            )
        )
    ),
    "candidates_outcomewording": SHOWN_TO_CANDIDATES,
    "candidates_qualification": SHOWN_TO_CANDIDATES,
    "candidates_release": SHOWN_TO_CANDIDATES,
    "candidates_releaseexception": SHOWN_TO_CANDIDATES,
    "candidates_result": SHOWN_TO_CANDIDATES,
    # What a corrected result said before, and why it changed.
    "candidates_resultversion": Rights(
        results=Grant(select=("entry_id", "number", "withdrawn", "grade", "outcome", "cause"))
    ),
    "candidates_series": SHOWN_TO_CANDIDATES,
    "candidates_syllabus": SHOWN_TO_CANDIDATES,
    "candidates_wordingversion": SHOWN_TO_CANDIDATES,
    "centres_centre": SHOWN_TO_CANDIDATES,
    "letters_issuedstatement": Rights(results=Grant(select=ALL, insert=ALL)),
    # For the health report.
    "letters_workerpresence": Rights(results=Grant(select=("id", "worker_id", "seen_at"))),
    "django_migrations": Rights(portal=READ, results=READ),
    # All of this is the officers', the staff's and the workers' alone.
    "access_changenotice": FOR_PORTAL,
    "access_earliersettings": FOR_PORTAL,
    "candidates_candidateversion": FOR_PORTAL,
    "candidates_changeline": FOR_PORTAL,
    "candidates_changerequest": FOR_PORTAL,
    "candidates_load": FOR_PORTAL,
    "candidates_load_series": FOR_PORTAL,
    "candidates_loadedrelease": FOR_PORTAL,
    "candidates_loadjob": FOR_PORTAL,
    "candidates_resultchange": FOR_PORTAL,
    "candidates_syllabusqualification": FOR_PORTAL,
    "centres_associate": FOR_PORTAL,
    "centres_invitation": FOR_PORTAL,
    "centres_keptform": FOR_PORTAL,
    "centres_membership": FOR_PORTAL,
    "centres_recoveryrequest": FOR_PORTAL,
    "centres_user": FOR_PORTAL,
    "centres_user_groups": FOR_PORTAL,
    "centres_user_user_permissions": FOR_PORTAL,
    "letters_correctedaddress": FOR_PORTAL,
    "letters_handedletter": FOR_PORTAL,
    "letters_handingover": FOR_PORTAL,
    "letters_letter": FOR_PORTAL,
    "letters_letterbatch": FOR_PORTAL,
    "letters_lettermail": FOR_PORTAL,
    "letters_mailpace": FOR_PORTAL,
    # Officers' and staff's sessions, second steps, tries and used codes; jobs; the staff's admin.
    "account_emailaddress": FOR_PORTAL,
    "account_emailconfirmation": FOR_PORTAL,
    "auth_group": FOR_PORTAL,
    "auth_group_permissions": FOR_PORTAL,
    "auth_permission": FOR_PORTAL,
    "django_admin_log": FOR_PORTAL,
    "django_content_type": FOR_PORTAL,
    "django_session": FOR_PORTAL,
    "django_tasks_database_dbtaskresult": FOR_PORTAL,
    "mfa_authenticator": FOR_PORTAL,
    "shared_cache": FOR_PORTAL,
    "usersessions_usersession": FOR_PORTAL,
}


def grant_of(role: str, table: str) -> Grant:
    """What `role` may do with `table`: nothing, where the table isn't listed."""
    rights = TABLES.get(table)
    if rights is None:
        return NOTHING
    return rights.portal if role == PORTAL else rights.results
