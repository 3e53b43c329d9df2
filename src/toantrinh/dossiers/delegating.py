"""Acting in another's place: recorded by a leader, for some days, procedures and acts.

Whoever acts so acts under their own name, and the event says in whose place: four eyes are those of
the people who acted, whoever they stood in for.
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from toantrinh.dossiers.lifecycle import TABLE, Demand, Role
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.signing_models import Delegation, Form
from toantrinh.government.models import Agency
from toantrinh.host.ready import Ready
from toantrinh.journal.actions import append_to_stream
from toantrinh.journal.models import Event
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, NotAllowed, NotFound, Refusal
from toantrinh.kernel.text import clean
from toantrinh.kernel.time import now, today
from toantrinh.people.models import Officer
from toantrinh.people.queries import postings, roles_at

# What a leader may let others sign.
SIGNED = tuple(
    dict.fromkeys(
        move.action
        for move in TABLE
        if move.role is Role.LEADER and Demand.SIGNATURE in move.demands
    )
)


def _held(taker: UUID, agency: UUID, day: date) -> QuerySet[Delegation]:
    rows = Delegation.objects.filter(taker=taker, agency=agency, valid_to__gte=day, ended_at=None)
    return rows.filter(valid_from__lte=day).select_related("giver").order_by("valid_from", "id")


_HELD = Ready(_held, taker=UUID, agency=UUID, day=date)


def held_by(actor: Actor, dossier: Dossier) -> list[Delegation]:
    """In whose places an officer of the deciding agency acts today."""
    if actor.kind != "officer" or actor.id is None or actor.agency_id is None:
        return []
    if actor.agency_id != dossier.agency_id:
        return []
    return _HELD.rows(taker=actor.id, agency=actor.agency_id, day=today())


def signs_for(held: Sequence[Delegation], dossier: Dossier, act: str) -> Delegation | None:
    """In whose place this act is signed; its giver must still lead there."""
    if act not in SIGNED:
        return None
    code = dossier.version.read.code
    found = (each for each in held if each.form != Form.COVER and each.covers(code, act))
    return next(
        (each for each in found if Role.LEADER in roles_at(each.giver, dossier.agency)), None
    )


def stands_in(held: Sequence[Delegation], dossier: Dossier) -> Delegation | None:
    """As whose stand-in somebody has this dossier in hand."""
    found = (
        each for each in held if each.form == Form.COVER and each.giver_id == dossier.officer_id
    )
    return next(found, None)


def delegations(actor: Actor) -> QuerySet[Delegation]:
    """What was recorded at a leader's agency and holds today or later."""
    rows = Delegation.objects.filter(
        agency=check_leads(actor), valid_to__gte=today(), ended_at=None
    )
    return rows.select_related("giver", "taker").order_by("valid_from", "id")


@transaction.atomic
def delegate(
    *,
    actor: Actor,
    giver: Officer,
    taker: Officer,
    form: Form,
    basis: str,
    since: date,
    until: date,
    procedures: Sequence[str] = (),
    acts: Sequence[str] = (),
) -> Delegation:
    """Record that somebody acts in another's place; signing only a leader gives, and themselves."""
    agency = Agency.objects.get(pk=check_leads(actor))
    if form != Form.COVER and giver.pk != actor.id:
        raise NotAllowed("Chỉ chính người có thẩm quyền mới giao người khác ký thay mình.")
    _check(agency, giver, taker, form, since, until)
    if unknown := sorted(set(acts) - set(SIGNED)):
        raise Refusal("Không giao được việc này: %(act)s.", field="acts", act=unknown[0])
    if not (said := clean(basis)):
        raise Refusal("Hãy ghi văn bản làm căn cứ.", field="basis")
    made = Delegation.objects.create(
        agency=agency,
        giver=giver,
        taker=taker,
        form=form,
        procedures=",".join(sorted(set(procedures))),
        acts=",".join(sorted(set(acts))),
        basis=said,
        valid_from=since,
        valid_to=until,
    )
    _tell("delegate", made, actor)
    return made


@transaction.atomic
def end_delegation(delegation_id: UUID, *, actor: Actor) -> Delegation:
    """Let it hold no longer, at once; what was signed under it names it all the same."""
    rows = Delegation.objects.select_for_update(of=("self",)).select_related("giver", "taker")
    held = rows.filter(agency=check_leads(actor), pk=delegation_id, ended_at=None).first()
    if held is None:
        raise NotFound("Không có việc giao ký này.")
    held.ended_at = now()
    held.save(update_fields=["ended_at"])
    _tell("end_delegation", held, actor)
    return held


def block(delegation_id: object, signer: Officer | None, agency: Agency) -> dict[str, object]:
    """What a signature says of in whose place it stands (NĐ 30/2020 Đ13 and annex I)."""
    if not delegation_id or signer is None:
        return {}
    found = Delegation.objects.filter(pk=UUID(str(delegation_id))).select_related("giver").first()
    if found is None or found.form == Form.COVER:
        return {}
    return {
        "signed_as": Form(found.form).label,
        "principal_title": _title(found.giver, agency, found.valid_from),
        "signer_title": _title(signer, agency, found.valid_from),
    }


def decided_as(dossier: Dossier, agency: Agency) -> dict[str, object]:
    """In whose place the last decision was signed; nothing when in nobody's."""
    acts = ("approve", "approve_correction")
    last = Event.objects.filter(stream=dossier.stream(), action__in=acts).order_by("-seq").first()
    if last is None or not last.payload.get("delegation"):
        return {}
    signer = Officer.objects.filter(pk=last.actor.removeprefix("officer/")).first()
    return block(last.payload["delegation"], signer, agency)


def _check(
    agency: Agency, giver: Officer, taker: Officer, form: Form, since: date, until: date
) -> None:
    if giver.pk == taker.pk:
        raise Refusal("Người được giao phải là người khác.", field="taker")
    if since < today() or until < since:
        raise Refusal("Thời hạn phải từ hôm nay và ngày cuối không trước ngày đầu.", field="until")
    asked = Role.SPECIALIST if form == Form.COVER else Role.LEADER
    if asked not in roles_at(giver, agency):
        raise Conflict("Người giao không giữ vị trí đó ở cơ quan này.", field="giver")
    held = roles_at(taker, agency)
    wanted = {Form.COVER: Role.SPECIALIST, Form.DEPUTY: Role.LEADER}.get(form)
    if not held or (wanted and wanted not in held):
        raise Conflict("Người được giao không giữ vị trí phù hợp ở cơ quan này.", field="taker")


def _title(officer: Officer, agency: Agency, day: date) -> str:
    held = postings(officer, day).filter(post__agency=agency).first()
    return held.post.title if held else agency.name


def check_leads(actor: Actor) -> UUID:
    """The agency that an officer leads by their post; refuses everybody else."""
    if actor.kind != "officer" or actor.agency_id is None or Role.LEADER not in actor.roles:
        raise NotAllowed("Chỉ lãnh đạo cơ quan giao người ký thay.")
    return actor.agency_id


def _tell(action: str, one: Delegation, actor: Actor) -> None:
    append_to_stream(
        f"delegation/{one.agency_id}",
        action,
        actor=actor,
        payload={
            "delegation": str(one.pk),
            "giver": str(one.giver_id),
            "taker": str(one.taker_id),
            "form": one.form,
            "procedures": one.procedures.split(",") if one.procedures else [],
            "acts": one.acts.split(",") if one.acts else [],
            "since": one.valid_from.isoformat(),
            "until": one.valid_to.isoformat(),
        },
    )
