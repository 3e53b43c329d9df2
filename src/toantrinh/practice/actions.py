"""Good practice: written, approved from above, taken up, withdrawn; one table says who may what."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app

from toantrinh.government.models import Agency
from toantrinh.host import rows
from toantrinh.journal.actions import append_event
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, NotAllowed, NotFound, Refusal
from toantrinh.kernel.time import now, today
from toantrinh.measures.measure import Measure, find
from toantrinh.measures.places import place_of
from toantrinh.people.steps import add_step, needed_words, spare_words
from toantrinh.practice.models import Practice, Stage, Step, Use
from toantrinh.practice.perms import check_own, leads_above, leads_own, led


@dataclass(frozen=True)
class Move:
    """One act on a practice: from which stages it leads to which, whose, whether it needs words."""

    act: str
    sources: tuple[Stage, ...]
    target: Stage
    whose: Callable[[Actor, Practice], bool]
    words: bool


MOVES = (
    Move("approve", (Stage.PROPOSED,), Stage.PUBLISHED, leads_above, words=False),
    Move("send_back", (Stage.PROPOSED,), Stage.RETURNED, leads_above, words=True),
    Move(
        "withdraw",
        (Stage.PROPOSED, Stage.RETURNED, Stage.PUBLISHED),
        Stage.WITHDRAWN,
        leads_own,
        words=True,
    ),
)
_DECIDES = {"approve", "send_back"}


@transaction.atomic
def propose(*, actor: Actor, title: str, words: str, measure: str, since: date) -> Practice:
    """Write down what the agency does since a day, for the agency above to approve.

    Raises NotAllowed, and Refusal with the field that is wrong.
    """
    agency = led(actor)
    if agency.parent_id is None:
        raise Refusal("Cơ quan này không có cơ quan cấp trên để duyệt.")
    _check_measure(measure, agency)
    _check_since(since)
    made = Practice(
        agency=agency,
        title=needed_words(title, "title"),
        words=needed_words(words, "words"),
        measure=measure,
        proposed_by_id=_officer(actor),
        proposed_at=now(),
    )
    payload = {"agency": agency.key, "measure": measure, "since": since.isoformat()}
    append_event(made, "propose", actor=actor, payload=payload)
    rows.insert(made)
    _step(made, "propose", made.words, actor)
    _use(made, agency, since, actor)
    return made


@transaction.atomic
def revise(practice: Practice, *, actor: Actor, title: str, words: str) -> Practice:
    """Write anew what was sent back, for approval. Measure and day stay: the count goes by them."""
    locked = _locked(practice)
    check_own(actor, locked)
    _check_stage(locked, (Stage.RETURNED,))
    locked.title, locked.words = needed_words(title, "title"), needed_words(words, "words")
    # Who writes it anew is the one whom the approval must not come from.
    locked.proposed_by_id, locked.decided_by = _officer(actor), None
    _move(locked, "revise", Stage.PROPOSED, locked.words, actor)
    return locked


@transaction.atomic
def act(practice: Practice, name: str, *, actor: Actor, words: str = "") -> Practice:
    """Do one of `MOVES`. Raises Conflict where it is not at that point, NotAllowed for others."""
    locked = _locked(practice)
    move = next((each for each in MOVES if each.act == name), None)
    if move is None:
        raise NotFound("Không có việc này.")
    if not move.whose(actor, locked):
        raise NotAllowed("Việc này là của cơ quan khác.")
    _check_stage(locked, move.sources)
    officer = _officer(actor)
    if name in _DECIDES:
        if officer == locked.proposed_by_id:
            raise NotAllowed("Người đã viết không tự duyệt được.")
        locked.decided_by_id = officer
    if move.target is Stage.PUBLISHED:
        locked.published_at = now()
    said = needed_words(words, "words") if move.words else spare_words(words)
    _move(locked, name, move.target, said, actor)
    return locked


@transaction.atomic
def adopt(practice: Practice, *, actor: Actor, since: date) -> Use:
    """Say that the agency works so since a day; from then on its own change is counted.

    Raises Conflict where it is not published or the agency has taken it up already.
    """
    agency = led(actor)
    locked = _locked(practice)
    _check_stage(locked, (Stage.PUBLISHED,))
    _check_since(since)
    if locked.uses.filter(agency__key=agency.key).exists():
        raise Conflict("Cơ quan đã áp dụng cách làm này.")
    _check_measure(locked.measure, agency)
    payload = {"agency": agency.key, "since": since.isoformat()}
    append_event(locked, "adopt", actor=actor, payload=payload)
    locked.save(update_fields=["head_seq", "head_hash"])
    return _use(locked, agency, since, actor)


def may(practice: Practice, *, actor: Actor) -> list[Move]:
    """What somebody may do with a practice now; nobody decides on what they wrote."""
    return [
        move
        for move in MOVES
        if practice.stage in move.sources
        and move.whose(actor, practice)
        and not (move.act in _DECIDES and actor.id == practice.proposed_by_id)
    ]


def measures_for(agency: Agency, all_: tuple[Measure, ...]) -> list[Measure]:
    """The measures by which an agency's place can get better."""
    place = place_of(agency)
    return [
        each for each in all_ if each.direction != "none" and (place is None or place[0] in each.by)
    ]


def _check_measure(key: str, agency: Agency) -> None:
    if not measures_for(agency, (find(key),)):
        raise Refusal(
            "Chỉ số này không nói được địa bàn của cơ quan tốt lên hay xấu đi.", field="measure"
        )


def _check_since(since: date) -> None:
    if since > today():
        raise Refusal("Ngày bắt đầu chưa đến.", field="since")


def _check_stage(practice: Practice, sources: tuple[Stage, ...]) -> None:
    if practice.stage not in sources:
        raise Conflict(
            "Cách làm này đang ở bước khác: %(stage)s.", stage=Stage(practice.stage).label
        )


def _locked(practice: Practice) -> Practice:
    held = Practice.objects.select_for_update(of=("self",)).select_related("agency")
    return held.get(pk=practice.pk)


def _move(locked: Practice, name: str, target: Stage, words: str, actor: Actor) -> None:
    append_event(locked, name, actor=actor, payload={"stage": target.value})
    locked.stage = target
    locked.save()
    _step(locked, name, words, actor)


def _use(practice: Practice, agency: Agency, since: date, actor: Actor) -> Use:
    """One use more, which the worker counts as soon as this is committed."""
    number = practice.uses.count() + 1
    made = Use(
        practice=practice,
        number=number,
        agency=agency,
        since=since,
        by_id=_officer(actor),
        at=now(),
    )
    rows.insert(made)
    app.configure_task("practice.count_use").defer(practice=str(practice.pk), number=number)
    return made


def _step(practice: Practice, name: str, words: str, actor: Actor) -> None:
    add_step(Step, practice=practice, act=name, words=words, by=_officer(actor))


def _officer(actor: Actor) -> UUID:
    if actor.kind != "officer" or actor.id is None:
        raise NotAllowed("Chỉ lãnh đạo viết, duyệt và áp dụng cách làm.")
    return actor.id
