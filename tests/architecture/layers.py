"""The house in one table: which room stands above which, and what each holds.

A room is a folder of an app, or a module at its door. Floors stand from the top down; names on one floor are
neighbours. A room imports what stands on the floors below its own, and never a neighbour or anything above. Whoever
adds a room adds it here; `python -m tests.architecture.structure` then writes `docs/structure.md` anew.
"""

# Apps from the top floor to the ground.
APPS = ("access", "letters", "candidates", "centres", "results_portal")
# Where the project is put together from its apps.
ASSEMBLY = {
    "results_portal.settings",
    "results_portal.urls",
    "results_portal.portal_urls",
    "results_portal.results_urls",
}

FLOORS: dict[str, tuple[str, ...]] = {
    "access": (
        "apps management templatetags tasks mail_tasks",
        "control_room support readiness rehearsals board_changes results_day doctor",
        "officers",
        "maintenance",
        "result_changes",
        "granting",
        "letters sign_in",
        "credentials",
        "admin",
        "eligibility",
        "service_links",
        "series_states text",
        "models",
    ),
    "access.officers": (
        "urls",
        "views",
        "forms candidate_export reauthentication messages",
        "queries",
        "scoping",
    ),
    "letters": (
        "apps admin management",
        "downloads",
        "statements mail",
        "batches",
        "drawing storage",
        "contents cjk_font",
        "models",
    ),
    "letters.drawing": (
        "letters register",
        "page_writer",
        "layout_plan",
        "pdf layouts",
        "typesetting",
    ),
    "candidates": (
        "apps management templatetags",
        "first_page loading_desk calendar",
        "admin loads results_page release_desk",
        "loading rehearsals",
        "history readiness",
        "identity",
        "embargo holds",
        "second_person codes",
        "visitor",
        "awards contact instants grades result_changes",
        "models",
    ),
    "centres": (
        "apps management admin urls templatetags",
        "members audit_trail administer_exams desk",
        "accounts permissions",
        "emails",
        "one_time_links",
        "models",
    ),
    "results_portal": (
        "urls portal_urls results_urls wsgi settings apps templatetags",
        "information",
        "web",
        "admin management checks",
        "admin_base",
        "audit demo outbox",
        "backups",
        "crypto installation",
        "db",
        "metrics",
        "config monitoring forms serving text codes object_storage",
        "models",
    ),
}

