"""Second signers by program: a draft that waits for a word, the word, and handing it in."""

from typing import Any
from uuid import UUID, uuid5

from django.http import HttpRequest
from ninja import Router, Status
from ninja.params.functions import Header

from toantrinh.api import schemas as s
from toantrinh.api.common import ANSWERS, caller, decoded, plain
from toantrinh.catalogue.queries import find_procedure, version_in_force
from toantrinh.dossiers import agreeing, applying
from toantrinh.dossiers.actions import submit
from toantrinh.dossiers.agreeing import Sheet
from toantrinh.dossiers.applying import Handed
from toantrinh.dossiers.models import Channel, Dossier
from toantrinh.dossiers.tracking import own
from toantrinh.government.queries import agency
from toantrinh.journal.actions import log_access
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotAllowed
from toantrinh.mandates.queries import find as find_mandate
from toantrinh.people.models import Person

drafts = Router(tags=["agreements"])
agreements = Router(tags=["agreements"])


@drafts.post("", response={200: s.DraftOut, 201: s.DraftOut, **ANSWERS})
def draft(
    request: HttpRequest,
    given: s.DossierIn,
    key: str = Header("", alias="Idempotency-Key", max_length=200),
) -> Status[s.DraftOut]:
    """Keep a whole application as a draft and ask everybody whose agreement it needs.

    With a header `Idempotency-Key` a repetition changes nothing.
    """
    actor = caller(request)
    repeated = uuid5(actor.id, key) if key and actor.id else None
    if repeated and Dossier.objects.filter(pk=repeated).exists():
        return Status(200, _draft(own(repeated, actor=actor)))
    made = applying.prepare(
        version_in_force(find_procedure(plain(given.procedure))),
        actor=actor,
        channel=Channel(given.channel),
        answers=given.answers,
        papers=[Handed(each.key, each.label, decoded(each)) for each in given.papers],
        key=repeated,
        mandate=find_mandate(given.mandate, actor=actor) if given.mandate else None,
        desk=agency(plain(given.desk)) if given.desk else None,
        support=agency(plain(given.support)) if given.support else None,
    )
    return Status(201, _draft(made))


@drafts.get("/{dossier_id}", response={200: s.DraftOut, **ANSWERS})
def show_draft(request: HttpRequest, dossier_id: UUID) -> s.DraftOut:
    """How far the agreements have come that a draft, or a supplement, needs."""
    return _draft(own(dossier_id, actor=caller(request)))


@drafts.post("/{dossier_id}/ask_agreement", response={200: s.DraftOut, **ANSWERS})
def ask(request: HttpRequest, dossier_id: UUID, given: s.AskIn) -> s.DraftOut:
    """Ask anew; with answers, they are kept first as the supplement that somebody agrees to."""
    actor = caller(request)
    found = own(dossier_id, actor=actor)
    applying.ask_all(found, actor=actor, supplement=given.answers or None)
    return _draft(found)


@drafts.post("/{dossier_id}/submit", response={200: s.CodeOut, **ANSWERS})
def hand_in(request: HttpRequest, dossier_id: UUID, given: s.AskIn) -> s.CodeOut:
    """Hand the draft in, as it is kept, once everybody agreed."""
    del given
    actor = caller(request)
    done = submit(own(dossier_id, actor=actor), actor=actor)
    return s.CodeOut(code=done.code or "")


@agreements.get("", response={200: list[s.AskedOut], **ANSWERS})
def list_asked(request: HttpRequest) -> list[s.AskedOut]:
    """What others ask one to agree to, without its content."""
    actor = caller(request)
    sheets = agreeing.sheets_of(_person(actor), actor=actor)
    if sheets:
        _log(actor, [sheet.dossier for sheet in sheets], "api:agreements", ["applicant"])
    return [_asked(sheet, whole=False) for sheet in sheets]


@agreements.get("/{dossier_id}/{question}", response={200: s.AskedOut, **ANSWERS})
def show_asked(request: HttpRequest, dossier_id: UUID, question: str) -> s.AskedOut:
    """The answers that concern one, and the digest that comes back with one's word."""
    actor = caller(request)
    return _seen(_open(dossier_id), plain(question), actor)


@agreements.post("/{dossier_id}/{question}", response={200: s.AskedOut, **ANSWERS})
def answer(request: HttpRequest, dossier_id: UUID, question: str, given: s.WordIn) -> s.AskedOut:
    """Agree to what was seen, or decline with a reason."""
    actor, found = caller(request), _open(dossier_id)
    agreeing.answer(
        found,
        plain(question),
        actor=actor,
        agrees=given.agrees,
        seen=bytes.fromhex(given.seen),
        reason=plain(given.reason),
    )
    return _seen(found, plain(question), actor)


def _open(dossier_id: UUID) -> Dossier:
    rows = Dossier.objects.select_related("version", "key", "applicant")
    found = rows.filter(pk=dossier_id).first()
    if found is None or found.stage not in agreeing.OPEN:
        raise agreeing.unknown()
    return found


def _person(actor: Actor) -> Person:
    if actor.kind != "person" or actor.id is None:
        raise NotAllowed("Chỉ công dân được mời xác nhận.")
    return Person.objects.get(pk=actor.id)


def _draft(dossier: Dossier) -> s.DraftOut:
    content, answers = agreeing.kept(dossier)
    return s.DraftOut(
        id=dossier.pk,
        agreements=[
            s.NeededOut(
                question=one.signer.question.key,
                name=one.signer.name,
                standing=one.standing.value,
            )
            for one in agreeing.stands(dossier, content, answers)
        ],
    )


def _seen(dossier: Dossier, question: str, actor: Actor) -> s.AskedOut:
    sheet = agreeing.sheet_for(dossier, question, actor=actor)
    shown = _asked(sheet, whole=True)
    _log(actor, [dossier], "api:agreement", [f"answers.{key}" for key in shown.answers])
    return shown


def _asked(sheet: Sheet, *, whole: bool) -> s.AskedOut:
    question = sheet.stand.signer.question
    seen: dict[str, Any] = agreeing.seen_by(sheet.content, question, sheet.answers) if whole else {}
    return s.AskedOut(
        dossier=sheet.dossier.pk,
        procedure=sheet.content.code,
        question=question.key,
        standing=sheet.stand.standing.value,
        seen=sheet.digest.hex() if whole else "",
        answers=seen,
    )


def _log(actor: Actor, dossiers: list[Dossier], page: str, fields: list[str]) -> None:
    log_access(
        actor=actor,
        page=page,
        purpose="agreement",
        basis="agreement",
        persons=[each.applicant_id for each in dossiers],
        dossiers=[each.pk for each in dossiers],
        fields=fields,
    )
