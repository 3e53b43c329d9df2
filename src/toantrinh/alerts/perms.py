"""Who reads alerts, and who takes note of them: leaders of who answers, and of those above."""

from toantrinh.alerts.models import Alert
from toantrinh.government.queries import agency_by_id, is_below
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotAllowed

_LEADER = "leader"


def may_acknowledge(actor: Actor, alert: Alert) -> bool:
    """Whether somebody leads the agency that answers, or one above it."""
    if actor.kind != "officer" or actor.agency_id is None or _LEADER not in actor.roles:
        return False
    return is_below(alert.agency, agency_by_id(actor.agency_id))


def check_acknowledge(actor: Actor, alert: Alert) -> None:
    """Raises NotAllowed."""
    if not may_acknowledge(actor, alert):
        raise NotAllowed("Chỉ lãnh đạo nơi bị cảnh báo hoặc cấp trên ghi nhận được.")
