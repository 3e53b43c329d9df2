"""Filling in a form: one page at a time, kept on every step, never lost."""

import secrets
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from toantrinh.catalogue.forms import (
    Reading,
    ineligible_by,
    raw,
    read_page,
    shown,
    typed_again,
)
from toantrinh.catalogue.queries import find_procedure, version_in_force
from toantrinh.catalogue.questions import FormField, FormPage
from toantrinh.catalogue.saying import say
from toantrinh.dossiers import actions
from toantrinh.dossiers.models import Channel, Dossier
from toantrinh.dossiers.perms import is_applicant
from toantrinh.dossiers.renewing import newer
from toantrinh.dossiers.states import State
from toantrinh.dossiers.tracking import own
from toantrinh.kernel.errors import Conflict, NotFound, Problem
from toantrinh.mandates.models import Mandate
from toantrinh.mandates.queries import find as find_mandate
from toantrinh.web.gate.access import Visit, actor_of, citizens, person_of
from toantrinh.web.portal.boxes import changed_rows
from toantrinh.web.portal.communes import asks_to_look
from toantrinh.web.portal.known import Known, known_of
from toantrinh.web.portal.questions import PageForm, typed_of
from toantrinh.web.portal.sheets import Folder, draft_folder, fingerprint, wrong_places
from toantrinh.web.portal.showing import show

_WRITERS = "portal_writers"
_WRITERS_KEPT = 60


@citizens(per_minute=20)
@require_POST
def start(visit: Visit, code: str) -> HttpResponse:
    """Begin a draft, or go on with the one that was begun and never filled in."""
    version = version_in_force(find_procedure(code))
    mandate = _chosen(visit)
    applicant = mandate.grantor if mandate and mandate.grantor else person_of(visit)
    dossier = actions.start(
        version,
        actor=actor_of(visit),
        applicant=applicant,
        channel=Channel.ONLINE,
        mandate=mandate,
    )
    return HttpResponseRedirect(draft_folder(dossier).first_open())


def _chosen(visit: Visit) -> Mandate | None:
    """The mandate under which somebody begins for another; None who begins for themselves."""
    named = visit.POST.get("uy_quyen", "")
    if not named:
        return None
    try:
        return find_mandate(UUID(named), actor=actor_of(visit))
    except ValueError:
        raise NotFound("Không tìm thấy ủy quyền này.") from None


@citizens()
@require_safe
def resume(visit: Visit, dossier_id: UUID) -> HttpResponse:
    """Go on where something is still open."""
    dossier = own(dossier_id, actor=actor_of(visit))
    if dossier.stage is not State.DRAFT:
        return HttpResponseRedirect(reverse("portal:dossier", args=[dossier.pk]))
    if newer(dossier) is not None:
        return HttpResponseRedirect(reverse("portal:renew", args=[dossier.pk]))
    return HttpResponseRedirect(draft_folder(dossier).first_open())


@citizens()
@require_http_methods(["GET", "HEAD", "POST"])
def form(visit: Visit, dossier_id: UUID, page_key: str) -> HttpResponse:
    """One page of the form."""
    dossier = own(dossier_id, actor=actor_of(visit))
    if dossier.stage is not State.DRAFT:
        return _too_late(visit, dossier, page_key)
    folder = draft_folder(dossier)
    page = folder.page(page_key)
    if visit.method == "POST":
        part = "X-Part" in visit.headers
        return _part(visit, folder, page) if part else _take(visit, folder, page)
    return _shown(visit, folder, page)


