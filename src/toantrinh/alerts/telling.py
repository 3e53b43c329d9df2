"""The mail that tells leaders of alerts; sent once, however often the job runs."""

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from toantrinh.alerts.models import Alert
from toantrinh.alerts.queries import names_of
from toantrinh.alerts.rules import rule_named
from toantrinh.government.models import Agency
from toantrinh.government.queries import agency_by_id, chain
from toantrinh.notices.actions import send_email
from toantrinh.people.models import Officer
from toantrinh.people.queries import holders


def tell(agency: str, alerts: Sequence[str]) -> None:
    """Tell each leader, once, of the alerts raised together that are still open."""
    wanted = [UUID(each) for each in alerts]
    rows = Alert.objects.filter(pk__in=wanted, acknowledged_at=None).select_related("agency")
    found = list(rows.order_by("subject", "code", "rule"))
    if not found:
        return
    names = names_of(found)
    address = f"{settings.PUBLIC_ADDRESS}/dieu-hanh/canh-bao/"
    with translation.override("vi"):
        for officer in _leaders(agency_by_id(UUID(agency))):
            context = {
                "officer": officer,
                "lines": [
                    (names[each.pk], rule_named(each.rule), f"{each.month:%m/%Y}") for each in found
                ],
                "address": address,
                "demo": officer.synthetic,
            }
            send_email(
                f"alerts/{min(alerts)}/{officer.pk}",
                to=officer.email,
                subject=render_to_string("alerts/subject.txt", context),
                body=render_to_string("alerts/letter.txt", context),
            )


def _leaders(agency: Agency) -> list[Officer]:
    """Who leads the agency; where nobody with an address does, who leads the nearest one above."""
    for one in reversed(chain(agency)):
        found = [held.officer for held in holders(one.pk, "leader") if held.officer.email]
        if found:
            return list({each.pk: each for each in found}.values())
    return []
