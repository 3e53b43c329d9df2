"""Chains written at once: hashes are worked out here, events go in by COPY, triggers see each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from toantrinh.host.copying import Step, send, spelled
from toantrinh.journal.hashing import check_payload, hash_spelled
from toantrinh.journal.models import Event
from toantrinh.kernel.canonical import canonical_of_checked

_FIELDS = ("stream", "seq", "action", "actor", "agency", "at", "payload", "prev_hash", "hash")


@dataclass(frozen=True, slots=True)
class Told:
    """One event that is to be appended: what was done, by whom, when, and what it says."""

    action: str
    actor: str
    at: datetime
    payload: Mapping[str, object]
    agency: UUID | None = None


class Chains:
    """Events of many chains, gathered until they are written together."""

    def __init__(self) -> None:
        self._rows: list[tuple[object, ...]] = []

    def append(
        self, stream: str, told: Iterable[Told], *, seq: int = 0, head: bytes = b""
    ) -> tuple[int, bytes]:
        """Let events follow the end of a chain; its new end, which the caller saves.

        Raises PersonalValueError when a payload holds more than codes.
        """
        for one in told:
            check_payload(one.payload)
            payload, before, seq = canonical_of_checked(one.payload), head, seq + 1
            what = (stream, seq, one.action, one.actor, one.agency, one.at)
            head = hash_spelled(*what, payload, before)
            self._rows.append((*what, payload.decode(), before, head))
        return seq, head

    def write(self) -> int:
        """Add what was gathered, chain by chain in order; how many events."""
        count = len(self._rows)
        send([self.spelled()])
        return count

    def spelled(self) -> Step:
        """The same for who sends it together with other rows."""
        rows, self._rows = self._rows, []
        return spelled(Event, _FIELDS, rows)
