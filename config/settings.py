"""Settings: one for every place; what differs comes from the environment."""

import json
import sys
import tomllib
from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config.environment import database, env, env_bool, env_list, socket_url
from config.logs import to_console
from config.timetable import TIMETABLE

BASE_DIR = Path(__file__).resolve().parent.parent
VERSION: str = tomllib.loads((BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))[
    "project"
]["version"]

MODES = ("demo", "production", "test")
MODE = env("PASSLINE_MODE", "production")
if MODE not in MODES:
    raise ImproperlyConfigured(f"PASSLINE_MODE is one of {', '.join(MODES)}.")
DEMO = MODE == "demo"
DEBUG = env_bool("PASSLINE_DEBUG")
HOME = Path(env("PASSLINE_HOME", str(BASE_DIR / "var")))

SECRET_KEY = env("PASSLINE_SECRET_KEY")
if not SECRET_KEY:
    if MODE == "production" and not {"collectstatic", "check"} & set(sys.argv):
        raise ImproperlyConfigured("Set PASSLINE_SECRET_KEY to a long random text.")
    SECRET_KEY = "passline-" + "not-a-secret-" * 4
ALLOWED_HOSTS = env_list("PASSLINE_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
BASE_URL = env("PASSLINE_BASE_URL", "http://localhost:8000").rstrip("/")
IS_HTTPS = BASE_URL.startswith("https://")
# Links in mails; without it they go by the request, whose host was checked.
MAIL_BASE_URL = env("PASSLINE_BASE_URL")
CSRF_TRUSTED_ORIGINS = [BASE_URL] if IS_HTTPS else []

# --- PostgreSQL, the only database ------------------------------------------

DATABASES = {"default": database(env("DATABASE_URL", "postgresql:///passline"))}

# --- Redis: broker and cache, never the record ------------------------------

REDIS_URL = env("REDIS_URL", "redis://localhost:6379/0")
CACHES = {
    "default": {
        "BACKEND": "config.caching.ForgivingRedisCache",
        "LOCATION": socket_url(REDIS_URL, "unix://"),
        "KEY_PREFIX": "passline",
        "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5},
    }
}
CELERY_BROKER_URL = socket_url(REDIS_URL, "redis+socket://")
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 0.5,
    "socket_timeout": 5,
    "visibility_timeout": 600,
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = TIMETABLE

# --- Applications -----------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "rest_framework",
    "knox",
    "drf_spectacular",
    "csp",
    "django_htmx",
    "template_partials",
    "lib",
    "accounts",
    "questions",
    "exams",
    "analytics",
]
# Our token model replaces knox's own; its migrations would still make the table.
MIGRATION_MODULES = {"knox": None}
MIDDLEWARE = [
    "config.errors.UnavailableMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.compression.CompressionMiddleware",
    "config.policy.PolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.reading.SlashMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "config.reading.NulMiddleware",
    "accounts.middleware.PersonMiddleware",
    "accounts.middleware.GuestMiddleware",
    "config.caching.PrivateMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "accounts.middleware.TimeZoneMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.site",
            ],
        },
    }
]
# Widgets look into templates/ too, before Django's own.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

# --- People -----------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.authentication.PersonBackend"]
PASSWORD_HASHERS = [
    "accounts.hashers.OwaspArgon2Hasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation"
        ".UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "signup": "accounts.forms.SignUpForm",
    "login": "accounts.forms.SignInForm",
    "add_email": "accounts.forms.EmailForm",
    "change_password": "accounts.forms.PasswordForm",
    "reset_password": "accounts.forms.ForgottenForm",
    "reset_password_from_key": "accounts.forms.NewPasswordForm",
    "reauthenticate": "accounts.forms.PasswordAgainForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = False
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
# An exam outlives a closed browser; who shares a computer signs out.
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Passline: "
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if IS_HTTPS else "http"
# Throttles count the address that the proxy saw, not the proxy's own.
ALLAUTH_TRUSTED_PROXY_COUNT = int(env_bool("PASSLINE_TRUSTED_PROXY"))
# Sign-in counts failures only, in PostgreSQL (accounts.services), so allauth's own
# counters of sign-ins are off: a class of a hundred shares one address.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": None,
    "signup": "300/h/ip",
    "reset_password": "300/h/ip,5/h/key",
    "reset_password_from_key": "300/h/ip",
    "confirm_email": "1/3m/key",
}
# Failures in an hour from where an account was never signed in to: how many one
# account and one address may have (accounts.throttle has the growing waits below).
SIGN_IN_CEILINGS = {"per_account": 100, "per_address": 1000}
# New guests of the diagnostic from one address in an hour: several classrooms.
GUESTS_PER_ADDRESS = 300
MFA_ADAPTER = "accounts.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "accounts.forms.SecondFactorForm",
    "reauthenticate": "accounts.forms.SecondFactorAgainForm",
    "activate_totp": "accounts.forms.SecondFactorSetupForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Passline"
# A code may be typed in the half minute after its own.
MFA_TOTP_TOLERANCE = 1
USERSESSIONS_TRACK_ACTIVITY = False
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# Staff without a second factor are sent to set one up, except in the demo.
SECOND_FACTOR_REQUIRED = not DEMO
API_TOKEN_DAYS = 90

# --- What a room asks of the rooms above it, which it may not import --------