def _take(visit: Visit, folder: Folder, page: FormPage) -> HttpResponse:
    typed = typed_of(visit.POST)
    if any(q.kind == "commune" and asks_to_look(typed, q.key) for q in page.fields):
        return _shown(visit, folder, page, typed=typed)
    if (changed := changed_rows(page.fields, typed)) is not None:
        return _shown(visit, folder, page, typed=changed)
    reading = read_page(page, typed, folder.answers)
    asked = set(typed.get("asked", "").split())
    now_asked = [q for q in page.fields if shown(q, {**folder.answers, **reading.answers})]
    keep = _to_keep(now_asked, asked, typed, reading)
    other = _written_elsewhere(visit, folder, page, typed, keep)
    if other is None:
        try:
            actions.save_draft(
                folder.dossier, actor=actor_of(visit), answers=keep, saved=folder.saved
            )
        except Conflict:
            other = _meanwhile(visit, folder, page, keep)
    if other is not None:
        return other
    _remember_writer(visit, folder, page, typed)
    return _go_on(visit, folder, page, typed, reading, now_asked)


def _go_on(
    visit: Visit,
    folder: Folder,
    page: FormPage,
    typed: Mapping[str, str],
    reading: Reading,
    now_asked: list[FormField],
) -> HttpResponse:
    """After saving: to the next page, or back to this one for what is wrong or newly asked."""
    if "later" in typed:
        messages.success(visit, _("Đã lưu bản nháp. Bạn làm tiếp lúc nào cũng được."))
        return HttpResponseRedirect(reverse("portal:dossiers"))
    asked = set(typed.get("asked", "").split())
    fresh = [question.key for question in now_asked if question.key not in asked]
    problems = [
        problem
        for problem in [
            *reading.problems,
            *wrong_places(now_asked, reading.answers),
            *ineligible_by(folder.content, page, {**folder.answers, **reading.answers}),
        ]
        if problem.where not in fresh
    ]
    folder = draft_folder(folder.dossier)
    if problems:
        return _shown(visit, folder, page, typed=typed, problems=problems)
    if fresh:
        return HttpResponseRedirect(f"{visit.get_full_path()}#id_{fresh[0]}")
    if visit.GET.get("ve") == "xem-lai":
        return HttpResponseRedirect(reverse("portal:review", args=[folder.dossier.pk]))
    return HttpResponseRedirect(folder.after(page))


def _part(visit: Visit, folder: Folder, page: FormPage) -> HttpResponse:
    """The questions that what was typed so far leads to; nothing is kept yet."""
    typed = typed_of(visit.POST)
    asked = set(typed.get("asked", "").split())
    before = {key: value for key, value in folder.answers.items() if key not in asked}
    answers = {**before, **read_page(page, typed, before).answers}
    questions = [question for question in page.fields if shown(question, answers)]
    facts = {key: fact.typed for key, fact in _known(visit, folder.dossier, questions).items()}
    held = typed_again(questions, {**facts, **folder.stored}) | dict(typed)
    context = {
        "form": PageForm(questions, held, []),
        "asked": " ".join(question.key for question in questions),
        "computed": _computed(questions, answers),
    }
    return show(visit, "form_part", context)


def _computed(questions: list[FormField], answers: Mapping[str, object]) -> list[tuple[str, str]]:
    return [
        (question.label, answer_words(question, answers[question.key]))
        for question in questions
        if question.kind == "computed" and question.key in answers
    ]


def _to_keep(
    now_asked: list[FormField], asked: set[str], typed: Mapping[str, str], reading: Reading
) -> dict[str, object]:
    """All that was typed: answers where they are some, the bare words where not yet."""
    return {
        question.key: reading.answers.get(question.key, raw(question, typed))
        for question in now_asked
        if question.key in asked and question.kind != "computed"
    }


def _written_elsewhere(
    visit: Visit,
    folder: Folder,
    page: FormPage,
    typed: Mapping[str, str],
    keep: Mapping[str, object],
) -> HttpResponse | None:
    """Both versions beside each other, when another window saved this page meanwhile."""
    if typed.get("seen", "") == fingerprint(page, folder.stored):
        return None
    # The same sheet once more, as after the back button, may go over what it wrote itself.
    writers = visit.session.get(_WRITERS, {})
    sheet = typed.get("sheet", "")
    if sheet and writers.get(f"{folder.dossier.pk}/{page.key}") == sheet:
        return None
    differing = _differing(page, folder.stored, keep)
    if not differing:
        return None
    return _shown(visit, folder, page, typed=typed, differing=differing)


