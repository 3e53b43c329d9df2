"""Alerts as their readers see them: those at their own agency and below."""

from uuid import UUID

from django.db.models import QuerySet

from toantrinh.alerts.models import Alert
from toantrinh.government.queries import agencies_below
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotFound
from toantrinh.measures.perms import seat

# A count stops here: more than so many are many.
COUNTED = 100


def visible(actor: Actor) -> QuerySet[Alert]:
    """The alerts of the places below somebody's agency. Raises NotAllowed."""
    rows = Alert.objects.select_related("agency", "acknowledged_by")
    return rows.filter(agencies_below(seat(actor), "agency__path"))


def open_alerts(actor: Actor) -> QuerySet[Alert]:
    """Those that nobody took note of, the newest on top."""
    return visible(actor).filter(acknowledged_at=None).order_by("-raised_at", "place", "rule")


def acknowledged(actor: Actor) -> QuerySet[Alert]:
    """The others, the last noted on top."""
    return visible(actor).exclude(acknowledged_at=None).order_by("-acknowledged_at", "place")


def open_count(actor: Actor) -> int:
    """How many are open, counted up to a bound."""
    return open_alerts(actor).order_by()[:COUNTED].count()


def find_alert(alert_id: UUID, *, actor: Actor) -> Alert:
    """One of them. Raises NotFound."""
    found = visible(actor).filter(pk=alert_id).first()
    if found is None:
        raise NotFound("Không tìm thấy cảnh báo này.")
    return found
