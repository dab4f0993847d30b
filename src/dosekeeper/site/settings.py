"""Settings, all of them through the environment.

DOSEKEEPER_HOME             folder of the data                       (var)
DOSEKEEPER_DATABASE_URL     postgresql://user@host/name               (SQLite in home)
DOSEKEEPER_SQLITE_JOURNAL   delete, or wal with SQLite >= 3.51.3      (delete)
DOSEKEEPER_HOSTS            names it is reached by, comma-separated   (this machine)
DOSEKEEPER_URL              how links begin that it sends             (from the hosts, or
                                                                       where it is served)
DOSEKEEPER_PROXIES          reverse proxies in front of it            (0)
DOSEKEEPER_DEMO             1: sign-ins of the demo clinic work       (0)
DOSEKEEPER_BENCH            1: measure settings that are refused      (0)
"""

import os
from typing import Any

from csp.constants import NONE, SELF

from dosekeeper.site.databases import database
from dosekeeper.site.home import address, home, secret_key
from dosekeeper.site.static_address import static_address


# --- where and for whom --------------------------------------------------------

HOME = home()
DEMO = os.environ.get("DOSEKEEPER_DEMO") == "1"
BENCH = os.environ.get("DOSEKEEPER_BENCH") == "1"
PROXIES = int(os.environ.get("DOSEKEEPER_PROXIES") or "0")

SECRET_KEY = secret_key(HOME)
# An error page of Django's debug mode shows settings and data: there is no such mode.
DEBUG = False

LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = [
    name.strip() for name in os.environ.get("DOSEKEEPER_HOSTS", "").split(",") if name.strip()
] or LOOPBACK
# Plain HTTP is for this machine only; under any other name everything is HTTPS.
HTTPS = not set(ALLOWED_HOSTS) <= set(LOOPBACK)
# A link that is sent, not shown on a page, has nobody's request to tell the address from.
_FIRST_HOST = ALLOWED_HOSTS[0].removeprefix(".")
PUBLIC_URL = os.environ.get("DOSEKEEPER_URL") or (
    f"https://{_FIRST_HOST}" if HTTPS else address(HOME)
)


# --- what goes out ---------------------------------------------------------------

# What messages are sent through (notify.Servers); empty is a channel that is not used.
MAIL = os.environ.get("DOSEKEEPER_MAIL", "")
SMS = os.environ.get("DOSEKEEPER_SMS", "")
PUSH = os.environ.get("DOSEKEEPER_PUSH", "")


# --- parts ----------------------------------------------------------------------

INSTALLED_APPS = [
    "dosekeeper.site",
    "dosekeeper.web",
    "dosekeeper.api",
    "dosekeeper.store",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "dosekeeper.web.privacy.NotKept",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "dosekeeper.site.sessions.SessionLimits",
    "dosekeeper.site.sessions.SignedInByDefault",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "dosekeeper.site.urls"
WSGI_APPLICATION = "dosekeeper.site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "dosekeeper.web.around.frame",
            ],
        },
    },
]


# --- data -----------------------------------------------------------------------

DATABASES = {
    "default": database(
        os.environ.get("DOSEKEEPER_DATABASE_URL", ""),
        os.environ.get("DOSEKEEPER_SQLITE_JOURNAL") or "delete",
        HOME,
    ),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Sign-in limits and used one-time codes live in the cache. In a cache of one process
# they would hold for that process only: with four workers, four times the guesses.
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        # Django keeps 300 unless told: whoever fills the table would throw out the counts.
        "OPTIONS": {"MAX_ENTRIES": 100_000, "CULL_FREQUENCY": 10},
    },
}

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"


# --- who is there ----------------------------------------------------------------

AUTH_USER_MODEL = "store.Account"
AUTHENTICATION_BACKENDS = [
    "dosekeeper.site.accounts.SignIn",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_VALIDATORS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATORS}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATORS}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATORS}.UserAttributeSimilarityValidator"},
]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "dosekeeper.site.accounts.ClosedDoor"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
# Whoever changes a second factor of their own shows an old one, at most so long before.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "30/m/ip,5/300s/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_RECOVERY_CODE_DIGITS = 12
MFA_TOTP_ISSUER = "Dosekeeper"

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_IDLE_SECONDS = 30 * 60
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "dosekeeper.web.failing.forged"
# A name with a leading dot means all names under it, written differently here.
CSRF_TRUSTED_ORIGINS = [
    f"https://{'*' if name.startswith('.') else ''}{name}"
    for name in ALLOWED_HOSTS
    if HTTPS and name not in {*LOOPBACK, "*"}
]


# --- what leaves the server ---------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    },
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
X_FRAME_OPTIONS = "DENY"

# Static files are served from the package itself, in a checkout as from a wheel, with
# nothing to collect. Their address changes when they do, so browsers keep them a year.
STATIC_URL = static_address()
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 365 * 24 * 60 * 60
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.AppDirectoriesFinder"]


# --- what is written to the terminal ---------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"without-links": {"()": "dosekeeper.site.redact.WithoutLinks"}},
    "handlers": {
        "terminal": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["without-links"],
        },
        "nowhere": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["terminal"], "level": "WARNING"},
    "loggers": {
        # Django's own handlers mail errors or print them in debug mode: not here.
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        # It tells addresses and numbers of people; that a message failed, we say ourselves,
        # and only `notify.gateway` listens to why.
        "apprise": {"handlers": ["nowhere"], "level": "WARNING", "propagate": False},
        # A page that is not there is no event; a page that failed is.
        "django.request": {"level": "ERROR"},
    },
}