def _meanwhile(
    visit: Visit, folder: Folder, page: FormPage, keep: Mapping[str, object]
) -> HttpResponse:
    """Somebody saved between our look and our writing."""
    dossier = own(folder.dossier.pk, actor=actor_of(visit))
    if dossier.stage is not State.DRAFT:
        return _too_late(visit, dossier, page.key)
    later = draft_folder(dossier)
    differing = _differing(page, later.stored, keep)
    return _shown(visit, later, page, typed=typed_of(visit.POST), differing=differing)


def _differing(
    page: FormPage, stored: Mapping[str, Any], keep: Mapping[str, object]
) -> list[dict[str, str]]:
    return [
        {
            "label": question.label,
            "mine": answer_words(question, keep[question.key]),
            "theirs": answer_words(question, stored.get(question.key)),
        }
        for question in page.fields
        if question.key in keep
        and typed_again([question], keep) != typed_again([question], {question.key: "", **stored})
    ]


def answer_words(question: FormField, value: object) -> str:
    """An answer as people read it, also when it is none yet."""
    try:
        return say(question, value)
    except ValueError:
        return str(value)


def _remember_writer(
    visit: Visit, folder: Folder, page: FormPage, typed: Mapping[str, str]
) -> None:
    writers = dict(visit.session.get(_WRITERS, {}))
    name = f"{folder.dossier.pk}/{page.key}"
    writers.pop(name, None)
    writers[name] = typed.get("sheet", "")[:16]
    visit.session[_WRITERS] = dict(list(writers.items())[-_WRITERS_KEPT:])


def _shown(
    visit: Visit,
    folder: Folder,
    page: FormPage,
    *,
    typed: Mapping[str, str] | None = None,
    problems: list[Problem] | None = None,
    differing: list[dict[str, str]] | None = None,
) -> HttpResponse:
    questions = folder.questions(page)
    if typed is not None:
        asked = set(typed.get("asked", "").split())
        questions = [q for q in page.fields if q in questions or q.key in asked]
    known = _known(visit, folder.dossier, questions)
    facts = {key: fact.typed for key, fact in known.items()}
    held = typed_again(questions, {**facts, **folder.stored})
    if typed is not None:
        held |= typed
    context = {
        "folder": folder,
        "page": page,
        "at": folder.place_of(page),
        "back": folder.before(page),
        "form": PageForm(questions, held, problems or []),
        "asked": " ".join(question.key for question in questions),
        "seen": fingerprint(page, folder.stored),
        "sheet": (typed or {}).get("sheet") or secrets.token_hex(8),
        "known": list(known.values()),
        "differing": differing or [],
        "computed": _computed(questions, folder.answers),
        "changes": any(one.show_if or one.kind == "computed" for one in page.fields),
    }
    status = 409 if differing else 422 if problems else 200
    return show(visit, "form", context, status=status)


def _known(visit: Visit, dossier: Dossier, questions: list[FormField]) -> dict[str, Known]:
    """What is known of who fills this in, or of the applicant for whom they do."""
    if is_applicant(actor_of(visit), dossier):
        return known_of(person_of(visit), questions)
    return known_of(dossier.applicant, questions, to_another=True)


def _too_late(visit: Visit, dossier: Dossier, page_key: str) -> HttpResponse:
    """The draft was handed in meanwhile; what was typed is shown, so that it can be copied."""
    address = reverse("portal:dossier", args=[dossier.pk])
    if visit.method != "POST":
        return HttpResponseRedirect(address)
    folder = Folder(dossier, dossier.version.read, {})
    typed = typed_of(visit.POST)
    page = next((page for page in folder.content.pages if page.key == page_key), None)
    lines = [
        (question.label, answer_words(question, kept))
        for question in (page.fields if page else ())
        if (kept := raw(question, typed))
    ]
    return show(visit, "too_late", {"dossier": dossier, "lines": lines}, status=409)
