"""Papers that the state makes of a dossier: the promise at reception, and the signed result."""

from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import transaction

from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.general_form import with_form
from toantrinh.catalogue.saying import say
from toantrinh.documents.actions import Draft, Issuer, issue_document
from toantrinh.documents.models import Document
from toantrinh.dossiers.acting import lock
from toantrinh.dossiers.answers import answers_of
from toantrinh.dossiers.lifecycle import State
from toantrinh.dossiers.models import Dossier
from toantrinh.government.models import Agency
from toantrinh.government.queries import province
from toantrinh.government.wording import Filled, own_lines
from toantrinh.journal.actions import append_event
from toantrinh.kernel.actors import SYSTEM, Actor
from toantrinh.kernel.errors import Conflict
from toantrinh.kernel.time import local, today
from toantrinh.people.models import DataKey
from toantrinh.people.queries import personal_number, phone
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
    letter, data = _result(locked, content)
    title = content.results[0] if content.results else content.title
    locked.result = _issue(locked, letter, title, data, locked.agency)
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
    title = "Giấy tiếp nhận và hẹn trả"
    made = _issue(locked, RECEIPT, title, _receipt(locked), locked.desk, key=present(locked.key))
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
    letter: str,
    title: str,
    data: dict[str, object],
    agency: Agency,
    *,
    key: DataKey | None = None,
) -> Document:
    """What repeats the answers is sealed with the dossier's key; a result has its own and stays
    when the answers are erased, since it is the state's word and not the applicant's."""
    place = province(agency.unit.code).name if agency.unit else ""
    own = own_lines(letter, agency, Filled(agency.name, today(), dossier.code or ""))
    return issue_document(
        Draft(
            letter=letter,
            title=title,
            data=data | own,
            subject=dossier.stream(),
            check_at=f"{settings.PUBLIC_ADDRESS}/kiem-tra/",
            number=dossier.code or "",
            synthetic=dossier.applicant.synthetic,
        ),
        issuer=Issuer(agency.code, agency.name, place),
        actor=SYSTEM,
        key=key,
    )


def _result(dossier: Dossier, content: ProcedureContent) -> tuple[str, dict[str, object]]:
    """The letter and what stands in it; without a letter of its own, a general one."""
    answers = answers_of(dossier)
    questions = {question.key: question for question in content.fields()}
    signer = dossier.approved_by.full_name if dossier.approved_by else ""
    if content.result_letter is None:
        lines = [
            ("Thủ tục", content.name),
            ("Người yêu cầu", dossier.applicant_name),
            ("Mã hồ sơ", dossier.code or ""),
        ]
        said = "Yêu cầu đã được xem xét và giải quyết theo quy định."
        return "result", {"lines": lines, "paragraphs": [said], "signer": signer}
    registered = local(dossier.decided_at).date() if dossier.decided_at else None
    data: dict[str, object] = {"signer": signer, "registered_on": registered}
    for field, key in content.result_letter.fields.items():
        question = questions[key]
        given = answers.get(key)
        as_day = question.kind == "date" and given
        data[field] = date.fromisoformat(str(given)) if as_day else say(question, given)
    return content.result_letter.template, data


def _receipt(dossier: Dossier) -> dict[str, object]:
    content = with_form(dossier.version.read)
    names = {paper.key: paper.name for paper in content.papers}
    papers = dossier.papers.order_by("number")
    channel = content.channel(dossier.channel)
    return {
        "dossier_code": dossier.code,
        "desk": dossier.desk.name if dossier.desk else "",
        "applicant": dossier.applicant_name,
        "applicant_number": dossier.organisation.tax_code
        if dossier.organisation
        else personal_number(dossier.applicant),
        "phone": phone(dossier.applicant),
        "email": dossier.applicant.email,
        "content": content.title,
        "papers": [names.get(paper.key) or paper.label for paper in papers],
        "time_limit": channel.limit_text if channel else "",
        "received_at": dossier.received_at,
        "due_at": dossier.due_at or "",
    }


def receipt_of(dossier_id: UUID) -> Document | None:
    """Mẫu 01 of a dossier, once it was made."""
    return Document.objects.filter(subject=f"dossier/{dossier_id}", kind=RECEIPT).first()
