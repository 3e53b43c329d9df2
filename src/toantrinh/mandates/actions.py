"""All that changes a mandate: it is made, confirmed, refused or ended, each with one event."""

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app

from toantrinh.documents.actions import append_piece, begin_upload
from toantrinh.documents.models import StoredFile, UploadSession
from toantrinh.journal.actions import append_event
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, NotFound, Refusal
from toantrinh.kernel.ids import new_id
from toantrinh.kernel.time import now, today
from toantrinh.mandates import parties, perms
from toantrinh.mandates.models import Ending, Kind, Mandate, Route, Standing
from toantrinh.mandates.parties import Named, Proof
from toantrinh.mandates.queries import declared, unanswered
from toantrinh.mandates.terms import Settled, Terms, check_grantor, check_holder, limits, settle
from toantrinh.people.levels import check_level
from toantrinh.people.models import Person
from toantrinh.people.queries import youngest_birth_date
from toantrinh.people.sealing import new_key

# Under this name the rules say which level of identity giving or taking a mandate demands. Ending
# one demands none.
LEVEL_ACT = "mandate"


@transaction.atomic
def send_proof(content: bytes, *, actor: Actor, label: str) -> UploadSession:
    """Keep a scan until the declaration that names it is made; sealed with a key of its own."""
    key = new_key()
    key.save(force_insert=True)
    session = begin_upload(actor=actor, key=key, length=len(content), label=label)
    return append_piece(session.pk, 0, content, actor=actor)


@transaction.atomic
def grant(*, actor: Actor, holder: Named, terms: Terms, key: UUID | None = None) -> Mandate:
    """Let somebody act for oneself. `key` is the id it shall have; a second call gives the first's.

    It is confirmed as it is made: the grantor does it from their own account.
    """
    check_level(actor, LEVEL_ACT)
    grantor = Person.objects.get(pk=perms.person_of(actor))
    known = _made(key, grantor_id=grantor.pk)
    if known is not None:
        return known
    mandate = _new(terms, Route.GRANTED, actor, key, grantor=grantor, holder=parties.known(holder))
    mandate.organisation_id = actor.organisation_id
    if mandate.organisation_id and mandate.kind != Kind.CLIENT:
        raise Refusal("Tổ chức chỉ ủy quyền như khách hàng.", field="kind")
    _confirmed(mandate, actor)
    return _announced(mandate, "grant", actor)


@transaction.atomic
def ask(*, actor: Actor, grantor: Named, terms: Terms, key: UUID | None = None) -> Mandate:
    """Ask somebody to let one act for them. Nothing holds until they confirm it themselves."""
    check_level(actor, LEVEL_ACT)
    holder = Person.objects.get(pk=perms.holder_of(actor))
    known = _made(key, holder_id=holder.pk)
    if known is not None:
        return known
    other = parties.known(grantor)
    if Mandate.objects.filter(unanswered(today()), holder=holder, grantor=other).exists():
        raise Conflict("Bạn đã xin người này và đang chờ trả lời.")
    mandate = _new(terms, Route.ASKED, actor, key, grantor=other, holder=holder)
    _to_be_answered(mandate)
    return _announced(mandate, "ask", actor)


@transaction.atomic
def declare(
    *, actor: Actor, whom: Named, terms: Terms, proof: Proof, key: UUID | None = None
) -> Mandate:
    """Declare oneself parent or guardian, with proof. It holds once the commune's desk checked it.

    Whether the child or ward is known already is not told.
    """
    check_level(actor, LEVEL_ACT)
    holder = Person.objects.select_related("key").get(pk=perms.holder_of(actor))
    known = _made(key, holder_id=holder.pk)
    if known is not None:
        return known
    parties.check_proof(proof)
    parties.check_named(whom)
    other = parties.known_as_declared(whom)
    mandate = _new(
        terms, Route.DECLARED, actor, key, grantor=other, holder=holder, born=whom.birth_date
    )
    mandate.place = parties.place_of(holder)
    mandate.proof = proof.file
    mandate.declared_sealed = parties.seal_declared(mandate, whom, proof.record)
    _to_be_answered(mandate)
    return _announced(mandate, "declare", actor)


@transaction.atomic
def record(
    *,
    actor: Actor,
    grantor: Named,
    holder: Named,
    terms: Terms,
    proof: StoredFile,
    key: UUID | None = None,
) -> Mandate:
    """Record what somebody without an account said at the desk, with a scan of what they signed.

    A grantor who is not known yet is registered, since the officer saw their papers.
    """
    place = perms.desk_of(actor)
    known = _made(key, made_by=str(actor))
    if known is not None:
        return known
    parties.check_named(grantor)
    other = parties.registered(grantor, place, actor)
    born = grantor.birth_date or youngest_birth_date(other)
    mandate = _new(
        terms, Route.RECORDED, actor, key, grantor=other, holder=parties.known(holder), born=born
    )
    mandate.place, mandate.proof = place, proof
    _confirmed(mandate, actor)
    return _announced(mandate, "record", actor)


