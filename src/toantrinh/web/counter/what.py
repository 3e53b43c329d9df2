"""Second page of the counter: the procedure, and what of its form has to be typed.

Of a longer form that is what reception rests on; all of it can be filled in page by page, here too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.forms import page_asked, raw, read_all, read_page, shown, typed_again
from toantrinh.catalogue.queries import find_procedure, version_in_force
from toantrinh.catalogue.questions import FormField, FormPage
from toantrinh.catalogue.search import search
from toantrinh.counter import reception as actions
from toantrinh.counter.asking import Short, short
from toantrinh.counter.known import facts_of
from toantrinh.counter.reception import applicant_of, find, told
from toantrinh.counter.reception_models import Reception
from toantrinh.dossiers.desk_queries import going_of
from toantrinh.dossiers.looking import log_list
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.states import MEND
from toantrinh.kernel.errors import Conflict, NotFound, Problem
from toantrinh.web.counter.showing import content_of, show
from toantrinh.web.gate.access import Visit, actor_of, officers
from toantrinh.web.portal.boxes import changed_rows
from toantrinh.web.portal.communes import asks_to_look
from toantrinh.web.portal.questions import PageForm, typed_of
from toantrinh.web.portal.sheets import wrong_places

_HITS = 8
# A card that was scanned answers by itself; name, birth and phone were typed of who had none.
_TYPED_OF_WHO = 3


@dataclass(frozen=True)
class Sheet:
    """A form as far as it was filled in: what is known, what was typed, what counts."""

    reception: Reception
    content: ProcedureContent
    facts: dict[str, str]
    stored: dict[str, Any]
    answers: dict[str, object]

    @property
    def short(self) -> Short:
        """What is left to type, on one page."""
        more = _asked_of_who(self.reception)
        return short(self.content, self.answers, self.facts, self.usual, more=more)

    @property
    def usual(self) -> dict[str, str]:
        """The commune of this desk, where nobody said another: most people come to their own."""
        unit = self.reception.desk.unit
        if unit is None or not unit.parent_code:
            return {}
        places = [question.key for question in self.content.fields() if question.decides_place]
        return {key: unit.code for key in places if key not in self.facts}

    @property
    def pages(self) -> list[FormPage]:
        """The pages of the whole form that are asked now."""
        return [page for page in self.content.pages if page_asked(page, self.answers)]


def sheet_of(reception: Reception) -> Sheet:
    """The form of a reception whose procedure was chosen."""
    content = content_of(reception)
    facts = facts_of(reception, content)
    stored = told(reception).answers
    answers = read_all(content, {**facts, **stored}).answers
    return Sheet(reception, content, facts, stored, answers)


def _asked_of_who(reception: Reception) -> int:
    typed = told(reception)
    by_hand = _TYPED_OF_WHO if typed.name and not typed.born else 0
    return by_hand + (1 if reception.mandate_id else 0)


@officers()
@require_http_methods(["GET", "HEAD", "POST"])
def what(visit: Visit, reception_id: UUID) -> HttpResponse:
    """Look for a procedure, choose it, and type what it needs."""
    found = find(reception_id, actor=actor_of(visit))
    if (elsewhere := _not_here(found)) is not None:
        return elsewhere
    if visit.method == "POST" and "code" in visit.POST:
        version = version_in_force(find_procedure(visit.POST["code"]))
        try:
            actions.choose_what(found, actor=actor_of(visit), version=version)
        except Conflict as refused:
            messages.error(visit, refused.text())
            return HttpResponseRedirect(f"{visit.path}?q={quote(visit.POST['code'])}")
        return HttpResponseRedirect(reverse("counter:what", args=[found.pk]))
    if found.version is None or "q" in visit.GET:
        return _search(visit, found)
    sheet = sheet_of(found)
    page = sheet.short.page
    if visit.method == "POST":
        return _take(visit, sheet, page, reverse("counter:papers", args=[found.pk]))
    return _ask(visit, sheet, page, page.fields)


@officers()
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(visit: Visit, reception_id: UUID, page_key: str) -> HttpResponse:
    """One page of the whole form."""
    found = find(reception_id, actor=actor_of(visit))
    if (elsewhere := _not_here(found)) is not None:
        return elsewhere
    if found.version is None:
        return HttpResponseRedirect(reverse("counter:what", args=[found.pk]))
    filled = sheet_of(found)
    keys = [page.key for page in filled.pages]
    if page_key not in keys:
        raise NotFound("Tờ khai không có phần này.")
    at = keys.index(page_key)
    page = filled.pages[at]
    if visit.method != "POST":
        asked = [question for question in page.fields if shown(question, filled.answers)]
        return _ask(visit, filled, page, asked)
    onward = reverse("counter:papers", args=[found.pk])
    if at + 1 < len(keys):
        onward = reverse("counter:sheet", args=[found.pk, keys[at + 1]])
    return _take(visit, filled, page, onward)


def _not_here(found: Reception) -> HttpResponse | None:
    if found.dossier_id is not None:
        return HttpResponseRedirect(reverse("counter:done", args=[found.pk]))
    if found.person_id is None:
        return HttpResponseRedirect(reverse("counter:who", args=[found.pk]))
    return None


def _search(visit: Visit, found: Reception) -> HttpResponse:
    query = visit.GET.get("q", "").strip()
    hits = search(query, limit=_HITS) if query else []
    chosen = found.version.procedure.code if found.version else ""
    context: dict[str, Any] = {"asked_for": query, "hits": hits, "chosen": chosen}
    context |= {"searching": True, "mend": MEND}
    context["going"] = [] if query else _going(visit, found)
    return show(visit, "what", found, context, step=2)


def _going(visit: Visit, found: Reception) -> list[Dossier]:
    """What they handed in before and may have come for again."""
    person, actor = applicant_of(found), actor_of(visit)
    going = going_of(person, actor=actor) if person else []
    log_list(going, actor=actor, page="counter/what", fields=["standing"])
    return going


def _take(visit: Visit, sheet: Sheet, page: FormPage, onward: str) -> HttpResponse:
    typed = typed_of(visit.POST)
    asked_keys = set(typed.get("asked", "").split())
    asked = [question for question in page.fields if question.key in asked_keys]
    if any(q.kind == "commune" and asks_to_look(typed, q.key) for q in page.fields):
        return _ask(visit, sheet, page, asked, typed=typed)
    if (changed := changed_rows(page.fields, typed)) is not None:
        return _ask(visit, sheet, page, asked, typed=changed)
    reading = read_page(page, typed, sheet.answers)
    keep = {
        question.key: reading.answers.get(question.key, raw(question, typed))
        for question in asked
        if question.kind != "computed"
    }
    try:
        saved = typed.get("saved", "")
        actions.keep(
            sheet.reception,
            actor=actor_of(visit),
            answers=keep,
            saved=int(saved) if saved.isdecimal() and len(saved) < 9 else None,
        )
    except Conflict as conflict:
        problems = [Problem("", conflict.text().replace("%", "%%"))]
        return _ask(visit, sheet, page, asked, typed=typed, problems=problems, status=409)
    problems = [
        problem
        for problem in [*reading.problems, *wrong_places(asked, reading.answers)]
        if problem.where.partition(".")[0] in asked_keys
    ]
    now = sheet_of(find(sheet.reception.pk, actor=actor_of(visit)))
    if problems:
        return _ask(visit, now, page, asked, typed=typed, problems=problems, status=422)
    if fresh := _newly_asked(now, page, asked_keys):
        return HttpResponseRedirect(f"{visit.get_full_path()}#id_{fresh[0]}")
    return HttpResponseRedirect(onward)


def _newly_asked(sheet: Sheet, page: FormPage, asked: set[str]) -> list[str]:
    """Questions that what was typed brought up on the same page."""
    if page.key == sheet.short.page.key:
        return [question.key for question in sheet.short.page.fields if question.key not in asked]
    return [
        question.key
        for question in page.fields
        if question.key not in asked and shown(question, sheet.answers)
    ]


def _ask(
    visit: Visit,
    sheet: Sheet,
    page: FormPage,
    asked: Sequence[FormField],
    *,
    typed: Mapping[str, str] | None = None,
    problems: Sequence[Problem] = (),
    status: int = 200,
) -> HttpResponse:
    held = typed_again(asked, {**sheet.usual, **sheet.facts, **sheet.stored}) | dict(typed or {})
    whole = page.key != sheet.short.page.key
    # What answers itself is folded away, unless somebody is about to answer it otherwise.
    folds = {} if whole or typed else sheet.usual
    folded = [one for one in asked if one.key in folds and held.get(one.key) == folds[one.key]]
    context = {
        "sheet": sheet,
        "page": page,
        "whole": whole,
        "form": PageForm([one for one in asked if one not in folded], held, problems),
        "folded": PageForm(folded, held) if folded else None,
        "asked": " ".join(question.key for question in asked),
    }
    return show(visit, "what", sheet.reception, context, step=2, status=status)
