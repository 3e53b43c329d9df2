"""Through whose hands a dossier went, read from its events: what Mẫu 06 asks for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from toantrinh.dossiers.states import Holder
from toantrinh.journal.models import Event
from toantrinh.kernel.time import local


class Verdict(StrEnum):
    """How a hand-over stands to the day that was promised by then."""

    EARLY = "early"
    IN_TIME = "in_time"
    LATE = "late"
    # Nothing was promised yet, or the clock stood still for the applicant.
    NONE = ""


@dataclass(frozen=True)
class Hand:
    """Who holds a dossier: in what capacity, at which agency and which officer, by their ids."""

    holder: Holder
    agency: str = ""
    officer: str = ""


@dataclass(frozen=True)
class Handover:
    """One passing from hand to hand."""

    giver: Hand
    receiver: Hand
    at: datetime
    action: str
    verdict: Verdict


def handovers(events: Iterable[Event]) -> list[Handover]:
    """Each time the dossier changed hands, in order, from its submission on."""
    found = []
    hand = Hand(Holder.APPLICANT)
    place = {"agency": "", "desk": ""}
    officer, due = "", None
    for event in events:
        said = event.payload
        place |= {key: str(said[key]) for key in place if said.get(key)}
        officer = str(said.get("officer") or officer)
        judged = _verdict(hand, event.at, due)
        due = datetime.fromisoformat(said["due_at"]) if said.get("due_at") else due
        following = _hand(said, place, officer)
        if following is not None and following != hand:
            if event.action != "start":
                found.append(Handover(hand, following, event.at, event.action, judged))
            hand = following
    return found


def _hand(said: Mapping[str, object], place: Mapping[str, str], officer: str) -> Hand | None:
    """Who holds it after an event; nothing for what does not tell."""
    told = said.get("holder")
    if told is None:
        return None
    holder = Holder(str(told))
    if holder is Holder.DESK:
        return Hand(holder, place["desk"])
    if holder is Holder.OFFICER:
        return Hand(holder, place["agency"], officer)
    if holder in {Holder.AGENCY, Holder.LEADER}:
        return Hand(holder, place["agency"])
    return Hand(holder)


def _verdict(giver: Hand, at: datetime, due: datetime | None) -> Verdict:
    if due is None or giver.holder is Holder.APPLICANT:
        return Verdict.NONE
    if at > due:
        return Verdict.LATE
    return Verdict.IN_TIME if local(at).date() == local(due).date() else Verdict.EARLY