# What each folder holds, in one line: the map shows it.
ROOMS: dict[str, str] = {
    "access": "who may see results: status, selection, passwords, candidates' sign-in, the job that makes letters",
    "access.control_room": "an Associate's view of all its centres, and setting several up at once",
    "access.control_room.views": "one file for each page",
    "access.board_changes": "centres renamed, merged, closed, candidates moved, renamed, withdrawn, and what follows",
    "access.board_changes.pages": "the form, what will change, then done",
    "access.support": "the board's support: what people ask about, and unlocking a username",
    "access.result_changes": "what a centre is told of results that changed after their release",
    "access.rehearsals": "staff's pages for rehearsals, and removing one with everything of it",
    "access.results_day": "how both sites are doing on results day, for staff: charts, what waits, what opens",
    "access.doctor": "goes through a running installation end to end, and says what to mend",
    "access.readiness": "what a release's page says of access and letters",
    "access.officers": "the officers' pages for one centre and series",
    "access.officers.views": "one file for each page",
    "access.officers.views.after_release": "what the board changed after the release",
    "access.officers.views.effects": "what a change will do, and taking it back",
    "access.officers.forms": "one file for each page's form",
    "access.officers.queries": "what the pages read",
    "access.granting": "changes of who has access: status, selection, delay, reissue",
    "access.maintenance": "what workers do beside their jobs: expiry, comparing, dropping old sessions",
    "access.letters": "the jobs that make and send letters, what letters say, what was downloaded",
    "access.letters.staleness": "whether letters that are ready still say what they would say now",
    "access.sign_in": "candidates' sign-in: look-up, session, rate limits, waiting room, pages",
    "access.credentials": "usernames and passwords: making, hashing, sealing, re-encrypting",
    "access.management": "commands",
    "access.templatetags": "what templates call",
    "letters": "draws letters, keeps them encrypted, hands them out; knows nothing of who has access",
    "letters.downloads": "handing letters out, and the record of what was taken",
    "letters.statements": "statements of results: the PDF, and the page that checks one",
    "letters.batches": "a batch's life: lease, heartbeat, building, clean-up",
    "letters.drawing": "from plain contents to PDF; knows nothing of databases, access or settings",
    "letters.drawing.layouts": "what stands where on a page, and the letter's words",
    "letters.drawing.pdf": "the file format: objects, content streams, encryption, QR codes",
    "letters.drawing.typesetting": "fonts, shaping, writing direction, measuring",
    "letters.mail": "letters by e-mail: queue, pace, what the mail server said",
    "letters.mail.bounces": "letters that came back",
    "letters.management": "commands",
    "letters.storage": "encrypted files",
    "letters.models": "tables",
    "candidates": "series, entries, results, releases; loading them; the one gate through which results are read",
    "candidates.admin": "staff's pages for series and results",
    "candidates.loading": "a series' files: rows with their place, then every error, then one write",
    "candidates.loading.checks": "what is wrong with rows",
    "candidates.loading.lookup": "what the database has of results in files, some thousand at a time",
    "candidates.loading.parsing": "from cells to values",
    "candidates.loading.planning": "what a load would change",
    "candidates.loading.reading": "files as people have them, to rows of cells",
    "candidates.loading.writing": "changing the database",
    "candidates.loads": "files that staff send to be loaded: kept, read by a worker, previewed, confirmed, removed",
    "candidates.loading_desk": "staff's pages for loads",
    "candidates.results_page": "what a candidate sees",
    "candidates.embargo": "the gate, releases, corrections: when a result may be read",
    "candidates.result_changes": "that the board changed released results, for whoever tells the centres",
    "candidates.rehearsals": "made-up series of any size, for the database or a folder",
    "candidates.holds": "what keeps results back after their release, and how that ends",
    "candidates.templatetags": "what templates call",
    "candidates.readiness": "what is missing or looks wrong before a release, for results staff",
    "candidates.calendar": "all openings in order of time, as a page and as a file",
    "candidates.first_page": "what the administration's first page says of series and releases",
    "candidates.release_desk": "staff's pages for releases, stops and holds",
    "candidates.second_person": "changes that one member of staff asks for and another one confirms",
    "candidates.codes": "whether what is stored follows a pattern that a board would like to have",
    "candidates.grades": "words beside grades and in their place, and bands of marks, as the board has them",
    "candidates.identity": "whether a number still means the same person",
    "candidates.history": "what results and candidates said over time: one version for each change",
    "candidates.models": "tables",
    "candidates.management": "commands",
    "centres": "officers, Associates, centres, roles, officers' sign-in, Administer Exams",
    "centres.admin": "staff's pages for centres and people",
    "centres.desk": "the first page of the staff's administration: what needs doing, the search, the tables",
    "centres.members": "who acts for a centre: inviting, changing, removing",
    "centres.audit_trail": "what a centre may read of the audit trail",
    "centres.administer_exams": "the officers' first page",
    "centres.accounts": "officers' and staff's sign-in: second factor, session, proof, recovery",
    "centres.accounts.kept_forms": "a form that was sent too late comes back filled in",
    "centres.accounts.waiting_downloads": "a download that asks for proof begins by itself afterwards",
    "centres.permissions": "which role may do what, and where",
    "centres.management": "commands",
    "centres.templatetags": "what templates call",
    "results_portal": "settings and addresses, and the ground floor that everyone may use",
    "results_portal.information": "help, accessibility, privacy and contact: short pages that a board may word itself",
    "results_portal.web": "every request and answer: hosts, headers, charset, error pages",
    "results_portal.admin_base": "what every page of the admin does: audit, guarding what is typed",
    "results_portal.audit": "the audit trail: entries, chain, verification, vocabulary",
    "results_portal.object_storage": "files in a bucket: streams, uploads in parts, errors as of files",
    "results_portal.codes": "what numbers and codes look like: a small language of patterns, and the board's table",
    "results_portal.db": "compiled queries and rate limits",
    "results_portal.db.roles": "roles in the database, and what each site may do with each table",
    "results_portal.outbox": "messages that go out after the answer",
    "results_portal.demo": "the demonstration: everything on one machine from one command",
    "results_portal.config": "what settings read: mode, secrets, mail",
    "results_portal.backups": "copies of the database and the letters, and how they are put back",
    "results_portal.installation": "whether database and storage are one installation, or a copy that is on hold",
    "results_portal.crypto": "encryption, and hashing away from the database",
    "results_portal.serving": "how the web server process takes requests from the network, before Django",
    "results_portal.monitoring": "health, crash reports without values, logs without secrets",
    "results_portal.metrics": "figures for Prometheus: what a process counts, what the database knows, their address",
    "results_portal.text": "folding for search, symbols that can't be mistaken, cells that no spreadsheet runs",
    "results_portal.forms": "fields and forms that refuse what can't be stored",
    "results_portal.management": "commands",
    "results_portal.templatetags": "what templates call",
}
# Folders that Django asks for and that have no floor of their own.
WITHOUT_ROOM = {"migrations", "commands", "sample_data"}

# Names that say what part a module plays; each room may have its own. In folders of these names, pages' names repeat.
ROLES = {"views", "forms", "urls", "queries", "scoping", "contents", "reauthentication", "models", "admin", "apps"}
ROLES |= {"checks", "parsing", "planning", "reading", "writing"}  # steps of a load, each with a file for a table
ROLES |= {"exceptions", "rows", "layouts", "templatetags", "middleware", "audit", "tasks"}

# Where requests and answers are handled: the rest works without them.
MEETS_HTTP = {"views", "scoping", "middleware", "reauthentication", "web", "admin", "admin_base", "accounts"}
MEETS_HTTP |= {"staff_pages", "templatetags"}
MEETS_HTTP_TOO = {
    "access.sign_in.session": "reads and writes the candidates' cookie",
    "access.sign_in.waiting_room": "a middleware, and its answer to those who have to come back",
    "candidates.visitor": "says what a request of the results site carries",
    "centres.permissions.tenancy": "another centre's anything is a 404",
    "centres.audit_trail.refused_requests": "a middleware that counts what was refused",
    "results_portal.monitoring.crash_reports": "Django hands it the request that failed",
}
# A form may be handed what was typed.
MEETS_HTTP_FORMS = {"forms", "filters", "candidate_filter", "trail", "guarded"}
# Where forms are made.
MAKES_FORMS = {"forms", "filters", "fields", "admin", "admin_base", "trail"}

LARGEST_FOLDER, LONGEST_FILE, LONGEST_FUNCTION = 12, 300, 40

# Imports that break a rule today, and are to go.
DEBTS: set[tuple[str, str]] = set()
# Rooms that have their floor before they are built.
COMING: set[str] = set()
