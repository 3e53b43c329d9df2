"""The sessions of a login: kept as they begin, seen by their owner, ended at once.

To end one is to take its row of the session store away: the next request finds nobody signed in,
and no page asks the database more than before.
"""

from datetime import timedelta
from ipaddress import ip_address, ip_network
from uuid import UUID

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from toantrinh.kernel.errors import NotFound
from toantrinh.kernel.time import wall
from toantrinh.people.models import User
from toantrinh.web.gate.models import Stay

# What a browser calls itself by; the first that fits counts, since most claim to be others too.
_BROWSERS = {
    "coc_coc_browser": "Cốc Cốc",
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox/": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
_SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Macintosh": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}
# As near as a network is kept: what one house, office or street of a carrier has.
_PREFIX = {4: 24, 6: 48}


def begin(request: HttpRequest, user: User) -> None:
    """Keep that a session has just begun; those that are long over are forgotten."""
    moment = wall()
    age = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    Stay.objects.filter(user=user, began_at__lt=moment - age).delete()
    Stay.objects.create(
        user=user,
        session_key=str(request.session.session_key),
        proof=user.get_session_auth_hash(),
        device=device_of(request.headers.get("User-Agent", "")),
        network=network_of(str(request.META.get("REMOTE_ADDR", ""))),
        began_at=moment,
        seen_at=moment,
    )


def seen(request: HttpRequest) -> None:
    """A sign of life."""
    Stay.objects.filter(session_key=request.session.session_key).update(seen_at=wall())


def renewed(request: HttpRequest, before: str | None, user: User) -> None:
    """The session got another key, since its login did: it is the same stay."""
    rows = Stay.objects.filter(session_key=before)
    rows.update(session_key=request.session.session_key, proof=user.get_session_auth_hash())


def stays_of(user: User) -> QuerySet[Stay]:
    """Where somebody is signed in now, last seen first."""
    moment = wall()
    return (
        Stay.objects.filter(
            Exists(Session.objects.filter(session_key=OuterRef("session_key"))),
            user=user,
            proof=user.get_session_auth_hash(),
            seen_at__gt=moment - timedelta(seconds=settings.SESSION_IDLE),
            began_at__gt=moment - timedelta(seconds=settings.SESSION_COOKIE_AGE),
        )
    ).order_by("-seen_at", "pk")


@transaction.atomic
def end(user: User, stay: UUID) -> None:
    """End one session of a login: its next request is a stranger's."""
    found = Stay.objects.filter(user=user, pk=stay).first()
    if found is None:
        raise NotFound("Phiên này không còn nữa.")
    Session.objects.filter(session_key=found.session_key).delete()
    found.delete()


def device_of(told: str) -> str:
    """What a browser says of itself, as its owner would: “Chrome, Android”; or nothing."""
    browser = next((name for sign, name in _BROWSERS.items() if sign in told), "")
    system = next((name for sign, name in _SYSTEMS.items() if sign in told), "")
    return ", ".join(filter(None, (browser, system)))


def network_of(address: str) -> str:
    """The network of an address; empty for one of this machine or house."""
    try:
        read = ip_address(address)
    except ValueError:
        return ""
    if read.is_private:
        return ""
    return str(ip_network(f"{read}/{_PREFIX[read.version]}", strict=False))
