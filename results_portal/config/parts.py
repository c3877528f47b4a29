"""What a process is put together from: apps, middleware and what templates know, for the site that it serves.

What a candidate's request doesn't need isn't in the chain of the results site's processes, so that it costs nothing
there and can't be reached: no administration, no accounts, no session store, no messages.
"""

from results_portal.config.site import Site

# What sets headers comes first, so that static files, redirects to https and refused hosts carry them too.
BEFORE_ALL = (
    "results_portal.web.request_figures.Observed",
    "results_portal.web.headers.PersonalPages",
    "results_portal.web.request_figures.RequestFigures",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
)


def installed_apps(site: Site) -> list[str]:
    """Tables of all rooms are known everywhere, for they refer to each other; libraries are not."""

    def portal(*names: str) -> tuple[str, ...]:
        return names if site.serves_portal else ()

    return [
        "results_portal",
        "access",
        "letters",
        "candidates",
        "centres",
        *portal("django.contrib.admin"),
        "django.contrib.auth",
        "django.contrib.contenttypes",
        *portal("django.contrib.sessions", "django.contrib.messages"),
        "django.contrib.staticfiles",
        *portal(
            "django.contrib.humanize",
            "allauth",
            "allauth.account",
            "allauth.mfa",
            "allauth.usersessions",
            "crispy_forms",
            "crispy_bootstrap5",
            "django_htmx",
            "django_tasks_db",
        ),
    ]


def middleware(site: Site) -> list[str]:
    """In the order in which a request passes them."""

    def portal(*names: str) -> tuple[str, ...]:
        return names if site.serves_portal else ()

    def results(*names: str) -> tuple[str, ...]:
        return names if site.serves_results else ()

    return [
        *BEFORE_ALL,
        "results_portal.web.charset.RequireUtf8",
        "results_portal.web.sites.Sites",
        *results("access.sign_in.waiting_room.WaitingRoomMiddleware"),
        *portal("results_portal.web.officers_lanes.OfficersLanes"),
        *portal("django.contrib.sessions.middleware.SessionMiddleware"),
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        *portal("django.contrib.auth.middleware.AuthenticationMiddleware"),
        "results_portal.web.client_address.RequestOrigin",
        *portal(
            "centres.accounts.kept_forms.middleware.KeptForms",
            "centres.accounts.waiting_downloads.middleware.WaitingDownloads",
            "django.contrib.auth.middleware.LoginRequiredMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "centres.accounts.session_timeout.SessionLimits",
            "allauth.account.middleware.AccountMiddleware",
            "allauth.usersessions.middleware.UserSessionsMiddleware",
            "django_htmx.middleware.HtmxMiddleware",
            "centres.accounts.second_factor.SecondFactorRequired",
            "centres.accounts.staff_reauthentication.StaffProof",
            "centres.audit_trail.refused_requests.RefusalsOnRecord",
        ),
        *results("access.sign_in.middleware.CandidateSessionMiddleware"),
    ]


def template_backend(site: Site) -> str:
    """What finds templates and their tags."""
    if site.serves_portal:
        return "django.template.backends.django.DjangoTemplates"
    return "results_portal.web.candidates_templates.CandidatesTemplates"


def context_processors(site: Site) -> list[str]:
    """What every template knows beside what its page says."""
    everywhere = ["django.template.context_processors.request"]
    if not site.serves_portal:
        return everywhere
    return [
        *everywhere,
        "django.contrib.auth.context_processors.auth",
        "django.contrib.messages.context_processors.messages",
    ]
