"""`/api/v1`: the same acts as the pages, by token."""

from typing import Annotated
from uuid import uuid5

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Router, Status
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.params.functions import Header, Query

from toantrinh.api import schemas as s
from toantrinh.api.acts import ACTS
from toantrinh.api.agreements import agreements, drafts
from toantrinh.api.common import ANSWERS, ByToken, caller, decoded, plain
from toantrinh.api.delegations import delegations
from toantrinh.api.figures import figures
from toantrinh.api.forecasts import forecasts
from toantrinh.api.mandates import mandates
from toantrinh.api.overtaking import Overtaken, changes, said
from toantrinh.catalogue.general_form import with_form
from toantrinh.catalogue.masking import is_masked, masked_answer
from toantrinh.catalogue.queries import find_procedure, version_in_force
from toantrinh.catalogue.search import search
from toantrinh.documents.queries import check_document, content_of, document_by_code
from toantrinh.dossiers import applying, perms, queries
from toantrinh.dossiers.acting import reached
from toantrinh.dossiers.answers import answers_of
from toantrinh.dossiers.applying import Handed
from toantrinh.dossiers.desk_queries import check_unchanged
from toantrinh.dossiers.explaining import explain
from toantrinh.dossiers.lifecycle import TABLE, Demand
from toantrinh.dossiers.looking import log_list, log_look_for_another
from toantrinh.dossiers.models import Channel, Dossier
from toantrinh.government.queries import agency
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal
from toantrinh.mandates.queries import find as find_mandate
from toantrinh.people.confirming import NotConfirmed
from toantrinh.web.gate.noticing import notice

_LARGEST_PAGE = 100


api = NinjaAPI(
    title="Toàn Trình",
    version="1",
    description="Public services by program: the same acts, the same rules, the same record.",
    auth=ByToken(),
    urls_namespace="api",
)
dossiers = Router(tags=["dossiers"])


@api.exception_handler(Refusal)
def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    problems = refusal.problems if isinstance(refusal, Invalid) else []
    told = s.ErrorOut(
        error=refusal.text(),
        field=refusal.field,
        problems=[s.ProblemOut(field=p.where, message=p.text()) for p in problems],
    )
    return api.create_response(request, told.model_dump(), status=refusal.status)


@api.exception_handler(Overtaken)
def _overtaken(request: HttpRequest, late: Overtaken) -> HttpResponse:
    told = s.ErrorOut(
        error=said(late.refusal, late.meanwhile),
        field=late.refusal.field,
        meanwhile=late.meanwhile,
    )
    return api.create_response(request, told.model_dump(), status=late.refusal.status)


@api.exception_handler(NotConfirmed)
def _may_not_sign(request: HttpRequest, _refusal: NotConfirmed) -> HttpResponse:
    return _refused(
        request,
        NotAllowed(
            "Việc này là ký, mà mã truy cập này không được phép ký.",
            remedy="Hãy ký trên trang, hoặc xin một mã được phép ký (docs/decisions/0008).",
        ),
    )


@api.exception_handler(ValidationError)
def _malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    problems = [
        s.ProblemOut(field=".".join(map(str, e["loc"])), message=str(e["msg"]))
        for e in error.errors
    ]
    told = s.ErrorOut(error=_("Yêu cầu sai dạng."), problems=problems)
    return api.create_response(request, told.model_dump(), status=422)


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    told = s.ErrorOut(error=_("Yêu cầu sai dạng."))
    return api.create_response(request, told.model_dump(), status=error.status_code)


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    notice(request, "wrong_token")
    told = s.ErrorOut(error=_("Hãy gửi kèm mã truy cập."))
    return api.create_response(request, told.model_dump(), status=401)


@api.get("/procedures", auth=None, response={200: list[s.ProcedureHit], **ANSWERS})
def find_procedures(request: HttpRequest, q: str, limit: int = 20) -> list[s.ProcedureHit]:
    """Find procedures by people's words, with accents or none."""
    hits = search(q, limit=max(1, min(limit, _LARGEST_PAGE)))
    return [s.ProcedureHit(code=hit.code, name=hit.name, score=hit.score) for hit in hits]


