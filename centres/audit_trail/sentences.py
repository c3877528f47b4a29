"""Audit entries as plain sentences: who did what to whom, with the candidates named.

Each action has a phrase; what belongs to it comes from the entry's own columns and details, so that a name stands as it
was when it happened. Everything else stays behind the sentence, under *Details*.
"""

from typing import Any

from centres.models import Role
from results_portal.codes.pattern import ANY_CODE
from results_portal.models import ActorKind, AuditEntry
from results_portal.text.counted import counted

# Up to so many candidates are named in the sentence; the details have them all.
NAMED = 5
ANONYMOUS = "Somebody without an account"

# What somebody did, in the past. Names in braces are `_parts` of the entry; an empty one leaves no gap.
PHRASES: dict[str, str] = {
    "refuse request": "asked for something that isn't theirs, or isn't there, and was refused",
    "add member": "made {target} a member{as_role}",
    "change member's role": "changed the role of {target}{from_to}",
    "remove member": "removed {target}, who was a member{as_earlier_role}",
    "invite member": "invited {target}{as_role}",
    "revoke invitation": "took back the invitation of {target}",
    "accept invitation": "accepted an invitation and is a member now{as_role}",
    "change access status": "changed who has access{from_to}",
    "change delay": "changed how much later candidates see their results{from_to}",
    "change selection": "changed which candidates have access{candidates}",
    "export candidates": "took the list of candidates as a file{candidates}",
    "issue passwords": "had first passwords made{candidates}",
    "reissue passwords": "had new passwords made, the old ones are dead{candidates}",
    "unlock username": "unlocked a username that wrong passwords had shut{about}",
    "view as candidate": "looked at a page as its candidate will see it, with placeholders for grades{about}",
    "request letters": "asked for letters again",
    "cancel letters": "stopped the making of letters",
    "download letters": "downloaded all letters{letters}",
    "download changed letters": "downloaded the letters that had changed{letters}",
    "download new letters": "downloaded the letters that nobody had taken yet{letters}",
    "download chosen letters": "downloaded letters of some candidates{candidates}",
    "download letter": "downloaded one letter{candidates}",
    "download register": "downloaded the list for handing letters over",
    "send letters by e-mail": "sent letters to candidates by e-mail{letters}",
    "send letters again": "sent letters again that had not gone out{letters}",
    "issue statement": "took a statement of results",
    "check statement": "asked whether a statement of results is genuine{about}",
    "tell centre of changes": "told the heads and officers that the board changed what candidates saw{candidates}",
    "export audit trail": "took this audit trail as a file",
    "accept broken trail": "sealed this trail again after it had been changed from outside",
    "re-encrypt letters": "encrypted letters with the newest key",
    "purge letters": "removed letters that had expired",
}
VERBS = {"add": "added", "change": "changed", "delete": "deleted", "set": "set", "move": "moved"}


def sentence(entry: AuditEntry) -> str:
    """The entry in words, with a full stop."""
    phrase = PHRASES.get(entry.action)
    said = phrase.format(**_parts(entry)) if phrase else _of_admin(entry)
    times = entry.details.get("further times")
    if times:
        said += f", {times:,} more times"
    if entry.series:
        said += f", in {_series(entry.series)}"
    return f"{_who(entry)} {said}."


def _who(entry: AuditEntry) -> str:
    match entry.actor_kind:
        case ActorKind.STAFF:
            return f"{entry.actor}, of the board,"
        case ActorKind.COMMAND:
            return "The board"
        case ActorKind.SYSTEM:
            return "The service"
        case ActorKind.CANDIDATE:
            return f"Candidate {entry.actor}"
        case ActorKind.PUBLIC:
            return ANONYMOUS
    return entry.actor


def _of_admin(entry: AuditEntry) -> str:
    """What an action of the admin, or one that has no phrase yet, says by its own words: "change candidate"."""
    verb, _, thing = entry.action.partition(" ")
    about = f" {entry.target}" if entry.target else ""
    if entry.action == "change centre" and "associate" in side_of(entry.details, "after"):
        return _of_attachment(entry)
    if verb in VERBS:
        return f"{VERBS[verb]} the {thing}{about}"
    return f"did this: {entry.action}{about}"


def _of_attachment(entry: AuditEntry) -> str:
    """Who acts for the centre from now on is what its members want to know of a change to it."""
    before, after = (side_of(entry.details, side).get("associate") for side in ("before", "after"))
    if not after:
        return f"detached the centre from {before}, who no longer acts for it"
    if not before:
        return f"attached the centre to {after}, who acts for it from now on"
    return f"attached the centre to {after} instead of {before}"


def _parts(entry: AuditEntry) -> dict[str, str]:
    details = entry.details
    return {
        "target": entry.target or "somebody",
        "as_role": _role(details.get("role"), " as"),
        "as_earlier_role": _role(side_of(details, "before").get("role"), " as"),
        "from_to": _from_to(details),
        "candidates": _candidates(entry),
        "letters": _counted(details.get("letters"), "letter"),
        "about": f", that of candidate {entry.target}" if entry.target else "",
    }


def _from_to(details: dict[str, Any]) -> str:
    """The one thing that changed, before and after; of several nothing, for the details list them."""
    before, after = details.get("before"), details.get("after")
    if isinstance(before, dict) and isinstance(after, dict):
        name = next((name for name in ("status", "role") if name in after), None)
        if name is None:
            return ""
        before, after = before.get(name), after.get(name)
    if before in (None, "") and after in (None, ""):
        return ""
    return f" from {_word(before)} to {_word(after)}"


def _candidates(entry: AuditEntry) -> str:
    """The candidates concerned by name and number, as far as the entry has them; else how many there were."""
    named = entry.details.get("named") or entry.details.get("numbers")
    if isinstance(named, list) and named:
        more = f" and {len(named) - NAMED:,} more" if len(named) > NAMED else ""
        return f": {', '.join(str(name) for name in named[:NAMED])}{more}"
    if _is_number(entry.target):
        return f": {entry.target}"
    return _counted(entry.details.get("candidates"), "candidate")


def _is_number(target: str) -> bool:
    """Whether this can be a candidate's number."""
    return ANY_CODE.fullmatch(target) is not None and any(sign.isdigit() for sign in target)


def _counted(number: Any, thing: str) -> str:
    if not isinstance(number, int):
        return ""
    return f": {counted(number, thing, f'{thing}s')}"


def _role(value: Any, before: str) -> str:
    return f"{before} {_word(value)}" if value in Role.values else ""


def _word(value: Any) -> str:
    """A stored value as pages show it."""
    if value in Role.values:
        return str(Role(value).label)
    return "nothing" if value in (None, "") else str(value)


def side_of(details: dict[str, Any], name: str) -> dict[str, Any]:
    side = details.get(name)
    if isinstance(side, dict):
        return side
    return {}


def _series(slug: str) -> str:
    """ "november-2026" as "November 2026"."""
    return slug.replace("-", " ").capitalize()
