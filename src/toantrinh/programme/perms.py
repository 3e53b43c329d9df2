"""Who takes part in a plan: leaders and administrators of its agencies, and who stands above."""

from toantrinh.government.models import Agency
from toantrinh.government.queries import agency, agency_by_id
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotAllowed, NotFound
from toantrinh.programme.models import Plan, Target

LEADER, ADMINISTRATOR = "leader", "administrator"


def check_load(actor: Actor) -> None:
    """Only the system loads the files of a release. Raises NotAllowed."""
    if actor.kind != "system":
        raise NotAllowed("Chỉ hệ thống được nạp các chương trình kèm theo bản phát hành.")


def sees(actor: Actor) -> bool:
    """Leaders and administrators, of any agency: what was promised is no secret among them."""
    return actor.kind == "system" or bool(actor.roles & {LEADER, ADMINISTRATOR})


def check_sees(actor: Actor) -> None:
    """Raises NotAllowed."""
    if not sees(actor):
        raise NotAllowed("Chỉ lãnh đạo và người quản trị được xem chương trình, chỉ tiêu.")


def may_bring(actor: Actor, agency_key: str) -> bool:
    """Whether somebody leads or administers the agency whose plan it is, or one above it."""
    return _stands_at(actor, agency_key, {LEADER, ADMINISTRATOR})


def check_bring(actor: Actor, agency_key: str) -> None:
    """Raises NotAllowed."""
    if not may_bring(actor, agency_key):
        raise NotAllowed(
            "Bạn không được đưa chương trình của cơ quan này vào hệ thống.",
            remedy="Hãy nhờ lãnh đạo hoặc người quản trị của cơ quan ban hành chương trình.",
        )


def may_report(actor: Actor, target: Target) -> bool:
    """Whoever leads the agency that answers for the line, or the one whose plan it is, or above."""
    keys = [key for key in (target.owner_key, target.plan.agency_key) if key]
    return any(_stands_at(actor, key, {LEADER}) for key in keys)


def check_report(actor: Actor, target: Target) -> None:
    """Raises NotAllowed."""
    if not may_report(actor, target):
        raise NotAllowed(
            "Bạn không báo cáo được chỉ tiêu này.",
            remedy="Lãnh đạo cơ quan chủ trì, cơ quan ban hành hoặc cấp trên mới báo cáo được.",
        )


def _stands_at(actor: Actor, key: str, roles: set[str]) -> bool:
    if actor.kind == "system":
        return True
    if actor.agency_id is None or not actor.roles & roles:
        return False
    one = agency_named(key)
    return one is not None and one.path.startswith(agency_by_id(actor.agency_id).path)


def agency_named(key: str) -> Agency | None:
    """The agency with this key or code as it is today, or what goes on for it; None if unknown."""
    try:
        return agency(key)
    except NotFound:
        return None


def owned_by(plan: Plan) -> Agency | None:
    """Whose plan it is."""
    return agency_named(plan.agency_key)