@api.get("/procedures/{code}", auth=None, response={200: s.ProcedureOut, **ANSWERS})
def show_procedure(request: HttpRequest, code: str) -> s.ProcedureOut:
    """The version in force today, with its form."""
    version = version_in_force(find_procedure(plain(code)))
    return s.ProcedureOut(
        code=version.procedure.code,
        version=version.id,
        valid_from=version.valid_from.isoformat(),
        content=with_form(version.read).model_dump(mode="json", exclude_defaults=True),
    )


@api.get("/documents/{code}", auth=None, response={200: s.DocumentOut, **ANSWERS})
def check(request: HttpRequest, code: str) -> s.DocumentOut:
    """Whether a signed paper with this code exists, holds, and is unaltered."""
    document = document_by_code(plain(code))
    verified = check_document(document)
    return s.DocumentOut(
        code=document.code,
        title=document.title,
        agency=document.agency_name,
        signed_at=document.signed_at,
        in_force=document.in_force,
        replaced_by=document.replaced_by.code if document.replaced_by else None,
        signature_valid=verified.valid,
        signer=verified.signer,
        covers_whole_file=verified.covers_whole_file,
    )


@dossiers.post("", response={200: s.DossierOut, 201: s.DossierOut, **ANSWERS})
def apply(
    request: HttpRequest,
    given: s.DossierIn,
    key: str = Header("", alias="Idempotency-Key", max_length=200),
) -> Status[s.DossierOut]:
    """Submit a whole application, for oneself or, by a mandate, for whoever gave it.

    With a header `Idempotency-Key` a repetition changes nothing.
    """
    actor = caller(request)
    if actor.kind != "person" or actor.id is None:
        raise NotAllowed("Chỉ công dân tự nộp hồ sơ qua giao diện này.")
    repeated = uuid5(actor.id, key) if key else None
    known = Dossier.objects.filter(pk=repeated).first() if repeated else None
    if known is not None:
        return Status(200, _shown(queries.find(known.code or "", actor=actor), actor))
    version = version_in_force(find_procedure(plain(given.procedure)))
    done = applying.apply(
        version,
        actor=actor,
        channel=Channel(given.channel),
        answers=given.answers,
        papers=[Handed(each.key, each.label, decoded(each)) for each in given.papers],
        key=repeated,
        mandate=find_mandate(given.mandate, actor=actor) if given.mandate else None,
        desk=agency(plain(given.desk)) if given.desk else None,
        support=agency(plain(given.support)) if given.support else None,
    )
    return Status(201, _shown(done, actor))


@dossiers.get("", response={200: list[s.DossierOut], **ANSWERS})
def list_dossiers(request: HttpRequest, limit: int = 20) -> list[s.DossierOut]:
    """A person's own dossiers; for an officer, what waits for the agency, what is due first."""
    actor = caller(request)
    size = max(1, min(limit, _LARGEST_PAGE))
    if actor.kind == "person":
        found = list(queries.mine(actor)[:size])
    else:
        found = list(queries.queue(actor, states=sorted(_waiting()))[:size])
        log_list(found, actor=actor, page="api:list", fields=["standing"])
    return [_shown(row, actor) for row in found]


@dossiers.get("/{code}", response={200: s.DossierOut, **ANSWERS})
def show_dossier(request: HttpRequest, code: str) -> s.DossierOut:
    """One dossier: state, holder, due moment and why, and what you may do now."""
    actor = caller(request)
    return _shown(_seen(actor, code, "api:show", "standing"), actor)


@dossiers.get("/{code}/events", response={200: list[s.EventOut], **ANSWERS})
def show_events(request: HttpRequest, code: str) -> list[s.EventOut]:
    """All that happened, in order."""
    dossier = _seen(caller(request), code, "api:events", "history")
    return [
        s.EventOut(
            seq=event.seq,
            action=event.action,
            status_code=event.payload.get("status_code", dossier.status_code),
            actor=event.actor,
            at=event.at,
        )
        for event in queries.history(dossier)
    ]


Reveal = Annotated[tuple[str, ...], Query(max_length=100)]


