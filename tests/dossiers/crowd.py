"""Many dossiers at once: the same wish again and again, each with a chain of its own."""

from collections.abc import Sequence

from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.states import State
from toantrinh.journal.actions import append_events
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.ids import new_id
from toantrinh.kernel.time import now

_BATCH = 1000
_OWN = {"id", "code", "head_seq", "head_hash", "state", "status_code", "holder", "ended_at"}


def crowd(
    like: Dossier, count: int, states: Sequence[State] = (State.ACCEPTED,), prefix: str = "X"
) -> list[Dossier]:
    """So many more of a dossier, in these states by turns, one event behind each."""
    names = [field.attname for field in Dossier._meta.concrete_fields]
    same = {name: getattr(like, name) for name in names if name not in _OWN}
    made = []
    for number in range(count):
        state = states[number % len(states)]
        made.append(
            Dossier(
                **same,
                id=new_id(),
                code=f"{prefix}-{number:06}",
                state=state.value,
                status_code=state.code,
                holder=state.holder.value,
                ended_at=now() if state.terminal else None,
            )
        )
    for start in range(0, count, _BATCH):
        rows = made[start : start + _BATCH]
        said = {row: {"state": row.state, "status_code": row.status_code} for row in rows}
        append_events(said, "accept", actor=SYSTEM)
        Dossier.objects.bulk_create(rows)
    return made
