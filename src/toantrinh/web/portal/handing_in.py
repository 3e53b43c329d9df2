"""The last look before a dossier is handed in, handing it in, and the receipt."""

import io
from typing import Any
from uuid import UUID

import segno
from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from toantrinh.catalogue.content import ProcedureContent
from toantrinh.dossiers import actions
from toantrinh.dossiers.agreeing import lacking, stands
from toantrinh.dossiers.clock_words import limit_words
from toantrinh.dossiers.competent import competent
from toantrinh.dossiers.models import Channel, Dossier
from toantrinh.dossiers.results import receipt_of
from toantrinh.dossiers.states import State
from toantrinh.dossiers.timing import limit_of
from toantrinh.dossiers.tracking import own
from toantrinh.kernel.errors import Conflict, Invalid, NotFound
from toantrinh.kernel.time import today
from toantrinh.web.gate.access import Visit, actor_of, citizens
from toantrinh.web.portal.agreeing import lines_of
from toantrinh.web.portal.applying import answer_words
from toantrinh.web.portal.procedure_words import ways
from toantrinh.web.portal.receiving import receipt_in, wrong_desk
from toantrinh.web.portal.renewing import left_of, way_to
from toantrinh.web.portal.sheets import Folder, draft_folder
from toantrinh.web.portal.showing import needs_level, show, words_of


@citizens()
@require_safe
def review(visit: Visit, dossier_id: UUID) -> HttpResponse:
    """All answers and papers, each with a way back to it."""
    dossier = own(dossier_id, actor=actor_of(visit))
    if dossier.stage is not State.DRAFT:
        return HttpResponseRedirect(reverse("portal:dossier", args=[dossier.pk]))
    if (renewal := way_to(dossier)) is not None:
        return renewal
    folder = draft_folder(dossier)
    missing = folder.papers_missing()
    problems = [
        {"text": problem.text(), "url": _place(folder, problem.where)}
        for problem in [*folder.reading.problems, *missing]
    ]
    signers = stands(dossier, folder.content, folder.answers)
    papers = dossier.papers.values_list("key", flat=True) if signers else []
    unsigned = lacking(dossier, folder.content, folder.answers, papers)
    problems += [{"text": problem.text(), "url": "#xac-nhan"} for problem in unsigned]
    problems += wrong_desk(folder)
    context = {
        "folder": folder,
        "at": folder.of,
        "groups": [*answered(folder, change=True), *_papers(folder)],
        "problems": problems,
        "signers": lines_of(signers) if dossier.channel == Channel.ONLINE else [],
        "left": left_of(dossier),
        "needs_level": needs_level(visit, folder.content),
        "agency": _agency(folder),
        "receipt": receipt_in(folder),
        "ways": [
            one for one in ways(folder.content, folder.answers) if dossier.channel in one.kinds
        ][:1],
        "back": _papers_address(folder) or folder.address(folder.pages[-1]),
    }
    return show(visit, "review", context)


def answered(folder: Folder, *, change: bool) -> list[dict[str, Any]]:
    """The answers page by page, as the look's review shows them."""
    return [
        {
            "title": page.title,
            "answers": [
                {
                    "label": question.label,
                    "value": answer_words(question, folder.stored.get(question.key)),
                    "change_url": _change(folder, page, question.key) if change else "",
                }
                for question in folder.questions(page)
            ],
        }
        for page in folder.pages
    ]


def _change(folder: Folder, page: Any, key: str) -> str:
    return f"{folder.address(page)}?ve=xem-lai#id_{key}"


def _place(folder: Folder, where: str) -> str:
    where = where.partition(".")[0]
    for page in folder.pages:
        if any(question.key == where for question in page.fields):
            return _change(folder, page, where)
    return _papers_address(folder)


def _papers_address(folder: Folder) -> str:
    return reverse("portal:papers", args=[folder.dossier.pk]) if folder.has_papers else ""


def _papers(folder: Folder) -> list[dict[str, Any]]:
    given = {paper.key: paper.label for paper in folder.dossier.papers.order_by("number")}
    asked = folder.papers_asked()
    rows = [
        {
            "label": paper.name[:200],
            "value": given.get(paper.key, ""),
            "change_url": _papers_address(folder),
        }
        for paper in folder.content.papers
        if paper.key in asked and (paper.key in given or paper.required)
    ]
    if "other" in given:
        row = {"label": _("Giấy tờ khác"), "value": given["other"]}
        rows.append({**row, "change_url": _papers_address(folder)})
    return [{"title": _("Giấy tờ"), "answers": rows}] if rows else []


def _agency(folder: Folder) -> dict[str, str]:
    """Who will decide, by the rule; nothing while the place is open."""
    content = folder.content
    decides = next((field.key for field in content.fields() if field.decides_place), "")
    place = str(folder.answers.get(decides, ""))
    if not place:
        return {}
    try:
        agency, why = competent(content, place, today(), folder.answers)
    except NotFound:
        return {}
    return {"name": agency.name, "why": why}


@citizens(per_minute=20)
@require_POST
def submit(visit: Visit, dossier_id: UUID) -> HttpResponse:
    """Hand in; a second press leads to the same receipt."""
    dossier = own(dossier_id, actor=actor_of(visit))
    try:
        actions.submit(dossier, actor=actor_of(visit))
    except Invalid:
        # The last look says what is missing, each with its place.
        return HttpResponseRedirect(reverse("portal:review", args=[dossier.pk]))
    except Conflict:
        if (renewal := way_to(dossier)) is not None:
            return renewal
        if own(dossier_id, actor=actor_of(visit)).submitted_at is None:
            raise
    return HttpResponseRedirect(reverse("portal:receipt", args=[dossier.pk]))


@citizens()
@require_safe
def receipt(visit: Visit, dossier_id: UUID) -> HttpResponse:
    """A paper to keep: the code, what was handed in, what comes next (fields of Mẫu 01)."""
    dossier = own(dossier_id, actor=actor_of(visit))
    if dossier.submitted_at is None:
        return HttpResponseRedirect(reverse("portal:dossier", args=[dossier.pk]))
    content = words_of(dossier.version)
    names = {paper.key: paper.name for paper in content.papers}
    given = dossier.papers.order_by("number")
    papers = {paper.key: names.get(paper.key) or paper.label for paper in given}
    paper = receipt_of(dossier.pk)
    context = {
        "dossier": dossier,
        "content": content,
        "papers": list(papers.values()),
        "limit": _limit(dossier, content),
        "document": paper,
        "square": square(_look_up_address(dossier)),
    }
    return show(visit, "receipt", context)


def _limit(dossier: Dossier, content: ProcedureContent) -> str:
    """How long this case may take by law; the record's own words where they give no number."""
    if limit := limit_of(dossier):
        return limit_words(limit.kind, limit.amount)
    return next((way.text for way in ways(content)), "")


def _look_up_address(dossier: Dossier) -> str:
    return f"{settings.PUBLIC_ADDRESS}{reverse('portal:standing')}?ma={dossier.code}"


def square(text: str) -> str:
    """A QR picture that stands inside a page: no style, no script, sized by its class."""
    picture = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        picture, kind="svg", xmldecl=False, svgns=True, border=1, omitsize=True, svgclass="square"
    )
    return picture.getvalue().decode()
