"""Django's settings, all from the environment and from TOANTRINH_HOME."""

import os
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from toantrinh.host.database import ROLES, database
from toantrinh.host.home import home
from toantrinh.host.keyring import Keyring
from toantrinh.host.logs import configuration
from toantrinh.host.oidc import provider

_HOME = home()
_DATABASE = database(_HOME)
_PACKAGE = Path(__file__).resolve().parent.parent


def _flag(name: str) -> bool:
    return os.environ.get(name, "").lower() in {"1", "true", "yes"}


def _list(name: str) -> list[str]:
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]


LOGGING = configuration(os.environ.get("TOANTRINH_LOG_LEVEL") or "WARNING")

DEMO = _flag("TOANTRINH_DEMO")
DEBUG = False
SECRET_KEY = _HOME.secret("secret_key")
ALLOWED_HOSTS = _list("TOANTRINH_HOSTS") or ["localhost", "127.0.0.1", "[::1]"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "pgtrigger",
    "toantrinh.journal",
    "toantrinh.government",
    "toantrinh.people",
    "toantrinh.catalogue",
    "toantrinh.documents",
    "toantrinh.notices",
    "toantrinh.mandates",
    "toantrinh.dossiers",
    "toantrinh.counter",
    "toantrinh.administration",
    "toantrinh.protection",
    "toantrinh.sync",
    "toantrinh.lake",
    "toantrinh.measures",
    "toantrinh.programme",
    "toantrinh.alerts",
    "toantrinh.inventory",
    "toantrinh.forecast",
    "toantrinh.bottlenecks",
    "toantrinh.practice",
    # Before the sign-in library and Django's forms, whose templates these stand in for.
    "toantrinh.web.look",
    "toantrinh.web.gate",
    "toantrinh.web.portal",
    "toantrinh.web.desk",
    "toantrinh.web.admin",
    "toantrinh.web.editor",
    "toantrinh.web.counter",
    "toantrinh.web.cockpit",
    "toantrinh.api",
    "django.forms",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]

ROOT_URLCONF = "toantrinh.web.urls"
WSGI_APPLICATION = "toantrinh.web.wsgi.application"
MIDDLEWARE = [
    "toantrinh.web.gate.proxy.Forwarded",
    "django.middleware.security.SecurityMiddleware",
    # Before the static files, so that they carry the policy too.
    "toantrinh.web.gate.policy.Policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # After CSRF, so that what it keeps of a turned-away form came from a page of ours.
    "toantrinh.web.gate.middleware.Entrance",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "toantrinh.web.look.context_processors.look",
                "toantrinh.web.gate.context.visitor",
            ]
        },
    }
]
FORM_RENDERER = "toantrinh.web.look.forms.Renderer"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# TLS ends at a proxy, whose word on client and scheme counts only if it comes from these networks.
TLS = _flag("TOANTRINH_TLS")
TRUSTED_PROXY = _list("TOANTRINH_TRUSTED_PROXY")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY else None
SECURE_SSL_REDIRECT = TLS
# A program that calls without TLS must learn of it, not be led on: its token went in the clear.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^api/"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = TLS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# With this beginning browsers take a cookie only over TLS, from this very host, for all of it.
_HOST_ONLY = "__Host-" if TLS else ""
SESSION_COOKIE_NAME = f"{_HOST_ONLY}tt_session"
SESSION_COOKIE_SECURE = TLS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# A working day; who leaves a shared computer signs out or closes the browser.
SESSION_COOKIE_AGE = int(os.environ.get("TOANTRINH_SESSION_MINUTES") or 480) * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# Seconds without a sign of life; what is typed meanwhile waits for whoever signs in again.
SESSION_IDLE = int(os.environ.get("TOANTRINH_IDLE_MINUTES") or 60) * 60
CSRF_COOKIE_NAME = f"{_HOST_ONLY}tt_csrf"
CSRF_COOKIE_SECURE = TLS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "toantrinh.web.gate.held.csrf_failure"
LANGUAGE_COOKIE_NAME = f"{_HOST_ONLY}tt_language"
LANGUAGE_COOKIE_SECURE = TLS
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"

# A view that does not say who may come is refused; tests set this and get an error instead.
STRICT_ACCESS = _flag("TOANTRINH_STRICT")
# Behind one address of a mobile carrier are many phones: reading is allowed so many times as often.
THROTTLE_SHARED_ADDRESS = int(os.environ.get("TOANTRINH_SHARED_ADDRESS") or 5)
# All limits at once, for load tests and for what an operator knows about their visitors.
THROTTLE_FACTOR = int(os.environ.get("TOANTRINH_THROTTLE_FACTOR") or 1)
# Nothing that protects anybody is kept in a cache: tries and used codes are rows (people/attempts).
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

STATIC_URL = "/static/"
STATIC_ROOT = _HOME.path / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
# Files get hashed names once they were collected; before that, as in tests, they come as they are.
COLLECTED = _flag("TOANTRINH_COLLECT") or (STATIC_ROOT / "staticfiles.json").exists()
WHITENOISE_USE_FINDERS = not COLLECTED
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_ALLOW_ALL_ORIGINS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# Citizens and organisations: any OpenID Connect provider, by configuration alone.
_OIDC = provider(_HOME)
OIDC_ISSUER, OIDC_NAME, OIDC_DIALECT = _OIDC.issuer, _OIDC.name, _OIDC.dialect
OIDC_CLIENT_ID, OIDC_CLIENT_SECRET = _OIDC.client_id, _OIDC.client_secret
OIDC_SCOPES, OIDC_CLAIMS, OIDC_ENDPOINTS = _OIDC.scopes, _OIDC.claims, _OIDC.endpoints
OIDC_WRAP_KEY, OIDC_USUAL_LEVEL = _OIDC.wrap_key, _OIDC.usual_level
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": _OIDC.apps()}}

