"""What the loaded tables say is kept in the process until another load says otherwise.

Units, agencies, calendars and rules change by `load_all` only, and each load leaves a row. Its id
is part of every key here, so that nothing kept under an earlier load is given again. The id is
asked for every few seconds: so long another process may still go by the load before.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache, wraps
from typing import TypeVar, TypeVarTuple
from uuid import UUID

from toantrinh.government.models import DataVersion
from toantrinh.kernel.time import wall

_LOOK = timedelta(seconds=3)
_KEPT = 4000

Asked = TypeVarTuple("Asked")
R = TypeVar("R")


class _Load:
    """The load that this process goes by."""

    def __init__(self) -> None:
        self._latest: UUID | None = None
        self._looked = datetime.min.replace(tzinfo=UTC)
        self._forgotten = 0

    def mark(self) -> tuple[int, UUID | None]:
        """What stands for the present load in every key."""
        moment = wall()
        # A wall clock may be set back.
        if not self._looked <= moment < self._looked + _LOOK:
            newest = DataVersion.objects.order_by("-loaded_at", "-id")
            self._latest = newest.values_list("id", flat=True).first()
            self._looked = moment
        return self._forgotten, self._latest

    def forget(self) -> None:
        self._forgotten += 1
        self._looked = datetime.min.replace(tzinfo=UTC)


_load = _Load()


def forget() -> None:
    """Ask the tables again from now on, as after a load of one's own."""
    _load.forget()


def remembered(read: Callable[[*Asked], R]) -> Callable[[*Asked], R]:
    """Keep what a reading of loaded tables answers, by its arguments, a day among them.

    What it answers is shared by all threads of the process: nobody may change it.
    """

    @lru_cache(maxsize=_KEPT)
    def kept(_mark: object, *asked: *Asked) -> R:
        return read(*asked)

    @wraps(read)
    def ask(*asked: *Asked) -> R:
        return kept(_load.mark(), *asked)

    return ask
