"""Directives: given from above, accepted, reported on, closed; one table says who may do what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet

from toantrinh.government.models import Agency
from toantrinh.government.queries import agencies_below, agency, agency_by_id, find_agency, is_below
from toantrinh.host import rows
from toantrinh.journal.actions import append_event
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, NotAllowed, NotFound, Refusal
from toantrinh.kernel.text import fold
from toantrinh.kernel.time import now, today
from toantrinh.people.steps import add_step, needed_words, spare_words
from toantrinh.programme.models import OPEN, Directive, DirectiveStep, Stage, Target
from toantrinh.programme.perms import LEADER

# So many are named where a name means several.
_NAMED = 8


class Side(StrEnum):
    """Whose turn an act is."""

    GIVER = "giver"
    ADDRESSEE = "addressee"


@dataclass(frozen=True)
class Move:
    """One act on a directive: from where it leads to where, whose it is, whether it needs words."""

    act: str
    source: Stage
    target: Stage
    side: Side
    words: bool


MOVES = (
    Move("accept", Stage.GIVEN, Stage.ACCEPTED, Side.ADDRESSEE, words=False),
    Move("decline", Stage.GIVEN, Stage.DECLINED, Side.ADDRESSEE, words=True),
    Move("report", Stage.ACCEPTED, Stage.REPORTED, Side.ADDRESSEE, words=True),
    Move("send_back", Stage.REPORTED, Stage.ACCEPTED, Side.GIVER, words=True),
    Move("close", Stage.REPORTED, Stage.CLOSED, Side.GIVER, words=False),
)


@transaction.atomic
def give(
    *, actor: Actor, addressee: Agency, title: str, words: str, due: date, target: Target | None
) -> Directive:
    """Tell an agency below to do something by a day. Raises NotAllowed and Refusal."""
    giver = agency_by_id(_led(actor))
    if addressee.pk == giver.pk or not is_below(addressee, giver):
        raise Refusal("Chỉ giao việc được cho cơ quan bên dưới.", field="addressee")
    if due < today():
        raise Refusal("Thời hạn đã qua.", field="due")
    made = Directive(
        title=needed_words(title, "title"),
        words=needed_words(words, "words"),
        giver=giver,
        addressee=addressee,
        target=target,
        due=due,
        given_at=now(),
    )
    payload = {"addressee": addressee.key, "due": due.isoformat()}
    append_event(made, "give", actor=actor, payload=payload)
    rows.insert(made)
    _step(made, "give", "", actor)
    return made


def named_below(text: str, above: Agency) -> Agency:
    """The agency that a name, code or key means among all below one, however far.

    Raises Refusal where it means none, or several: then it names some with their codes.
    """
    try:
        called = [agency(text.strip())]
    except NotFound:
        called = find_agency(text, below=above)
    found = [each for each in called if is_below(each, above) and each.pk != above.pk]
    if not found:
        raise Refusal("Không có cơ quan bên dưới nào tên “%(text)s”.", field="further", text=text)
    if len(found) > 1:
        same = [each for each in found if fold(each.name) == fold(text)]
        if len(same) == 1:
            return same[0]
        names = "; ".join(f"{each.name} ({each.code})" for each in found[:_NAMED])
        raise Refusal(
            "Có nhiều cơ quan tên như vậy: %(names)s.",
            field="further",
            remedy="Hãy ghi mã của một cơ quan.",
            names=names,
        )
    return found[0]


@transaction.atomic
def act(directive: Directive, name: str, *, actor: Actor, words: str = "") -> Directive:
    """Do one of `MOVES`. Raises Conflict where it is not at that point, NotAllowed for others."""
    locked = Directive.objects.select_for_update(of=("self",)).get(pk=directive.pk)
    move = next((each for each in MOVES if each.act == name), None)
    if move is None:
        raise NotFound("Không có việc này.")
    if not _sits(actor, locked, move.side):
        raise NotAllowed("Việc này là của bên kia.")
    if locked.stage != move.source:
        raise Conflict(
            "Việc được giao đang ở bước khác: %(stage)s.", stage=Stage(locked.stage).label
        )
    said = needed_words(words, "words") if move.words else spare_words(words)
    append_event(locked, name, actor=actor, payload={"stage": move.target.value})
    locked.stage = move.target
    locked.save(update_fields=["stage", "head_seq", "head_hash"])
    _step(locked, name, said, actor)
    return locked


def may(directive: Directive, *, actor: Actor) -> list[Move]:
    """What somebody may do with a directive now."""
    return [
        move
        for move in MOVES
        if move.source == directive.stage and _sits(actor, directive, move.side)
    ]


def visible(actor: Actor) -> QuerySet[Directive]:
    """Directives given by a leader's agency or to it, and those among the agencies below."""
    led = agency_by_id(_led(actor))
    return Directive.objects.select_related("giver", "addressee", "target__plan").filter(
        agencies_below(led, "giver__path") | agencies_below(led, "addressee__path")
    )


def lists(actor: Actor, *, most: int = 200) -> dict[str, list[Directive]]:
    """Open directives to the leader's agency and from it, those due first; then ended ones."""
    # By key: an agency that took another name goes on with what it was told.
    key = agency_by_id(_led(actor)).key
    ours, theirs = Q(giver__key=key), Q(addressee__key=key)
    found = visible(actor).order_by("due", "id")
    going = found.filter(stage__in=OPEN)
    return {
        "to_us": list(going.filter(theirs)[:most]),
        "from_us": list(going.filter(ours)[:most]),
        "below": list(going.exclude(ours | theirs)[:most]),
        "ended": list(found.exclude(stage__in=OPEN).order_by(F("given_at").desc())[:most]),
    }


def find_directive(directive_id: UUID, *, actor: Actor) -> Directive:
    """A directive that concerns a leader. Raises NotFound."""
    found = visible(actor).filter(pk=directive_id).first()
    if found is None:
        raise NotFound("Không tìm thấy việc được giao này.")
    return found


def steps_of(directive: Directive) -> Iterable[DirectiveStep]:
    """What both sides did, in order."""
    return directive.steps.select_related("by").order_by("number")


def late(directive: Directive, on: date) -> bool:
    """Whether its day is over and who should carry it out has not reported."""
    return directive.due < on and directive.stage in {Stage.GIVEN, Stage.ACCEPTED}


def _led(actor: Actor) -> UUID:
    if LEADER not in actor.roles or actor.agency_id is None:
        raise NotAllowed("Chỉ lãnh đạo giao việc và nhận việc được giao.")
    return actor.agency_id


def _sits(actor: Actor, directive: Directive, side: Side) -> bool:
    """Whether somebody leads the agency of a side; agencies are followed through their names."""
    if LEADER not in actor.roles or actor.agency_id is None:
        return False
    sits = directive.giver if side is Side.GIVER else directive.addressee
    return agency_by_id(actor.agency_id).key == sits.key


def _step(directive: Directive, name: str, words: str, actor: Actor) -> None:
    if actor.id is None:
        raise NotAllowed("Chỉ lãnh đạo giao việc và nhận việc được giao.")
    add_step(DirectiveStep, directive=directive, act=name, words=words, by=actor.id)
