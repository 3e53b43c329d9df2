"""Who may write drafts of procedures, and who may let them hold."""

from uuid import UUID

from django.db.models import Q, QuerySet

from toantrinh.catalogue.models import Draft
from toantrinh.government.models import Agency, Tier
from toantrinh.government.queries import agency_by_id
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, NotAllowed

EDITOR = "catalogue_editor"
PUBLISHERS = frozenset({"administrator", "leader"})
# Procedures are announced by ministries and by the chairmen of provinces (NĐ 63/2010 Đ13, Đ15).
_TIERS = frozenset({Tier.NATION, Tier.PROVINCE})


def visible(actor: Actor) -> QuerySet[Draft]:
    """The drafts that somebody may read: of their agency and those below, and imported ones."""
    if actor.kind == "system":
        return Draft.objects.all()
    place = _place(actor)
    if place is None or not actor.roles & {EDITOR, *PUBLISHERS}:
        return Draft.objects.none()
    return Draft.objects.filter(Q(agency=None) | Q(agency__path__startswith=place.path))


def may_open(actor: Actor) -> bool:
    """Whether somebody has drafts to write or to publish at all."""
    return bool(actor.roles & {EDITOR, *PUBLISHERS}) and _place(actor) is not None


def check_open(actor: Actor) -> None:
    """Raises NotAllowed for who has nothing to do with drafts."""
    if not may_open(actor):
        raise NotAllowed(
            "Chỉ người biên tập, lãnh đạo và người quản trị của tỉnh hoặc của bộ xem được bản nháp."
        )


def check_write(actor: Actor, agency_id: UUID | None) -> None:
    """An editor at the agency of the draft; of an imported one, every editor. The system always.

    Raises NotAllowed.
    """
    if actor.kind == "system":
        return
    place = _place(actor)
    if place is None or EDITOR not in actor.roles:
        raise NotAllowed(
            "Chỉ người biên tập thủ tục của tỉnh hoặc của bộ được soạn phiên bản.",
            remedy="Người quản trị mở vị trí biên tập ở mục Cán bộ.",
        )
    if agency_id not in {None, place.pk}:
        raise NotAllowed("Bản nháp này do cơ quan khác soạn.")


def check_publish(actor: Actor, draft: Draft) -> None:
    """An administrator or leader of the draft's agency or of one above, who did not change it last.

    Raises NotAllowed, and Conflict for a second pair of eyes that is the first.
    """
    place = _place(actor)
    if place is None or not actor.roles & PUBLISHERS:
        raise NotAllowed(
            "Chỉ lãnh đạo hoặc người quản trị của cơ quan soạn, hoặc của cấp trên, được công bố."
        )
    if draft.agency is not None and not draft.agency.path.startswith(place.path):
        raise NotAllowed("Bản nháp này do cơ quan khác soạn.")
    if draft.changed_by_id == actor.id:
        raise Conflict(
            "Người sửa cuối cùng không được tự công bố.",
            remedy="Hãy nhờ người khác xem và công bố.",
        )


def may_publish(actor: Actor, draft: Draft) -> bool:
    """Whether somebody may publish a draft now, for its button."""
    try:
        check_publish(actor, draft)
    except (NotAllowed, Conflict):
        return False
    return True


def may_write(actor: Actor, draft: Draft) -> bool:
    """Whether somebody may change a draft, for its boxes."""
    try:
        check_write(actor, draft.agency_id)
    except NotAllowed:
        return False
    return True


def _place(actor: Actor) -> Agency | None:
    """The agency at which an officer acts, where it has procedures of its own to write."""
    if actor.kind != "officer" or actor.agency_id is None:
        return None
    agency = agency_by_id(actor.agency_id)
    return agency if agency.kind.tier in _TIERS else None
