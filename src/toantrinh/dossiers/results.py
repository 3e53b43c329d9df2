"""Papers that the state makes of a dossier: the promise at reception, and the signed result."""

from uuid import UUID

from django.db import transaction

from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.general_form import with_form
from toantrinh.documents.models import Document
from toantrinh.dossiers.acting import lock
from toantrinh.dossiers.answers import answers_of
from toantrinh.dossiers.codes import next_number
from toantrinh.dossiers.delegating import decided_as
from toantrinh.dossiers.form_letters import denial
from toantrinh.dossiers.issuing import Composed, issue, tell
from toantrinh.dossiers.letters import value, values
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.promise import promise
from toantrinh.dossiers.states import State
from toantrinh.government.models import Agency
from toantrinh.kernel.actors import SYSTEM, Actor
from toantrinh.kernel.errors import Conflict
from toantrinh.kernel.time import local, now
from toantrinh.people.sealing import present

RECEIPT = "receipt"


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
    locked.result = issue(locked, letter, locked.agency)
    tell(locked, "issue_result", locked.result, actor)
    return locked.result


@transaction.atomic
def issue_correction(dossier: Dossier, number: int, *, actor: Actor = SYSTEM) -> Document:
    """Set and sign the result anew in place of the one before, as a correction that was decided
    says; a second call gives the first one's."""
    locked = lock(dossier)
    correction = locked.corrections.select_related("decided_by", "document").get(number=number)
    if correction.document is not None:
        return correction.document
    if not correction.granted or locked.result is None or locked.agency is None:
        raise Conflict("Đính chính này chưa được ký.")
    # Whoever signs now stands on the new one; the day that was decided on stays.
    locked.approved_by = correction.decided_by
    letter = _result(locked, with_form(locked.version.read), locked.agency)
    correction.document = issue(locked, letter, locked.agency, replaces=locked.result)
    correction.save(update_fields=["document"])
    locked.result = correction.document
    tell(locked, "issue_result", locked.result, actor, correction=number)
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
    letter = Composed(RECEIPT, "Giấy tiếp nhận và hẹn trả", promise(locked))
    made = issue(locked, letter, locked.desk, key=present(locked.key))
    tell(locked, "issue_receipt", made, actor)
    return made


def _result(dossier: Dossier, content: ProcedureContent, agency: Agency) -> Composed:
    """The result's letter and what stands in it; without one of its own, a general one."""
    part = _borrowed(dossier)
    title = part or (content.results[0] if content.results else content.title)
    said = content.result_letter
    if dossier.denial:
        return denial(dossier, agency)
    if said is None or part:
        general = _general(dossier, part or content.name)
        return Composed("result", title, {**general, **decided_as(dossier, agency)})
    decided = dossier.decided_at or now()
    given: dict[str, object] = {
        **decided_as(dossier, agency),
        "signer": dossier.approved_by.full_name if dossier.approved_by else "",
        "registered_on": local(decided).date(),
    }
    number = next_number(agency.code, said.notation, local(decided).date()) if said.notation else ""
    answers = answers_of(dossier)
    source = content.template(said.template)
    if source:
        given |= {"applicant": dossier.applicant_name, "dossier_code": dossier.code or ""}
        return Composed(said.template, title, {**values(content, answers), **given}, number, source)
    questions = {question.key: question for question in content.fields()}
    for field, key in said.fields.items():
        given[field] = value(questions[key], answers.get(key))
    return Composed(said.template, title, given, number)


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
