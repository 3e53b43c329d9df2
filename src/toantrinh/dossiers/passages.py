"""Which ways a dossier went between agencies, and which step of the way is due."""

from uuid import UUID

from toantrinh.dossiers.across_models import Passage, Passing
from toantrinh.dossiers.models import Dossier
from toantrinh.host.ready import Ready

_LAST = Ready(lambda of: Passage.objects.filter(dossier=of).order_by("-number")[:1], of=UUID)


def passages(dossier: Dossier) -> list[Passage]:
    """Each way it went, in order."""
    return _PASSAGES.rows(of=dossier.pk)


_PASSAGES = Ready(
    lambda of: (
        Passage.objects.filter(dossier=of)
        .select_related("giver", "receiver", "by", "taken_by")
        .order_by("number")
    ),
    of=UUID,
)


def last_of(dossier: Dossier) -> Passage | None:
    """The last way it went."""
    return _LAST.first(of=dossier.pk)


def to_forward(dossier: Dossier) -> bool:
    """Whether it still lies where it was received, apart from who decides."""
    if dossier.desk_id is None or dossier.desk_id == dossier.agency_id:
        return False
    last = last_of(dossier)
    back = last is not None and last.kind == Passing.GIVE_BACK
    return last is None or (back and last.receiver_id == dossier.desk_id)


def to_take(dossier: Dossier) -> Passage | None:
    """What was handed over to who decides and not confirmed yet."""
    last = last_of(dossier)
    if last is None or last.taken_at or last.receiver_id != dossier.agency_id:
        return None
    return last


def to_give_back(dossier: Dossier) -> Passage | None:
    """The same, unless it came back that way already."""
    last = to_take(dossier)
    return None if last is None or last.kind == Passing.GIVE_BACK else last
