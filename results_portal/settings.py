"""Settings, read from the environment. Production is the default; only the demo and the tests relax anything."""

from pathlib import Path
from urllib.parse import urlsplit

import bootstrap_wrapper
import django_stubs_ext
import environ
from django.utils.csp import CSP

from results_portal.config import mode, parts, secret_files, secrets
from results_portal.config.board import read_board
from results_portal.config.database import database, database_address
from results_portal.config.file_storage import file_storages
from results_portal.config.logs import CONSOLE
from results_portal.config.mailers import mailers
from results_portal.config.site import read_site

# Before any of our classes names what a class of Django's is of.
django_stubs_ext.monkeypatch()
secret_files.read_secret_files()
env = environ.Env()

BASE_DIR = mode.ROOT
STATE_DIR = mode.state_directory()
MODE = mode.current_mode()
IN_PRODUCTION = MODE == mode.PRODUCTION
DEBUG = False
# Which of the two sites this process serves: what the other one needs isn't there at all.
SITE = read_site(env.str("SITE", default="both"))

_secrets = secrets.read_secrets(MODE, STATE_DIR)
SECRET_KEY = _secrets.secret_key
SECRET_KEY_FALLBACKS = list(_secrets.former_secret_keys)
LETTERS_KEYS = _secrets.letters_keys

# --- Addresses -------------------------------------------------------------------------------------------------------
# Where officers and where candidates come in: scheme and host, without a path. Two host names are better than one.
PORTAL_URL: str = env.str("PORTAL_URL", default="http://127.0.0.1:8000").rstrip("/")
RESULTS_URL: str = env.str("RESULTS_URL", default=PORTAL_URL).rstrip("/")
_sites = {urlsplit(PORTAL_URL), urlsplit(RESULTS_URL)}
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=sorted({site.hostname or "" for site in _sites}))
CSRF_TRUSTED_ORIGINS = sorted({f"{site.scheme}://{site.netloc}" for site in _sites})
OVER_HTTPS = IN_PRODUCTION or all(site.scheme == "https" for site in _sites)

ROOT_URLCONF = "results_portal.urls"
WSGI_APPLICATION = "results_portal.wsgi.application"

INSTALLED_APPS = parts.installed_apps(SITE)
MIDDLEWARE = parts.middleware(SITE)

