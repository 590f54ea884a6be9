"""Every setting, read once from the environment; `shangyi init` writes what must be kept into DATA_DIR."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

PACKAGE = Path(__file__).resolve().parent.parent


def text(name: str, default: str = "") -> str:
    """The variable NAME, or the contents of the file that NAME_FILE names."""
    file = os.environ.get(f"{name}_FILE")
    if not file:
        return os.environ.get(name, default)
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as problem:
        raise ImproperlyConfigured(f"{name}_FILE names {file}, which cannot be read") from problem


def flag(name: str, *, default: bool = False) -> bool:
    return text(name, "yes" if default else "no").lower() in {"1", "yes", "true", "on"}


def number(name: str, default: int) -> int:
    try:
        return int(text(name, str(default)))
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number") from None


def kept(name: str) -> str:
    """A secret that `shangyi init` wrote into the data folder."""
    path = DATA_DIR / name
    return path.read_text(encoding="utf-8").strip() if path.exists() else ""


def beside(url: str, port: int) -> str:
    """Where the streams are when nobody says: at a plain address their own port, else below the proxy's."""
    parts = urlsplit(url)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"http://{host}:{port}" if parts.scheme == "http" and parts.port else url.rstrip("/")


def sqlite(path: Path) -> dict[str, object]:
    """WAL: readers beside one writer. FULL: what was acknowledged survives a power cut."""
    pragmas = (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;PRAGMA cache_size=-32000;"
    )
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": pragmas},
    }


def postgres(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    options: dict[str, object] = dict(parse_qsl(parts.query))
    options |= {"server_side_binding": True, "prepare_threshold": 3}
    options["pool"] = {"min_size": 1, "max_size": number("DATABASE_POOL", 8), "timeout": 20}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }


DATA_DIR = Path(text("SHANGYI_DATA", "var/data")).resolve()
DEMO = flag("SHANGYI_DEMO")
DEBUG = flag("SHANGYI_DEBUG")
NO_SECRET = "only-for-commands-that-keep-nothing"  # noqa: S105 - so that it can be refused by name
SECRET_KEY = text("SECRET_KEY") or kept("secret_key") or NO_SECRET
BASE_URL = text("BASE_URL") or kept("base_url") or "http://127.0.0.1:8000"
LIVE_URL = text("LIVE_URL") or beside(BASE_URL, number("LIVE_PORT", 8001))
ALLOWED_HOSTS = [host for host in text("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]").split(",") if host]
if urlsplit(BASE_URL).hostname not in {None, *ALLOWED_HOSTS}:
    ALLOWED_HOSTS.append(str(urlsplit(BASE_URL).hostname))
HTTPS = BASE_URL.startswith("https://")

DATABASE_URL = text("DATABASE_URL")
DATABASES = {"default": postgres(DATABASE_URL) if DATABASE_URL else sqlite(DATA_DIR / "shangyi.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

ROOMS = [
    "ui",
    "ledger",
    "places",
    "people",
    "rulepacks",
    "notices",
    "undertakings",
    "concerns",
    "deliberation",
    "decisions",
    "forums",
    "journeys",
    "entry",
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "csp",
    "django_tasks",
    "django_tasks_db",
    *(f"shangyi.{room}" for room in ROOMS),
]
MIDDLEWARE = [
    "shangyi.entry.requests.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "shangyi.ui.views.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "shangyi.people.views.ActorMiddleware",
    "shangyi.ui.views.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "shangyi.entry.urls"
WSGI_APPLICATION = "shangyi.entry.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "shangyi.entry.navigation.navigation",
            ],
        },
    }
]

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "people:sign_in"
LOGIN_REDIRECT_URL = "journeys:home"
AXES_FAILURE_LIMIT = 6
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "shangyi.people.views.locked_out"
AXES_USERNAME_FORM_FIELD = "username"
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "shangyi.people.views.client_address"
AXES_DISABLE_ACCESS_LOG = True  # only failures are kept; who came and went is nobody's business
OTP_TOTP_ISSUER = "Shangyi"
SIGN_IN_CODE_DELIVERY = "shangyi.entry.signing_in.queue_code"
LEAVE_ROUTE = "undertakings:leave"  # where a capacity is ended together with what is held in it
DEMO_CAST = "shangyi.entry.signing_in.demo_cast"
DEMO_UNDER_WAY = "shangyi.entry.signing_in.demo_under_way"
DEMO_SCENES = "shangyi.entry.demo_scenes.demo_scenes"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "language"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = DATA_DIR / "media"
DATA_UPLOAD_MAX_MEMORY_SIZE = 24 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

SESSION_ENGINE = "shangyi.entry.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "shangyi.ui.views.form_expired"
SECURE_HSTS_SECONDS = 63072000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
BEHIND_PROXY = flag("BEHIND_PROXY")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "media-src": [SELF, "blob:"],
        "connect-src": [SELF, LIVE_URL],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = text("EMAIL_HOST")
EMAIL_PORT = number("EMAIL_PORT", 25)
EMAIL_HOST_USER = text("EMAIL_USER")
EMAIL_HOST_PASSWORD = text("EMAIL_PASSWORD")
EMAIL_USE_TLS = flag("EMAIL_TLS")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = text("EMAIL_FROM", "shangyi@localhost")
SMS_GATEWAY_URL = text("SMS_GATEWAY_URL")
WECHAT_GATEWAY_URL = text("WECHAT_GATEWAY_URL")
ABOUT_ADDRESSES = {
    "concern": "journeys:by_number",
    "receipt": "journeys:by_receipt",
    "undertaking": "undertakings:one",
    "gathering": "forums:invited",
    "series": "forums:series",
    "minutes": "forums:read_minutes",
    "objections": "forums:minutes",
    "suggestion": "forums:suggestion",
    "service": "forums:offering",
    "ballot": "decisions:one",
    "topic": "deliberation:one",
    "founding": "decisions:founding_one",
}
"""What a notice is about, and the page that shows it."""
UNDERTAKING_HANDLERS = {
    "due_changed": "shangyi.concerns.actions.keeping.follow_due_change",
    "keeper_changed": "shangyi.concerns.actions.keeping.follow_hand_over",
}
"""What the owner of a matter does when its clock moves or its keeper hands over."""

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
LOGGING_CONFIG = None
SILENCED_SYSTEM_CHECKS = ["security.W008"]  # the proxy redirects to https
