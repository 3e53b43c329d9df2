"""What administrators did, in words."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from toantrinh.administration.kinds import kinds
from toantrinh.administration.models import Proposal
from toantrinh.journal.models import Event, StreamHead
from toantrinh.people.models import Officer

_DONE: dict[str, Promise] = {
    "propose": gettext_lazy("Đề nghị"),
    "change": gettext_lazy("Thực hiện"),
    "confirm": gettext_lazy("Xác nhận"),
    "reject": gettext_lazy("Từ chối"),
    "withdraw": gettext_lazy("Rút lại"),
    "expire": gettext_lazy("Hết hạn"),
    "carry_out": gettext_lazy("Thực hiện xong"),
    "fail": gettext_lazy("Không thực hiện được"),
}


@dataclass(frozen=True)
class Entry:
    """One event as people read it."""

    what: str
    by: str
    at: datetime


def title_of(proposal: Proposal) -> str:
    """What its kind is called."""
    shape = kinds().get(proposal.kind)
    return str(shape.label) if shape else proposal.kind


def story_of(head: StreamHead) -> list[Entry]:
    """What happened to a row, from the first event on."""
    events = list(Event.objects.filter(stream=head.stream()).order_by("seq"))
    names = names_of({event.actor for event in events})
    return [_entry(event, names) for event in events]


def names_of(actors: set[str]) -> dict[str, str]:
    """The names of officers who acted, by how the journal calls them."""
    ids = [actor.partition("/")[2] for actor in actors if actor.startswith("officer/")]
    found = Officer.objects.filter(pk__in=ids).values_list("pk", "full_name")
    return {f"officer/{pk}": name for pk, name in found}


def _entry(event: Event, names: dict[str, str]) -> Entry:
    said = _DONE.get(event.action)
    return Entry(
        what=str(said) if said else event.action,
        by=names.get(event.actor, _("Hệ thống")),
        at=event.at,
    )
