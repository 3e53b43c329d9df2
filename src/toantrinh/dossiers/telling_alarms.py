"""The mail that tells officers what their agency did not do within its working hours."""

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from toantrinh.dossiers.alarm_words import said
from toantrinh.dossiers.lifecycle import Role
from toantrinh.dossiers.watch_models import ESCALATED, Watch, Watched
from toantrinh.government.models import Agency
from toantrinh.government.queries import agency_by_id, chain
from toantrinh.notices.actions import send_email
from toantrinh.people.models import Officer
from toantrinh.people.queries import holders

TELL = "dossiers.tell_alarms"
# Who has to act; those above them lead.
_ACTS = {
    Watched.RECEPTION: Role.RECEPTION,
    Watched.ANSWER: Role.SPECIALIST,
    Watched.TAKE_OVER: Role.SPECIALIST,
}


def tell_alarms(
    agency: str, kind: Watched, level: int, watches: Sequence[Sequence[object]]
) -> None:
    """Tell each officer concerned, once, of the alarms raised together. Safe to repeat.

    `watches` are the dossiers' ids with the numbers of the watches. What was done meanwhile is
    told no more.
    """
    place = agency_by_id(UUID(agency))
    wanted = [(UUID(str(dossier)), int(str(number))) for dossier, number in watches]
    rows = Watch.objects.filter(pk__in=wanted, until__isnull=True).select_related("dossier")
    found = list(rows.order_by("alert_at", "dossier"))
    if not found:
        return
    dossier, number = min(wanted)
    with translation.override("vi"):
        context = {
            "agency": place,
            "escalated": level == ESCALATED,
            "lines": [(watch.dossier.code, said(watch, place)) for watch in found],
            "address": f"{settings.PUBLIC_ADDRESS}/can-bo/bao-dong/",
        }
        for officer in concerned(place, kind, level):
            context |= {"officer": officer, "demo": officer.synthetic}
            send_email(
                f"alarm/{dossier}/{number}/{level}/{officer.pk}",
                to=officer.email,
                subject=render_to_string("dossiers/alarm_subject.txt", context),
                body=render_to_string("dossiers/alarm.txt", context),
            )


def concerned(agency: Agency, kind: Watched, level: int) -> list[Officer]:
    """Who is told: those whose post it is, and at the second bound who leads them as well."""
    acting = _with_mail(agency, _ACTS[kind])
    if acting and level < ESCALATED:
        return acting
    return list({one.pk: one for one in [*acting, *_leaders(agency)]}.values())


def _leaders(agency: Agency) -> list[Officer]:
    """Who leads the agency; where nobody does, who leads the nearest one above."""
    ways = (_with_mail(one, Role.LEADER) for one in reversed(chain(agency)))
    return next((found for found in ways if found), [])


def _with_mail(agency: Agency, role: Role) -> list[Officer]:
    return [held.officer for held in holders(agency.pk, role) if held.officer.email]
