"""A draft as its citizen and its officer would see it; nothing that is typed there is kept."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from toantrinh.catalogue.browsing import in_language
from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.forms import asked_papers, ineligible_by, page_asked, read_page, shown
from toantrinh.catalogue.general_form import with_form
from toantrinh.catalogue.handling import ProcessStep
from toantrinh.catalogue.models import Draft
from toantrinh.catalogue.part_words import value_word
from toantrinh.catalogue.questions import FormPage
from toantrinh.catalogue.rough import readable
from toantrinh.catalogue.simulation import simulate
from toantrinh.catalogue.worlds import World
from toantrinh.documents.letters import render as set_letter
from toantrinh.documents.own_letters import Broken
from toantrinh.dossiers.letters import sample
from toantrinh.kernel.errors import Conflict, NotFound, Problem
from toantrinh.kernel.time import now
from toantrinh.web.desk.content import Content, groups_of
from toantrinh.web.editor.frame import draft_seen, show_draft
from toantrinh.web.editor.places import left_out_words, whole
from toantrinh.web.gate.access import Visit, officers
from toantrinh.web.portal.boxes import changed_rows
from toantrinh.web.portal.communes import asks_to_look
from toantrinh.web.portal.procedure_words import ways
from toantrinh.web.portal.questions import PageForm, typed_of

# The pages of other steps come along as boxes nobody sees, so that nothing has to be kept.
_CARRIED = "giu."


@dataclass
class _Walk:
    """How far somebody is through a form that they only try."""

    content: ProcedureContent
    typed: dict[str, str]

    def answers(self, until: str = "") -> dict[str, object]:
        """What was answered on the pages before one; on all with the empty key."""
        answers: dict[str, object] = {}
        for page in self.content.pages:
            if page.key == until:
                break
            answers |= read_page(page, self.typed, answers).answers
        return answers

    def asked(self) -> list[FormPage]:
        """The pages that these answers call for."""
        answers = self.answers()
        return [page for page in self.content.pages if page_asked(page, answers)]


@officers()
@require_http_methods(["GET", "HEAD", "POST"])
def citizen(visit: Visit, draft_id: UUID) -> HttpResponse:
    """Page by page as the portal asks, with the portal's own form engine; then papers and costs."""
    draft = draft_seen(visit, draft_id)
    content, left_out = _content(draft)
    sent = typed_of(visit.POST)
    carried = {
        name.removeprefix(_CARRIED): text
        for name, text in sent.items()
        if name.startswith(_CARRIED)
    }
    here = {name: text for name, text in sent.items() if not name.startswith(_CARRIED)}
    walk = _Walk(content, {**carried, **here})
    context: dict[str, Any] = {"content": content, "left_out": left_out_words(draft, left_out)}
    page = next((p for p in content.pages if p.key == sent.get("trang", "")), None)
    if visit.method != "POST" or page is None:
        return _page(visit, draft, walk, content.pages[0] if content.pages else None, context)
    if any(q.kind == "commune" and asks_to_look(here, q.key) for q in page.fields):
        return _page(visit, draft, walk, page, context)
    if (changed := changed_rows(page.fields, here)) is not None:
        return _page(visit, draft, _Walk(content, {**carried, **changed}), page, context)
    if "lui_cuoi" in sent:
        return _page(visit, draft, walk, page, context)
    if "lui" in sent:
        return _page(visit, draft, walk, _beside(walk, page, -1) or page, context)
    before = walk.answers(page.key)
    reading = read_page(page, walk.typed, before)
    problems = [*reading.problems, *ineligible_by(content, page, {**before, **reading.answers})]
    asked = {q.key for q in page.fields if shown(q, {**before, **reading.answers})}
    if problems or asked - set(sent.get("hoi", "").split()):
        return _page(visit, draft, walk, page, context, problems)
    return _page(visit, draft, walk, _beside(walk, page, 1), context)


def _content(draft: Draft) -> tuple[ProcedureContent, list[Any]]:
    read, left_out = readable(whole(draft))
    return in_language(with_form(read), get_language() or "vi"), left_out


