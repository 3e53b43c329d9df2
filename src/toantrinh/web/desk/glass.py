"""Breaking the glass: the offer where a dossier is not shown, the form, and its later review."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from toantrinh.dossiers import glass, perms
from toantrinh.dossiers.answers import note_text
from toantrinh.dossiers.because import why_glass
from toantrinh.dossiers.looking import log_review
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.word_models import Glass
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotAllowed, NotFound, Refusal
from toantrinh.web.desk.forms import GlassForm
from toantrinh.web.desk.frame import frame
from toantrinh.web.desk.rows import address
from toantrinh.web.gate.access import Visit, actor_of, officers

_NAME = "glass"
_EACH = 25


@dataclass(frozen=True)
class Broken:
    """One glass as its supervisors read it."""

    who: str
    agency: str
    code: str
    # Where the supervisor sees the dossier, if they do.
    url: str
    reason: str
    words: str
    at: datetime
    until: datetime


def not_seen(visit: Visit, code: str, unseen: NotFound) -> HttpResponse:
    """The refusal, the same whether there is such a dossier; with the way in for some posts."""
    context = {
        **frame(visit),
        "code": code,
        "text": unseen.text(),
        "may_break": glass.may_break(actor_of(visit)),
    }
    return render(visit, "desk/unseen.html", context, status=unseen.status)


@officers(per_minute=12)
@require_http_methods(["GET", "HEAD", "POST"])
def break_it(visit: Visit, code: str) -> HttpResponse:
    """Say why, and read."""
    actor = actor_of(visit)
    if not glass.may_break(actor):
        raise NotAllowed("Vị trí của bạn không được mở khẩn cấp hồ sơ.")
    listed = [(one.code, one.words) for one in glass.listed(actor)]
    form = GlassForm(visit.POST if visit.method == "POST" else None, name=_NAME, listed=listed)
    status = 200
    if form.is_bound:
        status = _break(code, actor, form)
        if status == 200:
            messages.success(visit, _("Đã mở. Người nộp hồ sơ được báo ngay."))
            return HttpResponseRedirect(address(code, None))
    context = {**frame(visit), "code": code, "form": form, "hours": glass.hours(actor)}
    return render(visit, "desk/break_glass.html", context, status=status)


def _break(code: str, actor: Actor, form: GlassForm) -> int:
    """The status of trying; what was refused stands on the form."""
    if not form.is_valid():
        return Refusal.status
    given = form.cleaned_data
    try:
        glass.break_glass(code, actor=actor, reason=given["reason"], words=given["words"])
    except Refusal as refusal:
        form.blame(refusal)
        return refusal.status
    return 200


@officers()
@require_safe
def broken(visit: Visit) -> HttpResponse:
    """What was opened so in the supervisor's branch, the latest first."""
    actor = actor_of(visit)
    if not glass.supervises(actor):
        raise NotAllowed("Trang này dành cho lãnh đạo và người phụ trách bảo vệ dữ liệu.")
    paginator = Paginator(glass.broken(actor), _EACH)
    page = paginator.get_page(visit.GET.get("page"))
    rows = list(page.object_list)
    log_review([row.dossier for row in rows], actor=actor, page="desk/broken")
    context = {
        **frame(visit),
        "rows": [_row(row, actor) for row in rows],
        "page": page,
        "numbers": list(paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)),
    }
    return render(visit, "desk/broken.html", context)


def _row(row: Glass, actor: Actor) -> Broken:
    dossier = row.dossier
    return Broken(
        who=row.officer.full_name,
        agency=row.agency.name,
        code=dossier.code or "",
        url=address(dossier.code or "", None) if perms.sees(actor, dossier) else "",
        reason=why_glass(row.reason, row.at, row.agency),
        words=_words(row, dossier),
        at=row.at,
        until=row.until,
    )


def _words(row: Glass, dossier: Dossier) -> str:
    note = dossier.notes.get(number=row.note)
    note.dossier = dossier
    try:
        return note_text(note)
    except Refusal as erased:
        return erased.text()
