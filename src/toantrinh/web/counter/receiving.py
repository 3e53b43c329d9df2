"""Third page of the counter: papers and fee, then one act receives; and what is handed over."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from toantrinh.catalogue.content import Paper
from toantrinh.catalogue.fees import fees_due, total
from toantrinh.counter import reception as actions
from toantrinh.counter.asking import may_bring, must_bring
from toantrinh.counter.kinds import Kind, usual
from toantrinh.counter.receiving import finish
from toantrinh.counter.reception import find, told
from toantrinh.counter.reception_models import Reception, ReceptionPaper
from toantrinh.counter.scans import OTHER, as_one, drop_scan, keep_scan, scans_of
from toantrinh.documents.uploads import UploadLimits, check_size
from toantrinh.dossiers.models import Paper as Scanned
from toantrinh.dossiers.on_paper import FORM, NAME, on_paper
from toantrinh.dossiers.results import issue_receipt, receipt_of
from toantrinh.dossiers.states import State
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, Invalid, Problem, Refusal
from toantrinh.kernel.time import today
from toantrinh.people.confirming import NotConfirmed
from toantrinh.web.counter.showing import show
from toantrinh.web.counter.what import Sheet, sheet_of
from toantrinh.web.gate.access import Visit, actor_of, officers
from toantrinh.web.portal.handing_in import square

_BOX, _KIND = "file_", "kind_"
KINDS = (
    (Kind.ORIGINAL, _("Bản chính")),
    (Kind.CERTIFIED, _("Bản sao có chứng thực")),
    (Kind.COMPARED, _("Bản sao đã đối chiếu bản chính")),
    (Kind.COPY, _("Bản sao")),
    (Kind.SHOWN, _("Đã xuất trình, không giữ bản sao")),
    (Kind.IN_ONE, _("Nằm trong bản quét chung với tờ khai")),
)


@dataclass(frozen=True)
class Slot:
    """One paper of the check-list: what lies there, and what kind it is."""

    key: str
    name: str
    required: bool
    shown_only: bool
    kinds: list[tuple[str, str, bool]]
    scans: Sequence[ReceptionPaper | Scanned]
    problem: str = ""

    @property
    def kind(self) -> str:
        """What kind it is taken for, in words."""
        return next((words for _value, words, chosen in self.kinds if chosen), str(_("Không có")))

    @property
    def folded(self) -> bool:
        """Whether nothing of it is asked: it needs no scan of its own, or was not brought."""
        chosen = {value for value, _words, is_it in self.kinds if is_it}
        return bool(chosen & {Kind.SHOWN, Kind.IN_ONE}) and not self.problem


@officers()
@require_http_methods(["GET", "HEAD", "POST"])
def papers(visit: Visit, reception_id: UUID) -> HttpResponse:
    """The check-list, scans, the fee; with `receive` all is received."""
    found = find(reception_id, actor=actor_of(visit))
    if found.dossier_id is not None:
        return HttpResponseRedirect(reverse("counter:done", args=[found.pk]))
    if found.person_id is None or found.version is None:
        return HttpResponseRedirect(reverse("counter:what", args=[found.pk]))
    if visit.method != "POST":
        return _shown(visit, found, [])
    problems = [*take_scans(visit, _keeping(found, actor_of(visit))), *_keep_words(visit, found)]
    if "receive" not in visit.POST and not problems:
        return HttpResponseRedirect(visit.get_full_path())
    return _receive(visit, found, problems)


def _receive(visit: Visit, found: Reception, problems: list[Problem]) -> HttpResponse:
    actor = actor_of(visit)
    if not problems:
        try:
            dossier = finish(found, actor=actor)
        except NotConfirmed:
            # The entrance leads on; what was typed and scanned is kept already.
            raise
        except Invalid as refused:
            problems = list(refused.problems) or [Problem("", refused.text().replace("%", "%%"))]
        except Refusal as refused:
            problems = [Problem(refused.field or "", refused.text().replace("%", "%%"))]
        else:
            # Signed at once, since its owner stands there; the worker finds it done.
            issue_receipt(dossier)
            return HttpResponseRedirect(reverse("counter:done", args=[found.pk]))
        problems = _told_once(found, problems)
    return _shown(visit, find(found.pk, actor=actor), problems)


def _told_once(found: Reception, problems: list[Problem]) -> list[Problem]:
    """What a form on paper tells is not asked question by question: the form itself is missing."""
    sheet = sheet_of(found)
    scanned = {scan.key for scan in scans_of(found)}
    if not sheet.short.on_paper or FORM in scanned:
        return problems
    later = on_paper(sheet.content, problems, {**sheet.facts, **sheet.stored})
    if not later:
        return problems
    said = Problem(FORM, "Còn thiếu: tờ khai giấy mà người đến đã điền và ký.")
    return [said, *(problem for problem in problems if problem not in later)]


def _keeping(found: Reception, actor: Actor) -> Callable[[str, bytes, str], object]:
    return lambda key, whole, name: keep_scan(
        found, key, whole, NAME if key == FORM else name, actor=actor
    )


def take_scans(visit: Visit, keep: Callable[[str, bytes, str], object]) -> list[Problem]:
    """Keep every scan that can be kept, by its key and name; the others come back as problems."""
    problems = []
    for name in visit.FILES:
        if not name.startswith(_BOX):
            continue
        key, sent = name.removeprefix(_BOX), visit.FILES.getlist(name)
        try:
            for each in sent:
                check_size(each.size or 0, UploadLimits())
            whole = as_one([each.read() for each in sent])
            keep(key, whole, sent[0].name or key)
        except Refusal as refused:
            problems.append(Problem(key, refused.text().replace("%", "%%")))
    return problems


def _keep_words(visit: Visit, found: Reception) -> list[Problem]:
    known = {kind.value for kind in Kind}
    kinds = {
        name.removeprefix(_KIND): kind
        for name, kind in visit.POST.items()
        if name.startswith(_KIND) and kind in {*known, ""}
    }
    fee = None
    if "receipt" in visit.POST:
        fee = (visit.POST.get("amount", "")[:20], visit.POST["receipt"][:60])
    try:
        actions.keep(found, actor=actor_of(visit), kinds=kinds, fee=fee)
    except Conflict as conflict:
        return [Problem("", conflict.text().replace("%", "%%"))]
    return []


def _shown(visit: Visit, found: Reception, problems: list[Problem]) -> HttpResponse:
    sheet = sheet_of(found)
    typed = told(found)
    given: dict[str, list[ReceptionPaper]] = {}
    for scan in scans_of(found):
        given.setdefault(scan.key, []).append(scan)
    wrong = {problem.where: problem.text() for problem in problems}

    def slot(paper: Paper) -> Slot:
        by_itself = usual(paper, in_one=sheet.short.in_one).value if paper.required else ""
        chosen = typed.kinds.get(paper.key) or by_itself
        kinds = [(kind.value, str(words), kind.value == chosen) for kind, words in KINDS]
        here = given.get(paper.key, [])
        return Slot(
            paper.key, paper.name, paper.required, paper.shown_only, kinds, here,
            wrong.get(paper.key, ""),
        )  # fmt: skip

    needed = [slot(paper) for paper in must_bring(sheet.content, sheet.answers)]
    others = [slot(paper) for paper in may_bring(sheet.content, sheet.answers)]
    form = Slot(FORM, NAME, True, False, [], given.get(FORM, []), wrong.get(FORM, ""))
    here = {each.key for each in [*needed, *others]} | {"amount", "receipt", OTHER, FORM}
    context = {
        "sheet": sheet,
        "form": form if sheet.short.on_paper else None,
        "slots": needed,
        "others": others,
        "other": Slot(OTHER, "", False, False, [], given.get(OTHER, []), wrong.get(OTHER, "")),
        "capture": "chup" in visit.GET,
        "typed": typed,
        "problem_of": wrong,
        "problems": [(_address(found, sheet, one, here), one.text()) for one in problems],
        **_fee(sheet),
    }
    status = 422 if problems else 200
    return show(visit, "papers", found, context, step=3, status=status)


def _address(found: Reception, sheet: Sheet, problem: Problem, here: set[str]) -> str:
    """Where a problem is mended: on this page, or at the question on an earlier one."""
    where = problem.where.partition(".")[0]
    if where in here:
        box = where if where in {"amount", "receipt"} else f"{_BOX}{where}"
        return f"#id_{box}"
    if any(one.key == where for one in sheet.short.page.fields):
        return f"{reverse('counter:what', args=[found.pk])}#id_{where}"
    for page in sheet.pages:
        if any(one.key == where for one in page.fields):
            return f"{reverse('counter:sheet', args=[found.pk, page.key])}#id_{where}"
    return ""


def _fee(sheet: Sheet) -> dict[str, Any]:
    """What it costs, by the answers; `charged` also where no number is known."""
    due = fees_due(sheet.content, "direct", today(), sheet.answers)
    amount = total(due)
    return {"due": due, "amount": amount, "charged": bool(due) and amount != 0}


@officers()
@require_POST
def drop_paper(visit: Visit, reception_id: UUID, paper_id: UUID) -> HttpResponse:
    """Take a scan away."""
    found = find(reception_id, actor=actor_of(visit))
    drop_scan(found, paper_id, actor=actor_of(visit))
    return HttpResponseRedirect(reverse("counter:papers", args=[found.pk]))


@officers()
@require_safe
def done(visit: Visit, reception_id: UUID) -> HttpResponse:
    """What is handed over: Mẫu 01 to print, and the code with a square that leads to where it is
    tracked."""
    found = find(reception_id, actor=actor_of(visit))
    if found.dossier is None:
        return HttpResponseRedirect(reverse("counter:what", args=[found.pk]))
    dossier = found.dossier
    address = f"{settings.PUBLIC_ADDRESS}{reverse('portal:standing')}?ma={dossier.code}"
    context = {
        "dossier": dossier,
        "document": receipt_of(dossier.pk),
        "square": square(address),
        "title": dossier.version.read.title,
        "accepted": dossier.stage is State.ACCEPTED,
    }
    return show(visit, "done", found, context, step=3)