def _beside(walk: _Walk, page: FormPage, step: int) -> FormPage | None:
    pages = walk.asked()
    at = pages.index(page) + step if page in pages else 0
    return pages[at] if 0 <= at < len(pages) else None


def _page(
    visit: Visit,
    draft: Draft,
    walk: _Walk,
    page: FormPage | None,
    context: dict[str, Any],
    problems: list[Problem] | None = None,
) -> HttpResponse:
    pages = walk.asked()
    answers = walk.answers()
    mine: set[str] = set()
    if page is not None:
        questions = [q for q in page.fields if shown(q, answers)]
        keys = {q.key for q in page.fields}
        mine = {
            n for n in walk.typed if any(n == k or n.startswith((f"{k}_", f"{k}.")) for k in keys)
        }
        form = PageForm(questions, walk.typed, _fresh(visit, problems or []))
        context |= {"page": page, "form": form, "asked": " ".join(q.key for q in questions)}
        context |= {"at": pages.index(page) + 1 if page in pages else 1}
    else:
        wanted = set(asked_papers(walk.content, answers))
        context |= {
            "papers": [paper for paper in walk.content.papers if paper.key in wanted],
            "held": [paper for paper in walk.content.papers if paper.in_database],
            "ways": ways(walk.content, answers),
            "at": len(pages) + 1,
        }
    own = {"csrfmiddlewaretoken", "trang", "hoi", "lui", "lui_cuoi", "add", "drop"}
    context |= {
        "of": len(pages) + 1,
        "carried": [
            (f"{_CARRIED}{name}", text)
            for name, text in walk.typed.items()
            if name not in mine and name not in own
        ],
        "last": pages[-1].key if pages else "",
    }
    return show_draft(visit, "citizen", draft, context, 422 if problems else 200)


def _fresh(visit: Visit, problems: list[Problem]) -> list[Problem]:
    """What was not asked yet when the page was sent is no mistake."""
    asked = set(visit.POST.get("hoi", "").split())
    return [one for one in problems if not one.where or one.where.partition(".")[0] in asked]


@officers()
@require_safe
def officer(visit: Visit, draft_id: UUID) -> HttpResponse:
    """The dossier as the desk shows it, with an example for a way through the steps."""
    draft = draft_seen(visit, draft_id)
    content, left_out = _content(draft)
    found = simulate(content)
    asked = visit.GET.get("cach", "0")
    number = int(asked) if asked.isdecimal() and int(asked) < len(found.ways) else 0
    example: World = found.ways[number].example if found.ways else {}
    taken = set(found.ways[number].steps) if found.ways else set()
    wanted = set(asked_papers(content, example))
    absent = [
        paper.name for paper in content.papers if paper.key in wanted and not paper.in_database
    ]
    context = {
        "content": Content(groups_of(content, dict(example)), [], absent, "", dict(example)),
        "procedure": content,
        "steps": [_step(step) for step in content.process if step.key in taken],
        "ways": range(len(found.ways)),
        "number": number,
        "left_out": left_out_words(draft, left_out),
    }
    return show_draft(visit, "officer", draft, context)


def _step(step: ProcessStep) -> dict[str, Any]:
    return {
        "title": step.title,
        "post": value_word("post", step.post),
        "hours": f"{step.hours:g}",
        "consult": step.consult,
        "letter": step.letter,
    }


@officers(per_minute=20)
@require_safe
def letter(visit: Visit, draft_id: UUID, number: int) -> HttpResponse:
    """A letter of the draft's own, set with samples, as PDF."""
    draft = draft_seen(visit, draft_id)
    content, _left_out = readable(whole(draft))
    if number >= len(content.templates):
        raise NotFound("Không có mẫu này, hoặc mẫu chưa có tên.")
    template = content.templates[number]
    try:
        made = set_letter(template.name, sample(content), at=now(), source=template.source)
    except Broken as problem:
        raise Conflict(
            "Không dựng được mẫu (dòng %(line)s): %(why)s.",
            line=problem.line or "?",
            why=problem.message,
        ) from problem
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{template.name}.pdf"'
    return answer
