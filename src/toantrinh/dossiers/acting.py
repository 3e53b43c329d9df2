"""How every act on a dossier runs: lock, ask the table, ask who may, change, append one event."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from toantrinh.dossiers import perms
from toantrinh.dossiers.answers import keep_note
from toantrinh.dossiers.delegating import held_by, signs_for, stands_in
from toantrinh.dossiers.lifecycle import Demand, Move, Role, find_move, moves_from
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.queries import HEAVY, unknown, with_agencies
from toantrinh.dossiers.standing_in import mandate_over
from toantrinh.dossiers.states import State
from toantrinh.dossiers.stepping import go_on
from toantrinh.dossiers.watching import follow
from toantrinh.dossiers.word_models import Note, NoteKind
from toantrinh.host import rows
from toantrinh.host.outbox import leave
from toantrinh.host.ready import Ready
from toantrinh.journal.actions import append_event
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotAllowed, NotFound, Refusal
from toantrinh.kernel.text import clean_lines
from toantrinh.kernel.time import now
from toantrinh.people.levels import check_level

_LONGEST_NOTE = 5000
# Stands in an event by which an officer writes down what somebody at the counter wishes.
AT_COUNTER = "at_counter"


@dataclass
class Act:
    """An act under way: the locked dossier, and what its event will say."""

    name: str
    dossier: Dossier
    move: Move
    actor: Actor
    payload: dict[str, object] = field(default_factory=dict)

    def stay(self) -> None:
        """Do the same and keep the state, as another row of the table for this act has it."""
        self._lead_to(None)

    def go_back_to_who_has_it(self) -> None:
        """After a wait, on to whoever had it in hand; to be taken up anew when nobody has."""
        if self.move.target is State.PROCESSING and self.dossier.officer_id is None:
            self._lead_to(State.ACCEPTED)

    def _lead_to(self, target: State | None) -> None:
        self.move = next(
            move
            for move in moves_from(self.dossier.stage)
            if (move.action, move.role, move.target) == (self.name, self.move.role, target)
        )

    def tell_counter(self) -> None:
        """Say at which desk an officer does what its applicant asks for, if an officer does it."""
        if self.move.role is Role.RECEPTION:
            self.payload[AT_COUNTER] = str(self.dossier.desk_id)

    def note(
        self, kind: NoteKind, text: str, *, missing: list[str] | None = None, internal: bool = False
    ) -> Note:
        """Keep words that go with the act; the event names them by number only."""
        words = clean_lines(text)
        if Demand.REASON in self.move.demands and not words:
            raise Refusal("Cần nêu lý do.", field="reason")
        if len(words) > _LONGEST_NOTE:
            raise Refusal("Lý do dài quá %(longest)s chữ.", field="reason", longest=_LONGEST_NOTE)
        kept = keep_note(
            self.dossier, kind, words, actor=self.actor, missing=missing, internal=internal
        )
        self.payload["note"] = kept.number
        return kept


@contextmanager
def acting(name: str, dossier: Dossier, *, actor: Actor) -> Iterator[Act]:
    """Run one act in one transaction; what the block changes on `act.dossier` is saved at its end.

    Raises Conflict when the table has no such act in this state, NotAllowed when it is not theirs,
    LevelTooLow when it would be with a higher level of electronic identity.
    """
    with _held(dossier) as locked:
        move = find_move(name, locked.stage, perms.roles(actor, locked))
        perms.check(actor, locked, move)
        if actor.identity_level is not None:
            # A part was handed in with its submission, and asks for no higher level than that.
            check_level(actor, name, (locked.whole or locked).version.read.identity_level)
        under = {**under_which(actor, locked), **in_whose_place(actor, locked, move)}
        act = Act(name, locked, move, actor, under)
        read, agency = rows.values(locked), locked.agency_id
        yield act
        before = locked.state
        _arrive(locked, act.move.target)
        follow(locked, State(before))
        act.payload |= go_on(locked, name, State(before), agency)
        append_event(
            locked,
            name,
            actor=actor,
            payload={
                "from": before,
                "state": locked.state,
                "status_code": locked.status_code,
                "holder": locked.holder,
                **({"letter": move.letter.value} if move.letter else {}),
                **act.payload,
            },
        )
        rows.write(locked, read)
        follow_up(locked)


def under_which(actor: Actor, dossier: Dossier) -> dict[str, object]:
    """What an event says of the mandate under which it is done; the mandate holds until then.

    Raises NotAllowed when it was ended just now.
    """
    if actor.kind != "person" or perms.is_applicant(actor, dossier):
        return {}
    mandate = mandate_over(actor, dossier, hold=True)
    if mandate is None:
        raise NotAllowed("Ủy quyền này không còn hiệu lực.")
    return {"mandate": str(mandate.id)}


def in_whose_place(actor: Actor, dossier: Dossier, move: Move) -> dict[str, object]:
    """What an event says of the delegation by which an officer signs, or stands in, for another."""
    if Demand.BE_HOLDER in move.demands and dossier.officer_id != actor.id:
        found = stands_in(held_by(actor, dossier), dossier)
    elif move.role is Role.LEADER and Demand.SIGNATURE in move.demands:
        found = signs_for(held_by(actor, dossier), dossier, move.action)
    else:
        return {}
    return {"delegation": str(found.pk)} if found else {}


def follow_up(dossier: Dossier) -> None:
    """Leave to the worker what the last event brings about, in the same transaction."""
    # One after the other within a dossier, so that notices come in the order of the acts.
    leave(
        "dossiers.follow_up",
        lock=dossier.stream(),
        dossier=str(dossier.id),
        seq=dossier.head_seq,
    )


def lock(dossier: Dossier) -> Dossier:
    """The row as it stands now, held until the transaction ends."""
    if dossier.held:
        return dossier
    locked = _BY_ID.first(dossier=dossier.pk)
    if locked is None:
        raise NotFound("Không có hồ sơ này.")
    return with_agencies(locked)


@contextmanager
def reached(code: str, *, actor: Actor) -> Iterator[Dossier]:
    """The dossier with this code, held for acts in the block, if this somebody may see it.

    One transaction: what the block refuses, none of its acts has done.
    """
    with transaction.atomic():
        locked = _BY_CODE.first(code=code)
        if locked is None or not perms.sees(actor, locked):
            raise unknown(code)
        with holding(with_agencies(locked)):
            yield locked


@contextmanager
def holding(locked: Dossier) -> Iterator[None]:
    """Let acts in the block go on with this very object: its row is locked, or in the making."""
    locked.held = True
    try:
        yield
    finally:
        locked.held = False


@contextmanager
def _held(dossier: Dossier) -> Iterator[Dossier]:
    """The locked row, in a transaction of its own unless it is held in one already."""
    if dossier.held:
        yield dossier
        return
    with transaction.atomic():
        yield lock(dossier)


def _locked() -> QuerySet[Dossier]:
    locking = Dossier.objects.select_for_update(of=("self",))
    return locking.select_related("version", "key").defer(*HEAVY)


# Every act begins with one of these.
_BY_ID = Ready(lambda dossier: _locked().filter(pk=dossier), dossier=UUID)
_BY_CODE = Ready(lambda code: _locked().filter(code=code), code=str)


def _arrive(dossier: Dossier, target: State | None) -> None:
    if target is None:
        return
    dossier.state = target.value
    dossier.status_code = target.code
    dossier.holder = target.holder.value
    if target.terminal:
        dossier.ended_at = now()
        dossier.officer = None
