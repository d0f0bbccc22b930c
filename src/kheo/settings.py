"""Settings. Everything a deployment may change comes from the environment; the defaults are for one machine."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlparse

ROOT = Path(__file__).resolve().parent
DATA = Path(os.environ.get("KHEO_DATA", "data")).resolve()
# How long verifiers may look at pictures as the camera made them.
ORIGINALS_DAYS = int(os.environ.get("KHEO_ORIGINALS_DAYS", "400"))
ENGINE = os.environ.get("KHEO_ENGINE", "duckdb")
DEBUG = os.environ.get("KHEO_DEBUG") == "1"
DEMO = False  # only `kheo demo` turns it on: the sign-in page then offers the demonstration's accounts


def _named(variable: str, default: str) -> frozenset[str]:
    """Names with commas between them."""
    return frozenset(filter(None, os.environ.get(variable, default).replace(" ", "").split(",")))


def _secret() -> str:
    """The signing key: from the environment, or made once and kept in the data folder, readable by its owner only."""
    if key := os.environ.get("KHEO_SECRET_KEY"):
        return key
    file = DATA / "secret.key"
    if not file.exists():
        DATA.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "w") as out:
            out.write(secrets.token_urlsafe(50))
    return file.read_text()


SECRET_KEY = _secret()
ALLOWED_HOSTS = os.environ.get("KHEO_HOSTS", "127.0.0.1,localhost,testserver").split(",")
SECURE = os.environ.get("KHEO_HTTPS") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"

INSTALLED_APPS = [
    "kheo.ground.audit",
    "kheo.ground.accounts",
    "kheo.ground.notices",
    "kheo.ground.places",
    "kheo.ground.organisations",
    "kheo.plan.forms",
    "kheo.plan.programmes",
    "kheo.capture.submissions",
    "kheo.verify.decisions",
    "kheo.verify.quality",
    "kheo.verify.sampling",
    "kheo.facts.ledger",
    "kheo.facts.joint",
    "kheo.consolidate.figures",
    "kheo.consolidate.editions",
    "kheo.review.reviews",
    "kheo.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kheo.web.shared.middleware.LanguageMiddleware",
    "kheo.web.shared.middleware.StandingMiddleware",
    "kheo.web.shared.middleware.WallMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "kheo.web.shared.middleware.PermissionMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "kheo.web.shared.middleware.RefusalMiddleware",
]
ROOT_URLCONF = "kheo.web.urls"
WSGI_APPLICATION = "kheo.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kheo.web.shared.context.bar",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.l10n",
                "django.templatetags.static",
                "kheo.web.templatetags.kheo",
            ],
        },
    }
]


def _database(url: str) -> dict[str, Any]:
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA / "kheo.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON;",
            },
            "TEST": {"NAME": None},
        }
    parts = urlparse(url)
    return {
        "ENGINE": "kheo.ground.wall.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
    }


DATABASES = {"default": _database(os.environ.get("KHEO_DATABASE", ""))}
# The login that owns nothing, under which pages ask: the second wall (see the guide).
_web = os.environ.get("KHEO_DATABASE_WEB", "")
DATABASE_WEB = _database(_web) if _web else None
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
PASSWORD_RESET_TIMEOUT = 7 * 24 * 3600  # how long an invitation is good
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign_in"
# Roles whose people are asked, after signing in, to add a second factor; and those who open nothing without one.
SECOND_FACTOR_ASKED = _named("KHEO_SECOND_FACTOR_ASKED", "administrator")
SECOND_FACTOR_NEEDED = _named("KHEO_SECOND_FACTOR_NEEDED", "")
# Signing in through another house's service, where one is named (see the guide).
OIDC_ISSUER = os.environ.get("KHEO_OIDC_ISSUER", "")
OIDC_CLIENT = os.environ.get("KHEO_OIDC_CLIENT", "")
OIDC_SECRET_FILE = os.environ.get("KHEO_OIDC_SECRET_FILE", "")
OIDC_NAME = os.environ.get("KHEO_OIDC_NAME", "") or urlparse(OIDC_ISSUER).hostname or ""
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]

# The address at which people reach this server: what links in mails begin with.
ADDRESS = (
    os.environ.get("KHEO_ADDRESS", "").rstrip("/") or f"{'https' if SECURE else 'http'}://{ALLOWED_HOSTS[0]}"
)


def _mail(url: str) -> dict[str, Any] | None:
    """``smtp://user:password@host:587?from=…`` (TLS once connected) or ``smtps://…`` (TLS from the start). None: no mail is
    tried; {}: what is written there is no such address, or the password's file cannot be read."""
    if not url:
        return None
    try:
        parts = urlparse(url)
        port, asked = parts.port, dict(parse_qsl(parts.query))
        file = os.environ.get("KHEO_MAIL_PASSWORD_FILE", "")
        password = Path(file).read_text().strip() if file else unquote(parts.password or "")
    except (ValueError, OSError):
        return {}
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or set(asked) - {"from", "tls"}:
        return {}
    inside = parts.scheme == "smtps"
    return {
        "host": parts.hostname,
        "port": port or (465 if inside else 587),
        "user": unquote(parts.username or ""),
        "password": password,
        "ssl": inside,
        "starttls": not inside and asked.get("tls", "yes") != "no",
        "from": asked.get("from", "")
        or unquote(parts.username or "")
        or f"kheo@{urlparse(ADDRESS).hostname}",
    }


_told = _mail(os.environ.get("KHEO_MAIL", ""))
MAIL, MAIL_WRONG = bool(_told), _told == {}
if _told:
    EMAIL_HOST, EMAIL_PORT = _told["host"], _told["port"]
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _told["user"], _told["password"]
    EMAIL_USE_SSL, EMAIL_USE_TLS = _told["ssl"], _told["starttls"]
    DEFAULT_FROM_EMAIL = _told["from"]
EMAIL_TIMEOUT = 20

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [ROOT / "web" / "locale"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "object-src": ["'none'"],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
