"""Django's settings, all from the environment and from TOANTRINH_HOME."""

import os
from pathlib import Path

from toantrinh.host.database import ROLES, database
from toantrinh.host.home import home

_HOME = home()
_DATABASE = database(_HOME)
_PACKAGE = Path(__file__).resolve().parent.parent


def _flag(name: str) -> bool:
    return os.environ.get(name, "").lower() in {"1", "true", "yes"}


def _list(name: str) -> list[str]:
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]


DEMO = _flag("TOANTRINH_DEMO")
DEBUG = False
SECRET_KEY = _HOME.secret("secret_key")
ALLOWED_HOSTS = _list("TOANTRINH_HOSTS") or ["localhost", "127.0.0.1", "[::1]"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
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
    "toantrinh.dossiers",
]

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

# Triggers are part of the migrations, so that a restored database has them too.
PGTRIGGER_MIGRATIONS = True

# The key that wraps data keys is named, so that a new one can take over while old rows still open.
WRAPPING_KEY = os.environ.get("TOANTRINH_WRAPPING_KEY_NAME", "wrapping_key_1")
WRAPPING_KEYS = {
    name: _HOME.secret(name)
    for name in {"wrapping_key_1", WRAPPING_KEY, *_list("TOANTRINH_WRAPPING_KEY_NAMES")}
}
# Hashes for looking up numbers and phones; losing it means re-hashing from the sealed values.
LOOKUP_KEY = _HOME.secret("lookup_key")
