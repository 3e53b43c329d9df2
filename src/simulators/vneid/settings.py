"""Django's settings for the simulator alone; the house has its own."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from simulators.vneid import place
from simulators.vneid.clients import read_clients

_PACKAGE = Path(__file__).resolve().parent
_FOLDER = place.folder()

VNEID_PORT = int(os.environ.get("VNEID_PORT") or 8090)
VNEID_ISSUER = os.environ.get("VNEID_ISSUER") or f"http://127.0.0.1:{VNEID_PORT}"
VNEID_FAULTS = os.environ.get("VNEID_FAULTS") == "1"
VNEID_PEOPLE = _PACKAGE / "data" / "people.json"
VNEID_ORGANISATIONS = _PACKAGE / "data" / "organisations.json"
VNEID_CLIENTS = read_clients(
    Path(os.environ.get("VNEID_CLIENTS") or _FOLDER / "vneid-clients.json")
)

DEBUG = False
SECRET_KEY = place.kept("vneid-secret", place.new_secret)
ALLOWED_HOSTS = ["127.0.0.1", "localhost", urlsplit(VNEID_ISSUER).hostname or "127.0.0.1"]
ROOT_URLCONF = "simulators.vneid.urls"
WSGI_APPLICATION = "simulators.vneid.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.idp.oidc",
    "simulators.vneid",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Before allauth's own, which these stand in for.
        "DIRS": [_PACKAGE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": _FOLDER / "vneid.sqlite3",
        "OPTIONS": {"init_command": "PRAGMA journal_mode=WAL", "transaction_mode": "IMMEDIATE"},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "vneid.Citizen"
PASSWORD_HASHERS = ["simulators.vneid.models.DemoHasher"]
LOGIN_URL = "/sign-in"

# 127.0.0.1 shares its cookies between ports: names of its own keep the two sites apart.
SESSION_COOKIE_NAME = "vneid_session"
CSRF_COOKIE_NAME = "vneid_csrf"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = VNEID_ISSUER.startswith("https:")
SESSION_COOKIE_AGE = 60 * 60
X_FRAME_OPTIONS = "DENY"

# A form's answer leads back to the client, and browsers hold redirects to form-action too.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "form-action": ["'self'", *sorted({o for c in VNEID_CLIENTS for o in c.origins()})],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}

LANGUAGE_CODE = "vi"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True

ACCOUNT_USER_MODEL_USERNAME_FIELD = "number"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"

IDP_OIDC_ADAPTER = "simulators.vneid.provider.VneidAdapter"
IDP_OIDC_PRIVATE_KEY = place.kept("vneid-key.pem", place.new_key)
IDP_OIDC_AUTH_METHODS = ["client_secret_basic", "client_secret_post"]
IDP_OIDC_AUTHORIZATION_CODE_EXPIRES_IN = 60
IDP_OIDC_ID_TOKEN_EXPIRES_IN = 300
IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN = 300
IDP_OIDC_REFRESH_TOKEN_EXPIRES_IN = 300
# With a matching id_token_hint the person has said already that they want to leave.
IDP_OIDC_RP_INITIATED_LOGOUT_ASKS_FOR_OP_LOGOUT = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    # A refusal is this program's daily work, not worth a line.
    "loggers": {"django.request": {"level": "ERROR"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
