"""Who may ask for an explanation, and who answers."""

from uuid import UUID

from django.db.models import Q

from toantrinh.government.models import Agency
from toantrinh.government.perms import answers_for_data
from toantrinh.government.queries import agencies_below, agency_by_id
from toantrinh.journal.models import Access
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, NotAllowed
from toantrinh.protection.models import Explanation

_OFFICER = "officer/"


def may_ask(actor: Actor, access: Access) -> bool:
    """Whoever was seen, about a look by an officer."""
    of_officer = access.agency is not None and access.actor.startswith(_OFFICER)
    return of_officer and actor.kind == "person" and actor.id in access.persons


def check_ask(actor: Actor, access: Access) -> tuple[UUID, Agency]:
    """Who asks, and for which agency somebody looked. Raises NotAllowed when it isn't theirs."""
    if not may_ask(actor, access) or actor.id is None or access.agency is None:
        raise NotAllowed("Chỉ hỏi được về lần cán bộ xem dữ liệu của chính bạn.")
    return actor.id, agency_by_id(access.agency)


def check_answer(actor: Actor, explanation: Explanation) -> None:
    """The data officer of the agency or of one above; never about their own look."""
    if actor.kind != "officer" or not answers_for_data(actor, explanation.agency):
        raise NotAllowed("Yêu cầu giải trình này không thuộc cơ quan bạn phụ trách.")
    if explanation.access.actor == str(actor):
        raise Conflict(
            "Chính bạn là người đã xem nên không tự giải trình được.",
            remedy="Hãy chuyển cho người phụ trách dữ liệu của cấp trên.",
        )


def visible(actor: Actor) -> Q:
    """What a data officer answers for: looks made for their agency and for those below it."""
    if actor.kind != "officer" or "data_officer" not in actor.roles or actor.agency_id is None:
        return Q(pk__in=[])
    return agencies_below(agency_by_id(actor.agency_id), "agency__path")


def flagged(actor: Actor) -> Q:
    """What a leader is told of: looks for their agency and those below that were a misuse."""
    if actor.kind != "officer" or "leader" not in actor.roles or actor.agency_id is None:
        return Q(pk__in=[])
    return agencies_below(agency_by_id(actor.agency_id), "agency__path") & Q(misuse=True)