# Called with today= and held=: the guides that a person can aim at.
TARGET_GUIDES = "exams.selectors.target_guides"
# Called with actor=, user=, reason= and is_confirmed= when staff change somebody's time
# in exams, in the same transaction.
TIME_CHANGED = ["exams.services.follow_time"]
# Called with guest_id= and user_id= when a guest turns out to be somebody.
GUEST_CLAIMED = ["exams.services.claim_attempts"]
# Asked, with a cohort and an instant, for a section of its page.
COHORT_PARTS = [
    "analytics.selectors.cohorts.cohort_part",
    "exams.selectors.cohort_part",
]
# Asked, with a person and the id of a question, whether that person was asked it.
PICTURE_VIEWERS = ["exams.access.was_asked"]
# Guests who have done nothing since an instant, and what removes them with `now`.
IDLE_GUESTS = "exams.services.people.idle_guests"
REMOVE_IDLE_GUESTS = "exams.services.people.remove_idle_guests"
# What each room holds of a person (lib/belongings.py), in the order of an erasure.
PERSON_HOLDINGS = [
    "analytics.selectors.belongings.holdings",
    "exams.selectors.belongings.holdings",
    "questions.selectors.belongings.holdings",
    "accounts.selectors.belongings.holdings",
]
# Asked how wordings perform, by their ids; the bank shows it beside reports.
QUESTION_FIGURES = "analytics.selectors.figures_of_revisions"
# Asked which wordings stood on a share of the last exams; the bank filters by it.
QUESTION_EXPOSURE = "analytics.selectors.exposed_revisions"
# Asked which wordings their answers put in doubt; the bank filters by it, too.
QUESTION_FLAGGED = "analytics.selectors.flagged_revisions"
# Asked which decisions hold about wordings; the bank marks the key in force.
QUESTION_DECISIONS = "exams.selectors.decisions_in_force"

# --- Mail -------------------------------------------------------------------

DEFAULT_FROM_EMAIL = env("PASSLINE_FROM_EMAIL", "Passline <passline@localhost>")
EMAIL_HOST = env("PASSLINE_SMTP_HOST")
EMAIL_PORT = int(env("PASSLINE_SMTP_PORT", "587"))
EMAIL_HOST_USER = env("PASSLINE_SMTP_USER")
EMAIL_HOST_PASSWORD = env("PASSLINE_SMTP_PASSWORD")
EMAIL_USE_TLS = env_bool("PASSLINE_SMTP_TLS", default=True)
EMAIL_TIMEOUT = 10
EMAIL_FILE_PATH = str(HOME / "mail")
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "django.core.mail.backends.filebased.EmailBackend"
)

# --- API --------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.BearerAuthentication",
        "accounts.authentication.PersonSessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "config.negotiation.OnlyAnswer",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "config.errors.problem_response",
    # A refusal may quote half of a surrogate pair, which has no UTF-8.
    "UNICODE_JSON": False,
    "UNAUTHENTICATED_USER": None,
}
REST_KNOX = {
    "TOKEN_MODEL": "accounts.ApiToken",
    "AUTH_HEADER_PREFIX": "Bearer",
    "TOKEN_TTL": None,
    "AUTO_REFRESH": False,
}
KNOX_TOKEN_MODEL = "accounts.ApiToken"  # noqa: S105  # REASON: the name of a model
SPECTACULAR_SETTINGS = {
    "TITLE": "Passline API",
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "OAS_VERSION": "3.1.0",
    # The same word for things that differ: names that tell them apart.
    "ENUM_NAME_OVERRIDES": {
        "AttemptStateEnum": "exams.models.AttemptState.choices",
        "QuestionKindEnum": "questions.models.Kind.choices",
        "StaffStepKindEnum": "exams.models.InterventionKind.choices",
        "RoleEnum": "accounts.models.Role.choices",
        "CohortRoleEnum": "accounts.models.CohortRole.choices",
    },
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "config.openapi.tell_rules",
    ],
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- Static files -----------------------------------------------------------

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Served by finders without a manifest: nothing is collected then.
HAS_MANIFEST = env_bool("PASSLINE_STATIC_MANIFEST")
STATIC_ROOT = (
    Path(env("PASSLINE_STATIC_ROOT", str(HOME / "static"))) if HAS_MANIFEST else None
)
WHITENOISE_USE_FINDERS = not HAS_MANIFEST
WHITENOISE_AUTOREFRESH = DEBUG


def allow_exam_worker(headers: dict[str, str], path: str, url: str) -> None:
    """The exam's service worker may speak for /attempts/, not only for its folder."""
    if "runner-worker" in url:
        headers["Service-Worker-Allowed"] = "/attempts/"


WHITENOISE_ADD_HEADERS_FUNCTION = allow_exam_worker
STORAGES = {
    # Pictures of questions; another backend gets its options as JSON.
    "default": {
        "BACKEND": env(
            "PASSLINE_MEDIA_STORAGE", "django.core.files.storage.FileSystemStorage"
        ),
        "OPTIONS": json.loads(env("PASSLINE_MEDIA_OPTIONS", "{}")),
    },
    "staticfiles": {
        "BACKEND": "config.assets.RememberedStorage"
        if HAS_MANIFEST
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
MEDIA_ROOT = HOME / "media"

# --- Safety -----------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
        "worker-src": [SELF],
    }
}
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_SECURE = IS_HTTPS
SECURE_SSL_REDIRECT = IS_HTTPS and env_bool("PASSLINE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
# A promise for the whole domain that takes months to take back: only when asked for.
SECURE_HSTS_PRELOAD = IS_HTTPS and env_bool("PASSLINE_HSTS_PRELOAD")
SILENCED_SYSTEM_CHECKS = [] if SECURE_HSTS_PRELOAD else ["security.W021"]
if env_bool("PASSLINE_TRUSTED_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOGGING = to_console(env("PASSLINE_LOG_LEVEL", "WARNING"))
