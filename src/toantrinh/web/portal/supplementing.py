"""Mending what was asked for, and taking a dossier back."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from toantrinh.catalogue.content import Paper
from toantrinh.catalogue.forms import Reading, read_page, typed_again
from toantrinh.catalogue.questions import FormField, FormPage
from toantrinh.dossiers import actions, agreeing
from toantrinh.dossiers.answers import answers_of, draft_answers
from toantrinh.dossiers.models import Channel, Dossier, Draft
from toantrinh.dossiers.perms import moves_for
from toantrinh.dossiers.states import MEND, State
from toantrinh.dossiers.tracking import last_call, own, wait_ended
from toantrinh.kernel.errors import Conflict, Invalid, Problem, Refusal
from toantrinh.web.gate.access import Visit, actor_of, citizens
from toantrinh.web.look.templatetags.look import brief
from toantrinh.web.portal.agreeing import Line, lines_of
from toantrinh.web.portal.boxes import changed_rows
from toantrinh.web.portal.communes import asks_to_look
from toantrinh.web.portal.papers import OTHER, PapersForm, slots, take_files
from toantrinh.web.portal.progress import what_was_done
from toantrinh.web.portal.questions import PageForm, typed_of
from toantrinh.web.portal.sheets import Folder, wrong_places
from toantrinh.web.portal.showing import show, words_of


@citizens()
@require_http_methods(["GET", "HEAD", "POST"])
def supplement(visit: Visit, dossier_id: UUID) -> HttpResponse:
    """What is asked for, with what was answered before; everything else on demand."""
    dossier = own(dossier_id, actor=actor_of(visit))
    waits = dossier.stage in MEND
    if not waits and visit.method != "POST":
        return HttpResponseRedirect(reverse("portal:dossier", args=[dossier.pk]))
    folder = Folder(dossier, words_of(dossier.version), _stored(dossier))
    if visit.method == "POST":
        return _take(visit, folder) if waits else _too_late(visit, folder)
    return _shown(visit, folder)


def _take(visit: Visit, folder: Folder) -> HttpResponse:
    typed = typed_of(visit.POST)
    questions = asked_anew(visit, folder)
    problems = take_files(visit, folder.dossier, actor_of(visit))
    if any(q.kind == "commune" and asks_to_look(typed, q.key) for q in questions):
        return _shown(visit, folder, typed=typed, problems=problems)
    if (changed := changed_rows(questions, typed)) is not None:
        return _shown(visit, folder, typed=changed, problems=problems)
    reading = read_anew(folder, questions, typed)
    problems += [*reading.problems, *wrong_places(questions, reading.answers)]
    if not problems and "later" not in typed:
        try:
            actions.supplement(
                folder.dossier,
                actor=actor_of(visit),
                answers=mended(folder, questions, reading),
                message=typed.get("message", ""),
            )
        except Invalid as refused:
            problems = refused.problems
            _keep_for_signers(visit, folder, problems, {**folder.stored, **reading.answers})
        except Conflict:
            folder.dossier = own(folder.dossier.pk, actor=actor_of(visit))
            if folder.dossier.stage in MEND:
                raise
            return _too_late(visit, folder)
        except Refusal as refused:
            problems = [Problem("", refused.text().replace("%", "%%"))]
        else:
            messages.success(visit, _("Đã gửi bổ sung. Hồ sơ được xử lý tiếp."))
            return HttpResponseRedirect(reverse("portal:dossier", args=[folder.dossier.pk]))
    return _shown(visit, folder, typed=typed, problems=problems)


def _too_late(visit: Visit, folder: Folder) -> HttpResponse:
    """What was typed, with who handed it in, or ended the wait otherwise, meanwhile."""
    ended, reader = wait_ended(folder.dossier), str(actor_of(visit))
    words = [_("Hồ sơ này không chờ bổ sung nữa.")]
    for entry in what_was_done(folder.dossier, [ended] if ended else [], reader):
        said = _("%(what)s, lúc %(at)s.") % {"what": entry["title"], "at": brief(entry["at"])}
        words.append(f"{said} {entry['text']}".strip())
    problems = [Problem("", word.replace("%", "%%")) for word in words]
    return _shown(visit, folder, typed=typed_of(visit.POST), problems=problems, status=409)


def _stored(dossier: Dossier) -> dict[str, Any]:
    """What was kept of the supplement while a second signer was asked, else what was handed in."""
    draft = Draft.objects.filter(pk=dossier.pk).first()
    if draft is None:
        return answers_of(dossier)
    draft.dossier = dossier
    return draft_answers(draft)


def _keep_for_signers(
    visit: Visit, folder: Folder, problems: list[Problem], answers: Mapping[str, object]
) -> None:
    """Keep the supplement when nothing but second signers' agreement is missing."""
    signatures = {q.key for q in folder.content.fields() if q.kind == "signature"}
    if {problem.where for problem in problems} <= signatures:
        agreeing.keep_supplement(folder.dossier, answers, actor=actor_of(visit))
        folder.stored = dict(answers)
        vars(folder).pop("reading", None)


