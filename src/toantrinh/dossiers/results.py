"""Papers that the state makes of a dossier: the promise at reception, and the signed result."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import transaction

from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.general_form import with_form
from toantrinh.documents.actions import Draft, Issuer, issue_document
from toantrinh.documents.models import Document
from toantrinh.dossiers.acting import lock
from toantrinh.dossiers.answers import answers_of
from toantrinh.dossiers.codes import next_number
from toantrinh.dossiers.letters import value, values
from toantrinh.dossiers.lifecycle import State
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.promise import promise
from toantrinh.government.models import Agency
from toantrinh.government.queries import province
from toantrinh.government.wording import Filled, own_lines
from toantrinh.journal.actions import append_event
from toantrinh.kernel.actors import SYSTEM, Actor
from toantrinh.kernel.errors import Conflict
from toantrinh.kernel.time import local, now, today
from toantrinh.people.models import DataKey
from toantrinh.people.sealing import present

RECEIPT = "receipt"
# Kinds of agency that are people's committees, of a province or a commune.
_COMMITTEE = "ubnd-"


@dataclass(frozen=True)
class _Letter:
    """What is to be set: the kind of letter, its data, its number, a source of its own if any."""

    kind: str
    title: str
    data: dict[str, object]
    number: str = ""
    source: str = ""


@transaction.atomic
def issue_result(dossier: Dossier, *, actor: Actor = SYSTEM) -> Document:
    """Set and sign the result of an approved dossier; a second call gives the first one's."""
    locked = lock(dossier)
    if locked.result is not None:
        return locked.result
    if locked.stage is not State.READY or locked.agency is None:
        raise Conflict("Hồ sơ chưa được ký duyệt nên chưa có kết quả.")
    content = with_form(locked.version.read)
    letter = _result(locked, content, locked.agency)
    locked.result = _issue(locked, letter, locked.agency)
    _tell(locked, "issue_result", locked.result, actor)
    return locked.result


@transaction.atomic
def issue_receipt(dossier: Dossier, *, actor: Actor = SYSTEM) -> Document:
    """Set and sign Mẫu 01 of a received dossier; a second call gives the first one's."""
    locked = lock(dossier)
    known = Document.objects.filter(subject=locked.stream(), kind=RECEIPT).first()
    if known is not None:
        return known
    if locked.received_at is None or locked.desk is None:
        raise Conflict("Hồ sơ chưa được tiếp nhận nên chưa có giấy hẹn.")
    letter = _Letter(RECEIPT, "Giấy tiếp nhận và hẹn trả", promise(locked))
    made = _issue(locked, letter, locked.desk, key=present(locked.key))
    _tell(locked, "issue_receipt", made, actor)
    return made


def _tell(dossier: Dossier, action: str, document: Document, actor: Actor) -> None:
    append_event(
        dossier,
        action,
        actor=actor,
        payload={
            "state": dossier.state,
            "status_code": dossier.status_code,
            "document": str(document.id),
        },
    )
    dossier.save(update_fields=["head_seq", "head_hash", "result"])


def _issue(
    dossier: Dossier,
    draft: _Letter,
    agency: Agency,
    *,
    key: DataKey | None = None,
) -> Document:
    """What repeats the answers is sealed with the dossier's key; a result has its own and stays
    when the answers are erased, since it is the state's word and not the applicant's."""
    place = province(agency.unit.code).name if agency.unit else ""
    own = own_lines(draft.kind, agency, Filled(agency.name, today(), dossier.code or ""))
    return issue_document(
        Draft(
            letter=draft.kind,
            title=draft.title,
            data=draft.data | own,
            subject=dossier.stream(),
            check_at=f"{settings.PUBLIC_ADDRESS}/kiem-tra/",
            number=draft.number or dossier.code or "",
            synthetic=dossier.applicant.synthetic,
            source=draft.source,
        ),
        issuer=Issuer(agency.code, agency.name, place, _superior(agency)),
        actor=SYSTEM,
        key=key,
    )


def _superior(agency: Agency) -> str:
    """Who stands above an agency in the head of its letters; a committee heads its own."""
    above = None if agency.kind_id.startswith(_COMMITTEE) else agency.parent
    return above.name if above else ""


def _result(dossier: Dossier, content: ProcedureContent, agency: Agency) -> _Letter:
    """The result's letter and what stands in it; without one of its own, a general one."""
    part = _borrowed(dossier)
    title = part or (content.results[0] if content.results else content.title)
    said = content.result_letter
    if said is None or part:
        return _Letter("result", title, _general(dossier, part or content.name))
    decided = dossier.decided_at or now()
    given: dict[str, object] = {
        "signer": dossier.approved_by.full_name if dossier.approved_by else "",
        "registered_on": local(decided).date(),
    }
    number = next_number(agency.code, said.notation, local(decided).date()) if said.notation else ""
    answers = answers_of(dossier)
    source = content.template(said.template)
    if source:
        given |= {"applicant": dossier.applicant_name, "dossier_code": dossier.code or ""}
        return _Letter(said.template, title, {**values(content, answers), **given}, number, source)
    questions = {question.key: question for question in content.fields()}
    for field, key in said.fields.items():
        given[field] = value(questions[key], answers.get(key))
    return _Letter(said.template, title, given, number)


def _general(dossier: Dossier, name: str) -> dict[str, object]:
    lines = [
        ("Thủ tục", name),
        ("Người yêu cầu", dossier.applicant_name),
        ("Mã hồ sơ", dossier.code or ""),
    ]
    said = "Yêu cầu đã được xem xét và giải quyết theo quy định."
    signer = dossier.approved_by.full_name if dossier.approved_by else ""
    return {"lines": lines, "paragraphs": [said], "signer": signer}


def _borrowed(dossier: Dossier) -> str:
    """What a part is called that goes by the submission's version, its own procedure being unknown.

    Its result is its own all the same, and never the submission's letter a second time.
    """
    whole = dossier.whole
    if whole is None or whole.version_id != dossier.version_id:
        return ""
    return next(part.title for part in whole.version.read.joined if part.key == dossier.part)


def receipt_of(dossier_id: UUID) -> Document | None:
    """Mẫu 01 of a dossier, once it was made."""
    return Document.objects.filter(subject=f"dossier/{dossier_id}", kind=RECEIPT).first()
