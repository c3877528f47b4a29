"""The audit trail's vocabulary: every action that is recorded, and what it means.

An action is a verb in the imperative and its object, at most 60 characters. The admin makes its own from a model's name
("change candidate"), with the verbs in `ADMIN_VERBS`.
"""

ADMIN_VERBS = ("add", "change", "delete")

ACTIONS: dict[str, str] = {
    # People and how they come in
    "sign in": "an officer or a member of staff signed in",
    "sign out": "they signed out",
    "sign out elsewhere": "they ended their sessions in other browsers",
    "refuse sign-in": "a wrong password, too many tries, or a closed account",
    "refuse request": "somebody signed in asked for what isn't theirs, or isn't there",
    "change own password": "they chose another password",
    "set a new password by e-mail": "they chose another password with a link from an e-mail",
    "add second factor": "they added a phone, a key or recovery codes",
    "renew second factor": "they made new recovery codes",
    "remove second factor": "they, or staff for them, removed one",
    "wrong second factor": "the password was right and the second factor was not",
    "set a user's password": "staff set somebody else's password",
    "start recovery": "staff asked to remove the second factor of somebody who lost it",
    "confirm recovery": "that person confirmed it with a link from an e-mail",
    "cancel recovery": "staff ended it with nothing changed",
    "add member": "somebody may act for a centre or an Associate from now on",
    "change member's role": "a member's role at a centre, before and after",
    "remove member": "somebody acts for a centre no longer",
    "invite member": "somebody was asked by e-mail to act for a centre",
    "revoke invitation": "an invitation was taken back before it was accepted",
    "accept invitation": "the invited person acts for the centre from now on",
    # Who has access
    "change access status": "No, All or Selected candidates, or the contact, before and after",
    "undo change of access": "settings and selection were put back within ten minutes, before and after",
    "undo change of delay": "the delay was put back within ten minutes, before and after",
    "change delay": "how much later than the release a centre's candidates see results, before and after",
    "change selection": "candidates were given access or lost it one by one",
    "export candidates": "the list of candidates was taken as a file",
    "unlock username": "support let wrong passwords with a candidate's username be counted anew",
    # Passwords and letters
    "issue passwords": "candidates without a password got one",
    "reissue passwords": "candidates got another password, the old one is dead",
    "request letters": "letters that failed or were stopped were asked for again",
    "cancel letters": "the making of letters was stopped",
    "download letters": "all letters were taken as one file",
    "download changed letters": "letters that say something else than the ones taken before were taken as one file",
    "download new letters": "letters that nobody had taken yet were taken as one file",
    "download chosen letters": "the letters of some candidates were taken as one file",
    "download letter": "one candidate's letter was taken",
    "download register": "the list for handing letters over was taken, without passwords",
    "re-encrypt letters": "letters and sealed passwords made with older keys were encrypted with the newest",
    "send letters by e-mail": "letters were put into the queue to be sent to candidates' addresses",
    "stop letters by e-mail": "letters that still waited to be sent were taken out of the queue",
    "correct e-mail address": "letters of a candidate go to an address given by the centre, not to the board's",
    "send test letter": "somebody sent an invented letter to their own address",
    "note bounces": "letters that were sent came back, as the mailbox for bounces says",
    "send letters again": "letters that were not sent were put into the queue again",
    "issue statement": "a candidate took a statement of results that says something new",
    "check statement": "somebody asked whether a statement of results is genuine",
    "make rehearsal": "staff made up a series, which is marked everywhere and never a real person's",
    "remove rehearsal": "staff removed a rehearsal with everything of it",
    "purge letters": "letters and sealed passwords of a series expired",
    # The board's data
    "send files": "staff sent files to be loaded; nothing is loaded yet",
    "choose what a load may do": "staff allowed a load what it has to be asked for by name, and had it previewed again",
    "confirm load": "files were confirmed as previewed, to be loaded by a worker",
    "discard load": "files that were sent were thrown away; nothing was loaded",
    "expire load": "files that nobody confirmed within a day were thrown away",
    "look at load": "a member of the results team looked at what files would change",
    "download list of a load": "a list of a load's preview was taken as a file",
    "load series": "files were loaded: rows added and changed",
    "withdraw what files lack": "a load withdrew candidates, entries and results that its files no longer have",
    "replace candidate": "another person stands under a candidate number: the password of the person before is dead",
    "set release": "a qualification got its release instant",
    "move release": "a release instant was moved, before and after",
    "set exception": "a country or a centre was given a later release instant",
    "move exception": "that instant was moved, before and after",
    "end exception": "the country or the centre has the release's own instant again",
    "export calendar": "the calendar of openings was taken as a file",
    "ask for a change": "a change that needs two people was asked for",
    "confirm a change": "a second person confirmed it, and it was done",
    "refuse a change": "a second person refused it; nothing was done",
    "withdraw a change": "whoever asked for it took it back; nothing was done",
    "export missing results": "the list of entries without a result was taken as a file",
    "stop results": "results of a series, or a part of it, were stopped",
    "end stop": "they are shown again",
    "hold results": "results were held back with words for candidates",
    "end hold": "they are shown",
    "look at result": "a member of the results team opened one result",
    "look at list of results": "a member of the results team opened the list of results",
    # The trail itself
    "export audit trail": "a centre's trail was taken as a file",
    "accept broken trail": "an operator looked into a chain that was changed from outside, and had it sealed again",
}


def label_of(action: str) -> str:
    """An action as a page shows it: "Sign in"."""
    return f"{action[:1].upper()}{action[1:]}"
