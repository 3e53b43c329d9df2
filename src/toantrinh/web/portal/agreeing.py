"""What waits for one's agreement, and asking somebody for theirs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from toantrinh.catalogue.forms import page_asked, shown
from toantrinh.dossiers import agreeing
from toantrinh.dossiers.agreeing import Sheet, Stand, Standing
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.states import State
from toantrinh.dossiers.tracking import own
from toantrinh.journal.actions import log_access
from toantrinh.kernel.errors import NotFound, Refusal
from toantrinh.web.gate.access import Visit, actor_of, citizens, person_of
from toantrinh.web.portal.applying import answer_words
from toantrinh.web.portal.showing import show, words_of

WORDS: dict[Standing, tuple[Promise, str]] = {
    Standing.UNASKED: (gettext_lazy("Chưa mời"), "near"),
    Standing.ASKED: (gettext_lazy("Đang chờ xác nhận"), "work"),
    Standing.AGREED: (gettext_lazy("Đã đồng ý"), "done"),
    Standing.DECLINED: (gettext_lazy("Không đồng ý"), "late"),
    Standing.CHANGED: (gettext_lazy("Đã sửa sau khi mời, cần mời lại"), "near"),
}


@dataclass(frozen=True)
class Line:
    """A second signer on the applicant's page: who, how far, and whether to ask (again)."""

    question: str
    label: str
    name: str
    words: str
    tone: str
    at: datetime | None
    to_ask: bool


def lines_of(stands: list[Stand]) -> list[Line]:
    """The second signers of an application, for its applicant."""
    return [
        Line(
            one.signer.question.key,
            one.signer.question.label,
            one.signer.name,
            str(WORDS[one.standing][0]),
            WORDS[one.standing][1],
            one.at,
            one.standing not in {Standing.AGREED, Standing.ASKED},
        )
        for one in stands
    ]


@citizens(per_minute=20)
@require_POST
def invite(visit: Visit, dossier_id: UUID, question: str) -> HttpResponse:
    """Ask a second signer, then go back to where the application is handed in."""
    dossier = own(dossier_id, actor=actor_of(visit))
    agreeing.ask(dossier, question, actor=actor_of(visit))
    messages.success(visit, _("Đã mời. Người ấy thấy việc này khi đăng nhập, ở trang xác nhận."))
    page = "portal:review" if dossier.stage is State.DRAFT else "portal:supplement"
    return HttpResponseRedirect(reverse(page, args=[dossier.pk]))


@citizens()
@require_safe
def asked(visit: Visit) -> HttpResponse:
    """All that waits for one's agreement, and what one answered as long as it may change."""
    sheets = agreeing.sheets_of(person_of(visit), actor=actor_of(visit))
    if sheets:
        _log(visit, [sheet.dossier for sheet in sheets], "portal/agreements", ["applicant"])
    rows = [
        {
            "title": words_of(sheet.dossier.version).title,
            "applicant": sheet.dossier.applicant_name,
            "url": _address(sheet),
            "words": WORDS[sheet.stand.standing][0],
            "tone": WORDS[sheet.stand.standing][1],
            "waits": sheet.stand.standing in {Standing.ASKED, Standing.CHANGED},
        }
        for sheet in sheets
    ]
    return show(visit, "agreements_asked", {"rows": rows})


@citizens(per_minute=30)
@require_http_methods(["GET", "HEAD", "POST"])
def one(visit: Visit, dossier_id: UUID, question: str) -> HttpResponse:
    """What one is asked to agree to, and the two answers."""
    dossier = Dossier.objects.select_related("version", "key", "applicant").filter(pk=dossier_id)
    found = dossier.first()
    if found is None or found.stage not in agreeing.OPEN:
        raise agreeing.unknown()
    problem, status = "", 200
    if visit.method == "POST":
        try:
            agreeing.answer(
                found,
                question,
                actor=actor_of(visit),
                agrees=visit.POST.get("answer") == "agree",
                seen=_seen(visit),
                reason=visit.POST.get("reason", ""),
            )
        except NotFound:
            raise
        except Refusal as refused:
            problem, status = refused.text(), refused.status
        else:
            messages.success(visit, _("Đã ghi câu trả lời của bạn."))
            return HttpResponseRedirect(reverse("portal:agreements"))
    sheet = agreeing.sheet_for(found, question, actor=actor_of(visit))
    seen = [
        f"answers.{key}" for key in agreeing.seen_by(sheet.content, _question(sheet), sheet.answers)
    ]
    _log(visit, [found], "portal/agreement", ["applicant", *seen])
    context = {
        "sheet": sheet,
        "title": words_of(found.version).title,
        "groups": _groups(sheet),
        "words": WORDS[sheet.stand.standing][0],
        "tone": WORDS[sheet.stand.standing][1],
        "waits": sheet.stand.standing is not Standing.AGREED,
        "digest": sheet.digest.hex(),
        "reason": visit.POST.get("reason", ""),
        "problem": problem,
    }
    return show(visit, "agreement", context, status=status)


def _question(sheet: Sheet) -> Any:
    return sheet.stand.signer.question


def _groups(sheet: Sheet) -> list[dict[str, Any]]:
    content = words_of(sheet.dossier.version)
    question, answers = _question(sheet), sheet.answers
    return [
        {
            "title": page.title,
            "answers": [
                {"label": each.label, "value": answer_words(each, answers.get(each.key))}
                for each in page.fields
                if shown(each, answers) and answers.get(each.key) is not None
            ],
        }
        for page in agreeing.pages_for(content, question)
        if page_asked(page, answers)
    ]


def _address(sheet: Sheet) -> str:
    return reverse("portal:agreement", args=[sheet.dossier.pk, _question(sheet).key])


def _seen(visit: Visit) -> bytes:
    try:
        return bytes.fromhex(visit.POST.get("seen", ""))
    except ValueError:
        return b""


def _log(visit: Visit, dossiers: list[Dossier], page: str, fields: list[str]) -> None:
    log_access(
        actor=actor_of(visit),
        page=page,
        purpose="agreement",
        basis="agreement",
        persons=sorted({dossier.applicant_id for dossier in dossiers}),
        dossiers=[dossier.pk for dossier in dossiers],
        fields=fields,
    )
