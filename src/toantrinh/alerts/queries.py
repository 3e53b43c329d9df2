"""Alerts as their readers see them: what their own agency and those below answer for."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import QuerySet

from toantrinh.alerts.models import Alert, Subject
from toantrinh.catalogue.models import Procedure
from toantrinh.catalogue.queries import procedures_by_code
from toantrinh.government.queries import agencies_below
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotFound
from toantrinh.measures.perms import seat
from toantrinh.measures.places import place

# A count stops here: more than so many are many.
COUNTED = 100


def visible(actor: Actor) -> QuerySet[Alert]:
    """What somebody's agency and those below it answer for. Raises NotAllowed."""
    rows = Alert.objects.select_related("agency", "acknowledged_by")
    return rows.filter(agencies_below(seat(actor), "agency__path"))


def open_alerts(actor: Actor) -> QuerySet[Alert]:
    """Those that nobody took note of, the newest on top."""
    return (
        visible(actor)
        .filter(acknowledged_at=None)
        .order_by("-raised_at", "subject", "code", "rule")
    )


def acknowledged(actor: Actor) -> QuerySet[Alert]:
    """The others, the last noted on top."""
    return visible(actor).exclude(acknowledged_at=None).order_by("-acknowledged_at", "code")


def open_count(actor: Actor) -> int:
    """How many are open, counted up to a bound."""
    return open_alerts(actor).order_by()[:COUNTED].count()


def find_alert(alert_id: UUID, *, actor: Actor) -> Alert:
    """One of them. Raises NotFound."""
    found = visible(actor).filter(pk=alert_id).first()
    if found is None:
        raise NotFound("Không tìm thấy cảnh báo này.")
    return found


def names_of(alerts: Sequence[Alert]) -> dict[UUID, str]:
    """What each alert is about, by name, with one query for all procedures among them."""
    codes = [each.code for each in alerts if each.subject == Subject.PROCEDURE]
    known = procedures_by_code(codes) if codes else {}
    return {each.pk: _name(each, known) for each in alerts}


def _name(one: Alert, procedures: Mapping[str, Procedure]) -> str:
    if one.subject == Subject.PLACE:
        return place(one.code).name
    if one.subject == Subject.AGENCY:
        return one.agency.name
    name = procedures[one.code].name if one.code in procedures else one.code
    return f"{name}, {one.agency.name}"
