"""Mandates by program: made, answered and ended by the same acts as on the pages."""

from collections.abc import Callable
from uuid import UUID, uuid5

from django.http import HttpRequest
from ninja import Router, Status
from ninja.params.functions import Header

from toantrinh.api import schemas as s
from toantrinh.api.common import ANSWERS, caller, decoded, plain
from toantrinh.documents.models import StoredFile
from toantrinh.documents.uploads import UploadLimits, check_size
from toantrinh.journal.actions import log_access
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, Refusal
from toantrinh.kernel.time import today
from toantrinh.mandates import actions, perms, queries
from toantrinh.mandates.models import Kind, Mandate, Standing
from toantrinh.mandates.parties import Named, Proof
from toantrinh.mandates.terms import Terms

_LARGEST_PAGE = 100
mandates = Router(tags=["mandates"])


@mandates.get("", response={200: list[s.MandateOut], **ANSWERS})
def list_mandates(request: HttpRequest, limit: int = 20) -> list[s.MandateOut]:
    """Those that a person gave or holds, the latest first; for a desk those it checks or made."""
    actor = caller(request)
    if actor.kind == "officer":
        perms.desk_of(actor)
    found = list(queries.mine(actor)[: max(1, min(limit, _LARGEST_PAGE))])
    _log(actor, "api:mandates", found)
    return [_shown(row, actor) for row in found]


@mandates.post("", response={200: s.MandateOut, 201: s.MandateOut, **ANSWERS})
def make_mandate(
    request: HttpRequest,
    given: s.MandateIn,
    key: str = Header("", alias="Idempotency-Key", max_length=200),
) -> Status[s.MandateOut]:
    """Give, ask for, declare or record a mandate. With a header `Idempotency-Key` a repetition
    changes nothing."""
    actor = caller(request)
    repeated = uuid5(actor.id, key) if key and actor.id else None
    known = queries.mine(actor).filter(pk=repeated).first() if repeated else None
    if known is not None:
        return Status(200, _shown(known, actor))
    return Status(201, _shown(_MAKE[given.way](given, actor, repeated), actor))


@mandates.get("/{mandate_id}", response={200: s.MandateOut, **ANSWERS})
def show_mandate(request: HttpRequest, mandate_id: UUID) -> s.MandateOut:
    """One mandate, to either side and to its desk."""
    actor = caller(request)
    found = queries.find(mandate_id, actor=actor)
    _log(actor, "api:mandate", [found])
    return _shown(found, actor)


def _offer(name: str, act: Callable[..., Mandate], words: str) -> None:
    """An endpoint for an act on a mandate that there is."""

    @mandates.post(
        f"/{{mandate_id}}/{name}",
        response={200: s.MandateOut, **ANSWERS},
        operation_id=f"{name}_mandate",
        summary=f"{name.capitalize()} mandate",
        description=words,
    )
    def do(request: HttpRequest, mandate_id: UUID) -> s.MandateOut:
        actor = caller(request)
        return _shown(act(queries.find(mandate_id, actor=actor), actor=actor), actor)


_offer("confirm", actions.confirm, "Say yes: the grantor who was asked, the desk that checked.")
_offer("refuse", actions.refuse, "Say no; whoever asked may ask again.")
_offer("end", actions.end, "End it, or the wait for it, at once and for good.")


def _grant(given: s.MandateIn, actor: Actor, key: UUID | None) -> Mandate:
    return actions.grant(actor=actor, holder=_named(given.other), terms=_terms(given), key=key)


def _ask(given: s.MandateIn, actor: Actor, key: UUID | None) -> Mandate:
    return actions.ask(actor=actor, grantor=_named(given.other), terms=_terms(given), key=key)


def _declare(given: s.MandateIn, actor: Actor, key: UUID | None) -> Mandate:
    perms.holder_of(actor)
    proof = Proof(_file(given, actor), plain(given.record))
    terms = _terms(given)
    return actions.declare(actor=actor, whom=_named(given.other), terms=terms, proof=proof, key=key)


def _record(given: s.MandateIn, actor: Actor, key: UUID | None) -> Mandate:
    perms.desk_of(actor)
    if given.holder is None:
        raise Refusal("Hãy ghi người làm thay.", field="holder")
    proof = _file(given, actor)
    if proof is None:
        raise Refusal("Hãy gửi bản chụp giấy người ủy quyền đã ký.", field="proof")
    return actions.record(
        actor=actor,
        grantor=_named(given.other, "other."),
        holder=_named(given.holder, "holder."),
        terms=_terms(given),
        proof=proof,
        key=key,
    )


_MAKE: dict[str, Callable[[s.MandateIn, Actor, UUID | None], Mandate]] = {
    "grant": _grant,
    "ask": _ask,
    "declare": _declare,
    "record": _record,
}


def _named(given: s.SomebodyIn, before: str = "other.") -> Named:
    number = "".join(plain(given.number).split())
    return Named(number, plain(given.name), given.birth_date, before)


def _terms(given: s.MandateIn) -> Terms:
    return Terms(
        kind=Kind(given.kind),
        since=given.since or today(),
        until=given.until,
        procedures=tuple(map(plain, given.procedures)),
        all_procedures=given.all_procedures,
    )


def _file(given: s.MandateIn, actor: Actor) -> StoredFile | None:
    if given.proof is None:
        return None
    content = decoded(given.proof)
    check_size(len(content), UploadLimits())
    sent = actions.send_proof(content, actor=actor, label=plain(given.proof.label) or "giay-to")
    if sent.file is None:
        raise Conflict("Tệp chưa đến đủ.", field="proof")
    return sent.file


def _shown(row: Mandate, actor: Actor) -> s.MandateOut:
    standing = row.standing(today())
    answers = standing is Standing.WAITING and perms.may_confirm(actor, row)
    ends = standing.open and perms.may_end(actor, row)
    return s.MandateOut(
        id=row.pk,
        kind=row.kind,
        route=row.route,
        standing=str(standing),
        grantor=queries.grantor_name(row),
        holder=row.holder.full_name,
        organisation=row.organisation.name if row.organisation else None,
        procedures=row.procedures,
        all_procedures=row.all_procedures,
        since=row.valid_from,
        until=row.valid_to,
        answer_by=row.answer_by,
        made_at=row.made_at,
        ended_at=row.ended_at,
        acts=[*(["confirm", "refuse"] if answers else []), *(["end"] if ends else [])],
    )


def _log(actor: Actor, page: str, rows: list[Mandate]) -> None:
    """An officer's look is kept for both sides to see."""
    if actor.kind == "officer" and rows:
        log_access(
            actor=actor,
            page=page,
            purpose="mandate",
            basis="statutory",
            persons={one for row in rows for one in (row.holder_id, row.grantor_id) if one},
            fields=["applicant"],
        )