@transaction.atomic
def confirm(mandate: Mandate, *, actor: Actor) -> Mandate:
    """Say yes: the grantor to what was asked, the desk to what was declared."""
    locked = _lock(mandate)
    perms.check_confirm(actor, locked)
    check_level(actor, LEVEL_ACT)
    _check_waiting(locked)
    told = declared(locked)
    if locked.grantor is None and told is not None:
        whom = Named(told.number, told.name, told.birth_date)
        locked.grantor = parties.registered(whom, locked.place, actor)
        if locked.grantor_id == locked.holder_id:
            raise Conflict("Không ai làm thay cho chính mình.")
    _confirmed(locked, actor)
    payload = {"grantor": str(locked.grantor_id)}
    append_event(locked, "confirm", actor=actor, payload=payload)
    locked.save(update_fields=["grantor", "confirmed_at", "confirmed_by", "head_seq", "head_hash"])
    _follow_up(locked)
    return locked


@transaction.atomic
def refuse(mandate: Mandate, *, actor: Actor) -> Mandate:
    """Say no. Whoever asked may ask again."""
    locked = _lock(mandate)
    perms.check_confirm(actor, locked)
    _check_waiting(locked)
    return _ended(locked, Ending.REFUSED, actor)


@transaction.atomic
def end(mandate: Mandate, *, actor: Actor) -> Mandate:
    """End a mandate, or the wait for one, at once and for good."""
    locked = _lock(mandate)
    perms.check_end(actor, locked)
    if not locked.standing(today()).open:
        raise Conflict("Ủy quyền này đã hết từ trước.")
    return _ended(locked, _ending_of(locked, actor), actor)


def _new(
    terms: Terms,
    route: Route,
    actor: Actor,
    key: UUID | None,
    *,
    grantor: Person | None,
    holder: Person,
    born: date | None = None,
) -> Mandate:
    """A mandate on terms that may stand, not yet saved."""
    settled = settle(terms, on=today(), born=born)
    if grantor is not None and grantor.pk == holder.pk:
        raise Refusal("Không ai làm thay cho chính mình.", field="number")
    check_holder(youngest_birth_date(holder), today())
    if grantor is not None and not settled.kind.by_law:
        check_grantor(youngest_birth_date(grantor), today())
    return _as_settled(settled, route, actor, key, grantor, holder)


def _as_settled(
    settled: Settled,
    route: Route,
    actor: Actor,
    key: UUID | None,
    grantor: Person | None,
    holder: Person,
) -> Mandate:
    return Mandate(
        id=key or new_id(),
        grantor=grantor,
        holder=holder,
        kind=settled.kind,
        route=route,
        procedures=settled.procedures,
        all_procedures=settled.all_procedures,
        valid_from=settled.since,
        valid_to=settled.until,
        made_at=now(),
        made_by=str(actor),
    )


def _announced(mandate: Mandate, action: str, actor: Actor) -> Mandate:
    """Write the event, then the row, which the database takes only in this order."""
    append_event(
        mandate,
        action,
        actor=actor,
        payload={
            "grantor": str(mandate.grantor_id) if mandate.grantor_id else None,
            "organisation": str(mandate.organisation_id) if mandate.organisation_id else None,
            "holder": str(mandate.holder_id),
            "kind": str(mandate.kind),
            "procedures": mandate.procedures,
            "all_procedures": mandate.all_procedures,
            "valid_from": mandate.valid_from.isoformat(),
            "valid_to": mandate.valid_to.isoformat(),
            "proof": f"sha256:{mandate.proof.sha256}" if mandate.proof else None,
        },
    )
    mandate.save(force_insert=True)
    _follow_up(mandate)
    return mandate


def _made(key: UUID | None, **whose: object) -> Mandate | None:
    """What the same press of the button made before."""
    return Mandate.objects.filter(pk=key, **whose).first() if key else None


def _follow_up(mandate: Mandate) -> None:
    """Leave to the worker that both are told, in the same transaction."""
    app.configure_task("mandates.tell", lock=mandate.stream()).defer(
        mandate=str(mandate.id), seq=mandate.head_seq
    )


def _lock(mandate: Mandate) -> Mandate:
    rows = Mandate.objects.select_for_update(of=("self",)).select_related(
        "grantor", "organisation", "holder__key"
    )
    found = rows.filter(pk=mandate.pk).first()
    if found is None:
        raise NotFound("Không tìm thấy ủy quyền này.")
    return found


def _check_waiting(mandate: Mandate) -> None:
    if mandate.standing(today()) is not Standing.WAITING:
        raise Conflict("Ủy quyền này không chờ trả lời nữa.")


def _confirmed(mandate: Mandate, actor: Actor) -> None:
    mandate.confirmed_at, mandate.confirmed_by = now(), str(actor)


def _to_be_answered(mandate: Mandate) -> None:
    mandate.answer_by = today() + timedelta(days=limits(today()).answer)


def _ended(mandate: Mandate, ending: Ending, actor: Actor) -> Mandate:
    mandate.ended_at, mandate.ended_by, mandate.ending = now(), str(actor), ending
    append_event(mandate, "end", actor=actor, payload={"ending": str(ending)})
    mandate.save(update_fields=["ended_at", "ended_by", "ending", "head_seq", "head_hash"])
    _follow_up(mandate)
    return mandate


def _ending_of(mandate: Mandate, actor: Actor) -> Ending:
    if mandate.confirmed_at is None and perms.may_confirm(actor, mandate):
        return Ending.REFUSED
    if actor.kind == "officer":
        return Ending.AT_DESK
    return Ending.REVOKED if perms.gives(actor, mandate) else Ending.GIVEN_UP