# A form's answer may lead to the provider, and browsers hold redirects to form-action too.
_FORM_TARGETS = _list("TOANTRINH_OIDC_ORIGINS") or ([OIDC_ISSUER] if OIDC_ISSUER else [])
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "script-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": [
            "'self'",
            *sorted({"{0.scheme}://{0.netloc}".format(urlsplit(url)) for url in _FORM_TARGETS}),
        ],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "upgrade-insecure-requests": TLS,
    }
}

# Officers: password, and TOTP or a passkey. What the library could do beyond that is not routed.
AUTHENTICATION_BACKENDS = ["toantrinh.web.gate.logins.Logins"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "toantrinh.web.gate.passwords.WordsOfTheHouse"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "toantrinh.web.gate.adapters.Accounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
# The library counts in the cache; the gate counts in the database, in its place.
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False
SOCIALACCOUNT_ADAPTER = "toantrinh.web.gate.adapters.Identities"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = _OIDC.seconds
MFA_ADAPTER = "toantrinh.web.gate.adapters.Factors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn"]
MFA_TOTP_ISSUER = "Toàn Trình"
# One step of 30 s to either side: phones' clocks differ.
MFA_TOTP_TOLERANCE = 1
# Seals second factors, and forms that wait while their owner signs in again.
GATE_KEY = _HOME.secret("gate_key")

DATABASE_ROLES = {role: _DATABASE.role_name(role) for role in ROLES}
DATABASES = {
    "default": _DATABASE.address("app").django(),
    # Migrations and privileges only; nothing that answers a request uses it.
    "owner": _DATABASE.address("owner").django(),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.User"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [_PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

FILE_FOLDER = _HOME.files
# What engines count: made from the journal, and can be made again.
LAKE_FOLDER = _HOME.lake
# Who counts: duckdb, or spark://host:port; how much DuckDB may take; what a cluster asks to be set.
MEASURES_ENGINE = os.environ.get("MEASURES_ENGINE") or "duckdb"
# A file with the points of each indicator of QĐ 766, where somebody has them; ours without it.
QD766_POINTS = os.environ.get("TOANTRINH_QD766_POINTS") or ""
MEASURES_MEMORY = os.environ.get("MEASURES_MEMORY") or "4GB"
MEASURES_THREADS = int(os.environ.get("MEASURES_THREADS") or os.cpu_count() or 1)
MEASURES_SPARK_SETTINGS = os.environ.get("MEASURES_SPARK_SETTINGS", "")
# What engines put aside while they count.
MEASURES_SCRATCH = _HOME.run / "counting"
SEAL_FOLDER = _HOME.seals
SEAL_KEY = _HOME.keys / "seal.pem"
# Public keys, in hex, of seals made before the present key.
FORMER_SEAL_KEYS = _list("TOANTRINH_FORMER_SEAL_KEYS")
AUTHORITY_FOLDER = _HOME.keys / "authority"

# Where people reach this installation; stands in letters, QR codes and mails.
PUBLIC_ADDRESS = (
    os.environ.get("TOANTRINH_PUBLIC_ADDRESS")
    or f"http://127.0.0.1:{os.environ.get('TOANTRINH_PORT', '8000')}"
).rstrip("/")

# To whom holes are reported: addresses for mail or pages; and until when that holds, as a day.
SECURITY_CONTACTS = [
    contact if ":" in contact else f"mailto:{contact}"
    for contact in _list("TOANTRINH_SECURITY_CONTACT")
]
_expires = os.environ.get("TOANTRINH_SECURITY_EXPIRES")
SECURITY_EXPIRES = date.fromisoformat(_expires) if _expires else None

# Where a virus scanner listens, `unix:<path>` or `<host>:<port>`; without one nothing is scanned.
SCANNER = os.environ.get("TOANTRINH_SCANNER", "")

# Mail goes to a folder until a server is named.
MAIL_FOLDER = _HOME.mail
EMAIL_HOST = os.environ.get("TOANTRINH_MAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("TOANTRINH_MAIL_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("TOANTRINH_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("TOANTRINH_MAIL_PASSWORD", "")
EMAIL_USE_TLS = not _flag("TOANTRINH_MAIL_PLAIN")
EMAIL_TIMEOUT = 20
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "toantrinh.notices.mailbox.FolderMailbox"
)
MAIL_DOMAIN = os.environ.get("TOANTRINH_MAIL_DOMAIN", "example.vn")
DEFAULT_FROM_EMAIL = os.environ.get("TOANTRINH_MAIL_FROM", f"khong-tra-loi@{MAIL_DOMAIN}")

# Providers of SMS and app messages, the one to ask first at the front, and the token of each.
MESSAGE_PROVIDERS = _list("TOANTRINH_MESSAGE_PROVIDERS")
MESSAGE_TOKENS = _list("TOANTRINH_MESSAGE_TOKENS")
if len(MESSAGE_PROVIDERS) != len(MESSAGE_TOKENS):
    raise ImproperlyConfigured("TOANTRINH_MESSAGE_TOKENS must name a token for each provider")

# Triggers are part of the migrations, so that a restored database has them too.
PGTRIGGER_MIGRATIONS = True

# What wraps the data keys of persons and dossiers.
KEYRING = Keyring(_HOME)
# Hashes for looking up numbers and phones; losing it means re-hashing from the sealed values.
LOOKUP_KEY = _HOME.secret("lookup_key")
