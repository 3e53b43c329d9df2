"""One act for many dossiers: each in a transaction of its own, by the ordinary act.

What became of each is kept, so that a page that is loaded again does nothing again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction

from toantrinh.dossiers.acting import reached
from toantrinh.dossiers.desk_models import Batch, BatchItem
from toantrinh.dossiers.lifecycle import TABLE, Demand
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.perms import seat_of
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotFound, Refusal
from toantrinh.kernel.time import now
from toantrinh.people.confirming import check_confirmed

# As many as a page shows.
MOST = 100


@dataclass(frozen=True)
class Picked:
    """A dossier that was picked, and the event at which its line was read."""

    code: str
    seen: str


def carry_out(
    batch_id: UUID,
    action: str,
    picked: Sequence[Picked],
    act: Callable[[Dossier, Picked], object],
    *,
    actor: Actor,
) -> Batch:
    """Do an act for each dossier that was picked; what was asked already is not done again.

    Raises NotConfirmed before anything is done when the act signs and the second factor is not
    fresh.
    """
    if not picked:
        raise Refusal("Hãy đánh dấu ít nhất một hồ sơ.")
    if len(picked) > MOST:
        raise Refusal("Mỗi lần làm nhiều nhất %(most)s hồ sơ.", most=MOST)
    if any(move.action == action and Demand.SIGNATURE in move.demands for move in TABLE):
        check_confirmed(actor, action)
    try:
        batch, items = _begin(batch_id, action, picked, actor)
    except IntegrityError:
        return batch_of(batch_id, actor=actor)
    for item, each in zip(items, picked, strict=True):
        _one(item, each, act, actor)
    return batch


@transaction.atomic
def _begin(
    batch_id: UUID, action: str, picked: Sequence[Picked], actor: Actor
) -> tuple[Batch, list[BatchItem]]:
    officer, agency = seat_of(actor)
    batch = Batch(id=batch_id, officer_id=officer, agency_id=agency, action=action, at=now())
    batch.save(force_insert=True)
    items = [
        BatchItem(batch=batch, number=number, code=each.code[:70])
        for number, each in enumerate(picked, start=1)
    ]
    BatchItem.objects.bulk_create(items)
    return batch, items


def _one(
    item: BatchItem, picked: Picked, act: Callable[[Dossier, Picked], object], actor: Actor
) -> None:
    """One dossier: what refuses it here refuses nothing else."""
    try:
        with reached(picked.code, actor=actor) as dossier:
            item.dossier = dossier
            act(dossier, picked)
            item.done = True
            item.save()
    except Refusal as refusal:
        item.done, item.refusal = False, refusal.text()
        item.save()


def batch_of(batch_id: UUID, *, actor: Actor) -> Batch:
    """A batch of the officer's own; others do not exist for them."""
    officer, agency = seat_of(actor)
    found = Batch.objects.filter(pk=batch_id, officer_id=officer, agency_id=agency).first()
    if found is None:
        raise NotFound("Không có lần làm này.")
    return found


def items_of(batch: Batch) -> list[BatchItem]:
    """The dossiers of a batch: first those that were refused, then those that were not reached."""
    found = batch.items.select_related("dossier__applicant", "dossier__organisation")
    rank = {False: 0, None: 1, True: 2}
    return sorted(found.order_by("number"), key=lambda item: rank[item.done])