@dossiers.get("/{code}/answers", response={200: s.AnswersOut, **ANSWERS})
def show_answers(request: HttpRequest, code: str, reveal: Reveal = ()) -> s.AnswersOut:
    """What the applicant answered. To an officer numbers, phones and addresses are masked, but for
    the questions named by `reveal`; what was seen in the clear is kept for the applicant to see."""
    actor = caller(request)
    dossier = queries.find(plain(code), actor=actor)
    answers, questions = answers_of(dossier), with_form(dossier.version.read).fields()
    own = actor.kind == "person"
    masked = {
        question.key: masked_answer(question, answers[question.key])
        for question in questions
        if question.key in answers
        and not own
        and question.key not in reveal
        and is_masked(question, answers[question.key])
    }
    log_look_for_another(
        dossier,
        actor=actor,
        page="api:answers",
        fields=[f"answers.{key}" for key in answers if key not in masked],
        masked=[f"answers.{key}" for key in masked],
    )
    return s.AnswersOut(answers={**answers, **masked}, masked=sorted(masked))


@dossiers.get("/{code}/result", response={200: None, **ANSWERS})
def download(request: HttpRequest, code: str) -> HttpResponse:
    """The signed result as PDF."""
    actor = caller(request)
    dossier = _seen(actor, code, "api:result", "result")
    if dossier.result is None or not perms.may_take_result(actor, dossier):
        raise NotFound("Hồ sơ này chưa có kết quả.")
    answer = HttpResponse(content_of(dossier.result.file), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{dossier.code}.pdf"'
    return answer


def _offer(name: str) -> None:
    """An endpoint for one act of the lifecycle table."""
    rows = [move for move in TABLE if move.action == name]
    demands = sorted({str(demand) for move in rows for demand in move.demands})

    @dossiers.post(
        f"/{{code}}/{name}",
        response={200: s.DossierOut, **ANSWERS},
        operation_id=name,
        summary=name.replace("_", " ").capitalize(),
        description=f"Demands: {', '.join(demands) or 'nothing'}.",
    )
    def act(request: HttpRequest, code: str, given: s.ActIn) -> s.DossierOut:
        actor = caller(request)
        dossier = None
        try:
            with reached(plain(code), actor=actor) as dossier:
                if given.seen is not None:
                    check_unchanged(dossier, given.seen, actor=actor)
                done = ACTS[name](dossier, actor, given)
        except Conflict as refusal:
            before = changes(dossier, given.seen, actor=actor) if dossier else []
            if before:
                raise Overtaken(refusal, before) from refusal
            raise
        return _shown(done, actor)


for _name in dict.fromkeys(move.action for move in TABLE):
    # Handing in has an endpoint of its own; what the system does has none.
    if _name in ACTS:
        _offer(_name)
api.add_router("/dossiers", dossiers)
api.add_router("/mandates", mandates)
api.add_router("/delegations", delegations)
api.add_router("/drafts", drafts)
api.add_router("/agreements", agreements)
api.add_router("/measures", figures)
api.add_router("/procedures", forecasts)


def _seen(actor: Actor, code: str, page: str, *fields: str) -> Dossier:
    dossier = queries.find(plain(code), actor=actor)
    log_look_for_another(dossier, actor=actor, page=page, fields=fields)
    return dossier


def _shown(dossier: Dossier, actor: Actor) -> s.DossierOut:
    return s.DossierOut(
        code=dossier.code,
        procedure=dossier.version.read.code,
        state=dossier.state,
        status_code=dossier.status_code,
        holder=dossier.holder,
        agency=dossier.agency.name if dossier.agency else "",
        agency_code=dossier.agency.code if dossier.agency else "",
        desk=dossier.desk.name if dossier.desk else "",
        submitted_at=dossier.submitted_at,
        received_at=dossier.received_at,
        due_at=dossier.due_at,
        due_explained=explain(dossier, officer=actor.kind == "officer"),
        acts=_acts(dossier, actor),
        result=dossier.result.code if dossier.result else None,
        previous=dossier.previous.code if dossier.previous else None,
        seq=dossier.head_seq,
    )


def _acts(dossier: Dossier, actor: Actor) -> list[str]:
    """What may be done now with this token: one that may not sign does nothing that signs."""
    signs = actor.confirmed_at is not None
    moves = perms.moves_for(actor, dossier)
    mine = (move.action for move in moves if signs or Demand.SIGNATURE not in move.demands)
    return [name for name in dict.fromkeys(mine) if name in ACTS]


def _waiting() -> set[str]:
    return {
        str(state)
        for move in TABLE
        for state in move.sources
        if Demand.ANSWERS not in move.demands and not state.terminal
    }
