"""At the counter, what was asked for: papers scanned, answers corrected for who stands there."""

from collections.abc import Mapping, Sequence

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from toantrinh.catalogue.browsing import in_language
from toantrinh.catalogue.forms import typed_again
from toantrinh.catalogue.general_form import with_form
from toantrinh.catalogue.questions import FormField
from toantrinh.documents.actions import store_upload
from toantrinh.dossiers import actions, attaching, perms
from toantrinh.dossiers.answers import answers_of
from toantrinh.dossiers.lifecycle import Role, find_move
from toantrinh.dossiers.looking import log_look
from toantrinh.dossiers.models import Dossier, Paper
from toantrinh.dossiers.queries import find
from toantrinh.dossiers.states import MEND
from toantrinh.dossiers.tracking import last_call
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, Invalid, Problem
from toantrinh.web.counter.receiving import Slot, take_scans
from toantrinh.web.desk.acting import meanwhile, unchanged
from toantrinh.web.desk.frame import frame
from toantrinh.web.gate.access import Visit, actor_of, officers
from toantrinh.web.portal.boxes import changed_rows
from toantrinh.web.portal.communes import asks_to_look
from toantrinh.web.portal.papers import OTHER, put
from toantrinh.web.portal.questions import PageForm, typed_of
from toantrinh.web.portal.sheets import Folder, wrong_places
from toantrinh.web.portal.supplementing import asked_anew, mended, papers_wanted, read_anew


@officers()
@require_http_methods(["GET", "HEAD", "POST"])
def supplement(visit: Visit, code: str) -> HttpResponse:
    """What was asked for, with what was answered before; everything else on demand."""
    actor = actor_of(visit)
    dossier = find(code, actor=actor)
    mine = perms.roles(actor, dossier)
    try:
        perms.check(actor, dossier, find_move("supplement", dossier.stage, mine))
    except Conflict as refused:
        if visit.method != "POST":
            return HttpResponseRedirect(reverse("desk:dossier", args=[code]))
        if Role.RECEPTION not in mine:
            raise
        return _too_late(visit, dossier, typed_of(visit.POST), refused)
    folder = _folder(dossier)
    if visit.method == "POST":
        return _take(visit, folder)
    return _shown(visit, folder, {})


def _folder(dossier: Dossier) -> Folder:
    content = in_language(with_form(dossier.version.read), get_language() or "vi")
    return Folder(dossier, content, answers_of(dossier))


def _take(visit: Visit, folder: Folder) -> HttpResponse:
    typed, actor = typed_of(visit.POST), actor_of(visit)
    questions = asked_anew(visit, folder)
    # Whatever could be scanned is kept, also when something else is wrong.
    problems = take_scans(
        visit, lambda key, whole, name: _keep(folder.dossier, actor, key, whole, name)
    )
    if any(q.kind == "commune" and asks_to_look(typed, q.key) for q in questions):
        return _shown(visit, folder, typed, problems)
    if (changed := changed_rows(questions, typed)) is not None:
        return _shown(visit, folder, changed, problems)
    reading = read_anew(folder, questions, typed)
    problems += [*reading.problems, *wrong_places(questions, reading.answers)]
    if problems:
        return _shown(visit, folder, typed, problems, status=422)
    if "later" in typed:
        return _shown(visit, folder, typed)
    return _hand_in(visit, folder, typed, mended(folder, questions, reading))


def _hand_in(
    visit: Visit, folder: Folder, typed: Mapping[str, str], answers: Mapping[str, object]
) -> HttpResponse:
    dossier, actor = folder.dossier, actor_of(visit)
    try:
        with transaction.atomic():
            unchanged(dossier, typed.get("seen", ""), actor)
            actions.supplement(dossier, actor=actor, answers=answers)
    except Invalid as refused:
        return _shown(visit, folder, typed, refused.problems, status=422)
    except Conflict as refused:
        return _too_late(visit, find(dossier.code or "", actor=actor), typed, refused)
    messages.success(visit, _("Đã nhận bổ sung hồ sơ %(code)s.") % {"code": dossier.code})
    return HttpResponseRedirect(reverse("desk:dossier", args=[dossier.code]))


def _too_late(
    visit: Visit, dossier: Dossier, typed: Mapping[str, str], refused: Conflict
) -> HttpResponse:
    """What was typed, and who did what meanwhile; sent again it rests on the dossier as it is."""
    words = [refused.text(), *meanwhile(dossier, typed.get("seen", ""), actor_of(visit))]
    told = [Problem("", each.replace("%", "%%")) for each in words]
    again = {name: text for name, text in typed.items() if name != "seen"}
    return _shown(visit, _folder(dossier), again, told, status=refused.status)


def _keep(dossier: Dossier, actor: Actor, key: str, whole: bytes, name: str) -> Paper:
    file = store_upload(whole, actor=actor, key=dossier.key)
    return put(dossier, actor, key, attaching.attach, file=file, label=name)


def _shown(
    visit: Visit,
    folder: Folder,
    typed: Mapping[str, str],
    problems: Sequence[Problem] = (),
    *,
    status: int = 200,
) -> HttpResponse:
    dossier = folder.dossier
    questions = asked_anew(visit, folder)
    slots = _slots(folder, problems)
    boxes = {slot.key for slot in slots}
    form = PageForm(
        questions,
        {**typed_again(questions, folder.stored), **typed},
        [one for one in problems if one.where not in boxes],
    )
    _log(visit, dossier, questions)
    context = {
        **frame(visit),
        "dossier": dossier,
        "content": folder.content,
        "word": last_call(dossier),
        "form": form,
        "slots": slots,
        "wrong": [slot for slot in slots if slot.problem],
        "every": "tat-ca" in visit.GET,
        "late": dossier.stage not in MEND,
        "capture": "chup" in visit.GET,
        "seen": typed.get("seen") or dossier.head_seq,
    }
    return render(visit, "counter/supplement.html", context, status=status)


def _slots(folder: Folder, problems: Sequence[Problem]) -> list[Slot]:
    """The papers to scan, with what was scanned here, and a place for others at the end."""
    wrong = {problem.where: problem.text() for problem in problems}
    here: dict[str, list[Paper]] = {}
    for paper in folder.dossier.papers.filter(revision=0).select_related("file"):
        paper.dossier = folder.dossier
        here.setdefault(paper.key, []).append(paper)
    wanted = {paper.key: paper for paper in papers_wanted(folder)}
    # What the corrected answers call for is asked for too.
    wanted |= {paper.key: paper for paper in folder.content.papers if paper.key in wrong}
    return [
        *(
            Slot(key, paper.name, True, False, [], here.get(key, []), wrong.get(key, ""))
            for key, paper in wanted.items()
        ),
        Slot(OTHER, "", False, False, [], here.get(OTHER, []), wrong.get(OTHER, "")),
    ]


def _log(visit: Visit, dossier: Dossier, questions: Sequence[FormField]) -> None:
    fields = ["applicant", "messages", *(f"answers.{one.key}" for one in questions)]
    log_look(dossier, actor=actor_of(visit), page="counter/supplement", fields=fields)
