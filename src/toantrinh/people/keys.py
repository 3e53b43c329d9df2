"""Wrapping keys change, and data keys are erased. Batches, so that people go on working meanwhile.

A rotation that was killed is gone on with by the next one: what is done, the rows say themselves.
"""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.models import Count, QuerySet

from toantrinh.host.keyring import FIRST
from toantrinh.journal.actions import append_to_stream
from toantrinh.journal.models import Event
from toantrinh.kernel.actors import SYSTEM, Actor
from toantrinh.kernel.errors import Conflict, NotAllowed
from toantrinh.kernel.time import now
from toantrinh.people.models import DataKey
from toantrinh.people.sealing import rewrap

STREAM = "keys/wrapping"
_BATCH = 500


@dataclass(frozen=True)
class Rotation:
    """The key that wraps now, how many data keys were wrapped anew, and whether work was left."""

    name: str
    rewrapped: int
    continued: bool


def rotate(*, actor: Actor, progress: Callable[[int, int], None] | None = None) -> Rotation:
    """Wrap every data key with a new wrapping key, or go on with a rotation that was broken off.

    `progress` is told how many are done, and of how many.
    """
    _by_the_house(actor)
    ring = settings.KEYRING
    continued = ring.current() != _told() or _left().exists()
    if not continued and ring.fixed:
        raise Conflict(
            "Tên khóa gói do biến môi trường đặt nên không tự đổi được.",
            remedy="Hãy đặt TOANTRINH_WRAPPING_KEY_NAME thành tên khóa mới rồi chạy lại.",
        )
    name = ring.current() if continued else ring.make()
    done, of = 0, _left().count()
    while True:
        rewrapped = _rewrap_some(name)
        done += rewrapped
        if progress:
            progress(done, max(done, of))
        if not rewrapped and _finish(name, actor):
            return Rotation(name, done, continued)


@dataclass(frozen=True)
class Standing:
    """How many data keys each wrapping key wraps, the current one among them; how many are gone."""

    current: str
    wrapped: dict[str, int]
    erased: int

    def as_json(self) -> dict[str, object]:
        """`{current, wrapped: {name: count}, erased}`."""
        return asdict(self)


def standing() -> Standing:
    """Which wrapping keys are in use."""
    current = settings.KEYRING.current()
    rows = DataKey.objects.filter(erased_at=None).values_list("wrapping_key")
    counted = dict(rows.annotate(Count("pk")).order_by("wrapping_key"))
    erased = DataKey.objects.exclude(erased_at=None).count()
    return Standing(current, {current: 0, **counted}, erased)


def remove_wrapping_key(name: str, *, actor: Actor) -> None:
    """Remove a wrapping key that wraps nothing any more: what it wrapped in old copies of the
    database stays closed for good."""
    _by_the_house(actor)
    ring = settings.KEYRING
    if not ring.in_file(name):
        raise Conflict(
            "Không có tệp của khóa %(name)s; nếu khóa nằm trong biến môi trường thì gỡ ở đó.",
            name=name,
        )
    if name == ring.current():
        raise Conflict("Khóa %(name)s đang được dùng nên không gỡ được.", name=name)
    with transaction.atomic():
        _wait_for_writers()
        wrapped = DataKey.objects.filter(wrapping_key=name).count()
        if wrapped:
            raise Conflict(
                "Khóa %(name)s còn gói %(count)s khóa dữ liệu.",
                remedy="Hãy chạy toantrinh keys rotate trước.",
                name=name,
                count=wrapped,
            )
        append_to_stream(STREAM, "remove", actor=actor, payload={"name": name})
    ring.remove(name)


def erase_key(key: DataKey) -> None:
    """Empty a data key for good; the caller's event says whose it was and why."""
    DataKey.objects.filter(pk=key.pk, erased_at=None).update(
        wrapped=b"", wrapping_key="", erased_at=now()
    )


def _by_the_house(actor: Actor) -> None:
    if actor != SYSTEM:
        raise NotAllowed("Việc này do người vận hành máy chủ làm bằng lệnh.")


def _told() -> str:
    """The wrapping key that the last finished rotation came to."""
    last = Event.objects.filter(stream=STREAM, action="rotate").order_by("-seq").first()
    return str(last.payload["to"]) if last else FIRST


def _left() -> QuerySet[DataKey]:
    return DataKey.objects.filter(erased_at=None).exclude(wrapping_key=settings.KEYRING.current())


@transaction.atomic
def _rewrap_some(name: str) -> int:
    rows = list(_left().select_for_update().order_by("pk")[:_BATCH])
    for row in rows:
        rewrap(row, name)
    DataKey.objects.bulk_update(rows, ["wrapped", "wrapping_key"])
    return len(rows)


def _finish(name: str, actor: Actor) -> bool:
    """Tell the end of a rotation once; False when somebody still came with an older key."""
    with transaction.atomic():
        _wait_for_writers()
        if _left().exists():
            return False
        if _told() != name:
            wrapped = DataKey.objects.filter(wrapping_key=name).count()
            append_to_stream(
                STREAM, "rotate", actor=actor, payload={"to": name, "data_keys": wrapped}
            )
    return True


def _wait_for_writers() -> None:
    """Until the transaction ends no data key is added or changed, and none is on its way."""
    while True:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                # Whoever takes long must not make all others queue behind us.
                cursor.execute("SET LOCAL lock_timeout = '500ms'")
                cursor.execute("LOCK TABLE people_datakey IN SHARE MODE")
                cursor.execute("SET LOCAL lock_timeout = 0")
        except OperationalError:
            time.sleep(0.2)
        else:
            return
