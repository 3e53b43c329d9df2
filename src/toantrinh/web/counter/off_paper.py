"""Typing off a form that came on paper: its questions page by page beside the scan, each page kept
when it is left.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from toantrinh.catalogue.browsing import in_language
from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.forms import page_asked, raw, read_all, read_page, shown, typed_again
from toantrinh.catalogue.general_form import with_form
from toantrinh.catalogue.questions import FormField, FormPage
from toantrinh.documents.queries import check_scanned
from toantrinh.dossiers.answers import answers_of
from toantrinh.dossiers.looking import log_look
from toantrinh.dossiers.models import Dossier, Paper
from toantrinh.dossiers.on_paper import (
    FORM,
    check_types,
    last_revision,
    on_paper,
    settled,
    type_form,
)
from toantrinh.dossiers.parts import papers
from toantrinh.dossiers.queries import find
from toantrinh.kernel.errors import Conflict, Invalid, NotFound, Problem, Refusal
from toantrinh.web.desk.acting import meanwhile
from toantrinh.web.desk.frame import frame
from toantrinh.web.gate.access import Visit, actor_of, officers
from toantrinh.web.portal.boxes import changed_rows
from toantrinh.web.portal.communes import asks_to_look
from toantrinh.web.portal.questions import PageForm, typed_of
from toantrinh.web.portal.sheets import wrong_places


@dataclass(frozen=True)
class Form:
    """A form as far as it was typed: what is kept, what counts of it, what is left to type."""

    dossier: Dossier
    content: ProcedureContent
    kept: dict[str, Any]
    answers: dict[str, object]
    problems: list[Problem]

    @property
    def pages(self) -> list[tuple[FormPage, list[FormField]]]:
        """The pages that are asked now, each with the questions that reception left."""
        stays = settled(self.content)
        found = []
        for page in self.content.pages:
            if page_asked(page, self.answers):
                asked = [
                    one
                    for one in page.fields
                    if one.key not in stays and one.kind != "computed" and shown(one, self.answers)
                ]
                found.append((page, asked))
        return [(page, asked) for page, asked in found if asked]

    def left(self, asked: Iterable[FormField]) -> int:
        """How many of these questions still lack their answer."""
        keys = {one.key for one in asked}
        return sum(problem.where.partition(".")[0] in keys for problem in self.problems)


def form_of(dossier: Dossier) -> Form:
    """The form of a dossier that came on paper, in the officer's language."""
    content = in_language(with_form(dossier.version.read), get_language() or "vi")
    kept = answers_of(dossier)
    reading = read_all(content, kept)
    return Form(dossier, content, kept, reading.answers, on_paper(content, reading.problems, kept))


@officers()
@require_http_methods(["GET", "HEAD", "POST"])
def off_paper(visit: Visit, code: str, page_key: str = "") -> HttpResponse:
    """One page of the form beside its scan; without a name the first that lacks something."""
    actor = actor_of(visit)
    dossier = find(code, actor=actor)
    check_types(dossier, actor=actor)
    form = form_of(dossier)
    if not page_key:
        return HttpResponseRedirect(_next(form, -1))
    keys = [page.key for page, _asked in form.pages]
    if page_key not in keys:
        raise NotFound("Tờ khai không có phần này.")
    at = keys.index(page_key)
    page, asked = form.pages[at]
    if visit.method == "POST":
        return _take(visit, form, at)
    return _show(visit, form, page, asked)


def _next(form: Form, at: int) -> str:
    """Where to go after a page: to one that lacks something, if any; else to the dossier."""
    pages = form.pages
    for page, asked in [*pages[at + 1 :], *pages[: at + 1]]:
        if form.left(asked):
            return reverse("counter:off_paper", args=[form.dossier.code, page.key])
    return reverse("desk:dossier", args=[form.dossier.code])


def _take(visit: Visit, form: Form, at: int) -> HttpResponse:
    page, _asked = form.pages[at]
    typed = typed_of(visit.POST)
    sent = set(typed.get("asked", "").split())
    asked = [one for one in page.fields if one.key in sent]
    if any(one.kind == "commune" and asks_to_look(typed, one.key) for one in asked):
        return _show(visit, form, page, asked, typed)
    if (changed := changed_rows(asked, typed)) is not None:
        return _show(visit, form, page, asked, changed)
    reading = read_page(page, typed, form.answers)
    given = {one.key: reading.answers.get(one.key, raw(one, typed)) for one in asked}
    wrong = wrong_places(asked, reading.answers)
    if wrong:
        return _show(visit, form, page, asked, typed, wrong, status=422)
    saw = typed.get("saved", "")
    try:
        type_form(
            form.dossier,
            actor=actor_of(visit),
            answers=given,
            revision=int(saw) if saw.isdecimal() and len(saw) < 9 else None,
        )
    except Invalid as refused:
        return _show(visit, form, page, asked, typed, refused.problems, status=422)
    except Conflict as refused:
        who = meanwhile(form.dossier, typed.get("seen", ""), actor_of(visit))
        told = [Problem("", words) for words in (refused.text(), *who)]
        now = form_of(find(form.dossier.code or "", actor=actor_of(visit)))
        return _show(visit, now, page, asked, typed, told, status=409)
    return _onward(visit, form_of(form.dossier), at, sent)


def _onward(visit: Visit, form: Form, at: int, sent: set[str]) -> HttpResponse:
    """To what the answers brought up on the same page, else on."""
    fresh = [one.key for one in form.pages[at][1] if one.key not in sent]
    if fresh:
        return HttpResponseRedirect(f"{visit.path}#id_{fresh[0]}")
    if not form.problems:
        messages.success(visit, _("Đã nhập đủ tờ khai."))
    return HttpResponseRedirect(_next(form, at))


def _show(
    visit: Visit,
    form: Form,
    page: FormPage,
    asked: Sequence[FormField],
    typed: Mapping[str, str] | None = None,
    problems: Sequence[Problem] = (),
    *,
    status: int = 200,
) -> HttpResponse:
    dossier, actor = form.dossier, actor_of(visit)
    fields = [*(f"answers.{one.key}" for one in asked), f"papers.{FORM}"]
    log_look(dossier, actor=actor, page="counter/off_paper", fields=["applicant", *fields])
    held = typed_again(asked, form.kept) | dict(typed or {})
    context = {
        **frame(visit),
        "dossier": dossier,
        "content": form.content,
        "page": page,
        "pages": [
            {"page": each, "left": form.left(questions), "current": each.key == page.key}
            for each, questions in form.pages
        ],
        "form": PageForm(asked, held, problems),
        "asked": " ".join(one.key for one in asked),
        "saved": last_revision(dossier),
        "scans": [_scan(paper) for paper in papers(dossier) if paper.key == FORM],
    }
    return render(visit, "counter/off_paper.html", context, status=status)


def _scan(paper: Paper) -> dict[str, Any]:
    """A scan with its pages; `closed` says why it can't be opened."""
    closed = ""
    try:
        check_scanned(paper.file)
    except Refusal as refusal:
        closed = refusal.text()
    return {
        "number": paper.number,
        "pages": range(1, paper.file.pages + 1),
        "picture": paper.file.media_type.startswith("image/"),
        "closed": closed,
    }