def read_anew(folder: Folder, questions: list[FormField], typed: Mapping[str, str]) -> Reading:
    """Read the open questions page by page, with the checks of their pages."""
    open_keys = {question.key for question in questions}
    answers: dict[str, object] = {}
    problems: list[Problem] = []
    for page in folder.content.pages:
        fields = tuple(question for question in page.fields if question.key in open_keys)
        if fields:
            part = FormPage(key=page.key, title=page.title, fields=fields, checks=page.checks)
            reading = read_page(part, typed, {**folder.answers, **answers})
            answers.update(reading.answers)
            problems += reading.problems
    return Reading(answers, problems)


def mended(folder: Folder, questions: list[FormField], reading: Reading) -> dict[str, object]:
    """All answers, those to the open questions as they were read."""
    cleared = {question.key for question in questions} - reading.answers.keys()
    whole = {**folder.answers, **reading.answers}
    return {key: value for key, value in whole.items() if key not in cleared}


def asked_anew(visit: Visit, folder: Folder) -> list[FormField]:
    """The questions to answer anew: those asked for, or all when somebody wants to."""
    word = last_call(folder.dossier)
    asked = set(word.missing) if word else set()
    every = [q for page in folder.content.pages for q in folder.questions(page)]
    if "tat-ca" in visit.GET:
        return every
    return [question for question in every if question.key in asked]


def _shown(
    visit: Visit,
    folder: Folder,
    *,
    typed: Mapping[str, str] | None = None,
    problems: list[Problem] | None = None,
    status: int = 422,
) -> HttpResponse:
    questions = asked_anew(visit, folder)
    held = {**typed_again(questions, folder.stored), **(typed or {})}
    word = last_call(folder.dossier)
    wanted = papers_wanted(folder)
    found = problems or []
    keys = {paper.key for paper in wanted} | {OTHER}
    papers = PapersForm(wanted, [one for one in found if one.where in keys])
    rest = [one for one in found if one.where not in keys]
    context: dict[str, Any] = {
        "folder": folder,
        "word": word,
        "form": PageForm(questions, held, rest),
        "papers": papers,
        "slots": slots(folder.dossier, wanted, papers),
        "message": held.get("message", ""),
        "signers": _signers(folder),
        "every": "tat-ca" in visit.GET,
        "late": folder.dossier.stage not in MEND,
    }
    return show(visit, "supplement", context, status=status if found else 200)


def papers_wanted(folder: Folder) -> list[Paper]:
    """The papers that were asked for."""
    word = last_call(folder.dossier)
    asked = set(word.missing) if word else set()
    return [paper for paper in folder.content.papers if paper.key in asked]


def _signers(folder: Folder) -> list[Line]:
    """Second signers, where one has not agreed to the answers as they are now."""
    found = agreeing.stands(folder.dossier, folder.content, folder.answers)
    waits = any(one.standing is not agreeing.Standing.AGREED for one in found)
    return lines_of(found) if waits and folder.dossier.channel == Channel.ONLINE else []


@citizens(per_minute=20)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(visit: Visit, dossier_id: UUID) -> HttpResponse:
    """Ask once more, then take the dossier back (NĐ 118/2025 Đ21)."""
    dossier = own(dossier_id, actor=actor_of(visit))
    address = reverse("portal:dossier", args=[dossier.pk])
    if visit.method != "POST":
        if not _may_withdraw(visit, dossier):
            return HttpResponseRedirect(address)
        return show(visit, "withdraw", {"dossier": dossier, "content": words_of(dossier.version)})
    reason = visit.POST.get("reason", "")
    try:
        actions.withdraw(dossier, actor=actor_of(visit), reason=reason)
    except Conflict:
        if own(dossier_id, actor=actor_of(visit)).stage is not State.WITHDRAWN:
            raise
    except Refusal as refused:
        context = {"dossier": dossier, "content": words_of(dossier.version)}
        context |= {"reason": reason, "problem": refused.text()}
        return show(visit, "withdraw", context, status=refused.status)
    messages.success(visit, _("Đã rút hồ sơ."))
    return HttpResponseRedirect(address)


def _may_withdraw(visit: Visit, dossier: Dossier) -> bool:
    return any(move.action == "withdraw" for move in moves_for(actor_of(visit), dossier))