# A folder with templates of the board's own: one that stands there under a name of ours takes the place of ours.
BOARD_TEMPLATES: str = env.str("BOARD_TEMPLATES", default="")
_template_folders = [*([Path(BOARD_TEMPLATES)] if BOARD_TEMPLATES else []), BASE_DIR / "templates"]
TEMPLATES = [
    {
        "BACKEND": parts.template_backend(SITE),
        "DIRS": _template_folders,
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": parts.context_processors(SITE)},
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

# --- Database, cache, tasks ------------------------------------------------------------------------------------------
_address = env.db_url_config(database_address(MODE, STATE_DIR))
DATABASES = {"default": database(_address, pool=env.int("DATABASE_POOL", default=14))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# allauth counts wrong tries and remembers used one-time codes here: shared by all processes, and never evicted.
CACHES = {"default": {"BACKEND": "results_portal.db.durable_cache.DurableCache", "LOCATION": "shared_cache"}}
SESSION_ENGINE = "django.contrib.sessions.backends.db"

# Nothing that candidates do is left to a worker.
_tasks = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
TASKS = _tasks if SITE.serves_portal else {}

# --- People's sign-in ------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "centres.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["results_portal.crypto.hashers.PatientArgon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "centres.accounts.password_validation.ServiceWordsValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "centres:administer_exams"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "centres.accounts.adapters.OfficersAdapter"
ACCOUNT_FORMS = {
    "login": "centres.accounts.forms.SignInForm",
    "reset_password": "centres.accounts.forms.ForgottenPasswordForm",
    "reset_password_from_key": "centres.accounts.forms.NewPasswordForm",
    "change_password": "centres.accounts.forms.ChangePasswordForm",
    "reauthenticate": "centres.accounts.forms.PasswordAgainForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
# An administrator, not the person, says which address is whose.
ACCOUNT_EMAIL_VERIFICATION = "none"
# allauth's own token would fill its table of addresses, whose unverified rows then forbid a second factor.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105 - a class
ACCOUNT_SESSION_REMEMBER = False
# How often officers and staff may try: so many times in so many minutes (m) or seconds (s), for each address that
# requests come from (ip), each e-mail address (key) or each person (user). docs/security.md has them in words. The
# candidates' are in access/sign_in/rate_limits.py, those of statements' codes in letters/statements/verify.py.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/300s/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
    "manage_email": "10/m/user",
}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Candidate Results Service: "
MFA_RATE_LIMITS = {"webauthn_login": "10/m/ip"}
USERSESSIONS_ADAPTER = "centres.accounts.adapters.SessionsAdapter"
MFA_ADAPTER = "centres.accounts.adapters.SecondStepAdapter"
MFA_FORMS = {
    "authenticate": "centres.accounts.forms.SecondStepForm",
    "reauthenticate": "centres.accounts.forms.SecondStepAgainForm",
    "activate_totp": "centres.accounts.forms.AppForm",
    "add_webauthn": "centres.accounts.forms.AddKeyForm",
    "authenticate_webauthn": "centres.accounts.forms.KeyForm",
    "reauthenticate_webauthn": "centres.accounts.forms.KeyAgainForm",
    "edit_webauthn": "centres.accounts.forms.RenameKeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not OVER_HTTPS
MFA_TOTP_ISSUER = "Candidate Results Service"
REQUIRE_TWO_FACTOR: bool = env.bool("REQUIRE_TWO_FACTOR", default=IN_PRODUCTION)
# How long a password, code or key counts as fresh proof before downloads, reissuing and changes of members.
PROOF_MINUTES = env.int("PROOF_MINUTES", default=15)
# From how many candidates on a change of who has access asks for such proof as well.
PROOF_FROM_CANDIDATES = env.int("PROOF_FROM_CANDIDATES", default=50)

# --- Cookies and headers ---------------------------------------------------------------------------------------------
COOKIE_PREFIX = "__Host-" if OVER_HTTPS else ""  # such a cookie is for this host alone
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}officer", f"{COOKIE_PREFIX}csrf"
CSRF_FAILURE_VIEW = "results_portal.web.pages.csrf_failure"
CANDIDATE_COOKIE_NAME = f"{COOKIE_PREFIX}candidate"
# A message may name somebody; Django would put it into a cookie.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = CANDIDATE_COOKIE_SECURE = OVER_HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# Officers and staff are signed out after so long without activity, and in any case so long after they signed in.
OFFICER_IDLE_SECONDS = env.int("OFFICER_IDLE_SECONDS", default=30 * 60)
OFFICER_SESSION_SECONDS = env.int("OFFICER_SESSION_SECONDS", default=12 * 3600)
SESSION_COOKIE_AGE = OFFICER_SESSION_SECONDS
CANDIDATE_SESSION_SECONDS = env.int("CANDIDATE_SESSION_SECONDS", default=4 * 3600)
# How many candidates may wait for their turn in each web process, and for how long, before they are asked to come back.
# gunicorn.conf.py makes as many threads.
CANDIDATES_WAITING = env.int("CANDIDATES_WAITING", default=1600)
CANDIDATES_PATIENCE_SECONDS = env.float("CANDIDATES_PATIENCE_SECONDS", default=30.0)
# The same for officers and staff, whose requests are fewer and take longer.
OFFICERS_WAITING = env.int("OFFICERS_WAITING", default=40)
OFFICERS_PATIENCE_SECONDS = env.float("OFFICERS_PATIENCE_SECONDS", default=10.0)
# How long a health report is told again to others before it is made anew.
HEALTH_SECONDS = env.float("HEALTH_SECONDS", default=5.0)

SECURE_SSL_REDIRECT = OVER_HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if OVER_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = OVER_HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
# How many proxies of ours stand in front: only so many entries of X-Forwarded-For are believed.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=int(SECURE_PROXY_SSL_HEADER is not None))
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    # Bootstrap draws ticks and arrows with them, and allauth the QR code for an authenticator app.
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}

# --- Static files, letters, mail, language -----------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(STATE_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static", ("bootstrap", Path(bootstrap_wrapper.get_bootstrap_dir()))]
# Outside production files are served where they lie, so that nothing has to be collected first.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not IN_PRODUCTION
WHITENOISE_ALLOW_ALL_ORIGINS = False
_static_storage = "whitenoise.storage.CompressedManifestStaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": _static_storage if IN_PRODUCTION else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
    # Letters; and files that staff sent to be loaded, with what their preview shows. Both encrypted by the service.
    **(file_storages(env.str("LETTERS_STORAGE", default=""), state=STATE_DIR) if SITE.serves_portal else {}),
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 12_000
FILE_UPLOAD_HANDLERS = ["results_portal.web.uploads.FilesOfStaff"]

# A TrueType font for Han, kana and hangul; the first of these that exists is used.
CJK_FONT: str = env.str("CJK_FONT", default="")
# How fast letters go out by e-mail, all workers together.
LETTERS_MAILS_A_MINUTE = env.int("LETTERS_MAILS_A_MINUTE", default=120)
# Where bounces of letters go, such as bounces@results.example.org: each message gets an address of its own there
# (bounces+letter-…@), and `manage.py read_bounces` reads what comes back from the mailbox at BOUNCES_URL.
LETTERS_RETURN_ADDRESS = env.str("LETTERS_RETURN_ADDRESS", default="")
BOUNCES_URL = env.str("BOUNCES_URL", default="")
LETTERS_KEPT_DAYS = env.int("LETTERS_KEPT_DAYS", default=30)
# While letters are made the job shows so often that it lives; after such a silence another worker takes over.
LETTERS_HEARTBEAT_SECONDS = env.float("LETTERS_HEARTBEAT_SECONDS", default=2.0)
LETTERS_STALE_SECONDS = env.float("LETTERS_STALE_SECONDS", default=20.0)

# Without EMAIL_URL mail goes through this machine's own mail server; outside production into files.
_mail = "smtp://localhost:25" if IN_PRODUCTION else f"filemail:///{STATE_DIR / 'mail'}"
EMAIL_URL = env.str("EMAIL_URL", default=_mail)
MAILERS = mailers(env.email_url_config(EMAIL_URL))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("FROM_EMAIL", default="no-reply@example.org")
CUSTOMER_SERVICES_EMAIL = env.str("CUSTOMER_SERVICES_EMAIL", default="customer.services@example.org")
BOARD = read_board(env, email=CUSTOMER_SERVICES_EMAIL, made_up=not IN_PRODUCTION)

LANGUAGE_CODE = "en-gb"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

DEFAULT_EXCEPTION_REPORTER_FILTER = "results_portal.monitoring.crash_reports.NoValues"
LOGGING = CONSOLE
