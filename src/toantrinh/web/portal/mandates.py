"""All mandates that one gave or holds, in one place: see, answer, end, print."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from toantrinh.catalogue.models import Procedure
from toantrinh.catalogue.queries import procedures_by_code
from toantrinh.documents.queries import content_of
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, NotFound
from toantrinh.kernel.time import today
from toantrinh.mandates import actions, perms, queries, words
from toantrinh.mandates.models import Mandate, Standing
from toantrinh.people.levels import lacking
from toantrinh.web.gate.access import Visit, actor_of, citizens
from toantrinh.web.portal.granting import WAYS
from toantrinh.web.portal.papers import as_download
from toantrinh.web.portal.showing import leaf, show

_ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


@dataclass(frozen=True)
class Shown:
    """A mandate as one of the two reads it."""

    mandate: Mandate
    # Whether the reader is the one who lets the other act.
    gives: bool
    grantor: str
    other: str
    kind: str
    route: str
    standing: Standing
    label: str
    tone: str
    procedures: list[Procedure]
    to_answer: bool
    to_end: bool


@citizens()
@require_safe
def mandates(visit: Visit) -> HttpResponse:
    """All of them: what waits for an answer first, what is over last."""
    page, numbers = leaf(queries.mine(actor_of(visit)), visit, each=50)
    rows = shown(list(page.object_list), actor_of(visit))
    still = [row for row in rows if row.standing.open]
    context = {
        "groups": [
            (_("Chờ bạn trả lời"), [row for row in still if row.to_answer]),
            (_("Người làm thay bạn"), [r for r in still if r.gives and not r.to_answer]),
            (_("Bạn làm thay người khác"), [row for row in still if not row.gives]),
            (_("Đã hết"), [row for row in rows if not row.standing.open]),
        ],
        "any": bool(rows),
        "ways": _ways(visit),
        "page": page,
        "numbers": numbers,
    }
    return show(visit, "mandates", context)


@citizens()
@require_safe
def mandate(visit: Visit, mandate_id: UUID) -> HttpResponse:
    """One mandate as a paper to keep, with its story and what one can do."""
    found = queries.find(mandate_id, actor=actor_of(visit))
    (row,) = shown([found], actor_of(visit))
    told = queries.declared(found) if perms.holds(actor_of(visit), found) else None
    context = {"row": row, "told": told, "entries": _story(found)}
    return show(visit, "mandate", context)


@citizens(per_minute=20)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(visit: Visit, mandate_id: UUID) -> HttpResponse:
    """Say yes, with a tick of one's own, or no."""
    actor = actor_of(visit)
    found = queries.find(mandate_id, actor=actor)
    (row,) = shown([found], actor)
    here = HttpResponseRedirect(reverse("portal:mandate", args=[found.pk]))
    if not row.to_answer:
        return here
    if "refuse" in visit.POST:
        actions.refuse(found, actor=actor)
        messages.success(visit, _("Bạn đã không đồng ý. Người xin được báo."))
        return here
    if "agree" in visit.POST:
        actions.confirm(found, actor=actor)
        messages.success(visit, _("Bạn đã đồng ý. Cả hai người được báo."))
        return here
    unticked = visit.method == "POST"
    context = {
        "row": row,
        "unticked": unticked,
        "lacking_level": lacking(actor, actions.LEVEL_ACT),
    }
    return show(visit, "answer_mandate", context, status=422 if unticked else 200)


@citizens(per_minute=20)
@require_http_methods(["GET", "HEAD", "POST"])
def end(visit: Visit, mandate_id: UUID) -> HttpResponse:
    """Ask once more, then end it at once."""
    found = queries.find(mandate_id, actor=actor_of(visit))
    (row,) = shown([found], actor_of(visit))
    if visit.method != "POST" and row.to_end:
        return show(visit, "end_mandate", {"row": row})
    if visit.method == "POST":
        try:
            actions.end(found, actor=actor_of(visit))
        except Conflict:
            # A second press finds it ended.
            pass
        else:
            messages.success(visit, _("Đã chấm dứt. Cả hai người được báo."))
    return HttpResponseRedirect(reverse("portal:mandate", args=[found.pk]))


@citizens()
@require_safe
def proof(visit: Visit, mandate_id: UUID) -> HttpResponse:
    """The scan that a mandate rests on, for both."""
    found = queries.find(mandate_id, actor=actor_of(visit))
    if found.proof is None:
        raise NotFound("Ủy quyền này không có giấy tờ kèm theo.")
    ending = _ENDINGS.get(found.proof.media_type, "bin")
    return as_download(content_of(found.proof), found.proof.media_type, f"uy-quyen.{ending}")


def shown(rows: list[Mandate], actor: Actor) -> list[Shown]:
    """Mandates as this somebody reads them."""
    known = procedures_by_code(code for row in rows for code in row.procedures)
    return [_shown(row, actor, known) for row in rows]


def _shown(row: Mandate, actor: Actor, known: dict[str, Procedure]) -> Shown:
    gives, standing = perms.gives(actor, row), row.standing(today())
    grantor = queries.grantor_name(row)
    to_answer = standing is Standing.WAITING and perms.may_confirm(actor, row)
    # The strong colour is for what waits for the reader.
    tone = "work" if standing is Standing.WAITING else words.TONES.get(standing, "still")
    return Shown(
        mandate=row,
        gives=gives,
        grantor=grantor,
        other=row.holder.full_name if gives else grantor,
        kind=words.kind_of(row),
        route=words.route_of(row),
        standing=standing,
        label=str(words.STANDINGS[standing]),
        tone="yours" if to_answer else tone,
        procedures=[known[code] for code in row.procedures if code in known],
        to_answer=to_answer,
        to_end=standing.open and perms.may_end(actor, row),
    )


def _story(found: Mandate) -> list[dict[str, Any]]:
    return [
        {
            "step": "done",
            "title": words.NEWS[str(event.payload.get("ending", event.action))],
            "at": event.at,
        }
        for event in queries.history(found)
    ]


def _ways(visit: Visit) -> list[dict[str, Any]]:
    """What one may begin; for an organisation nobody asks and declares."""
    slugs = list(WAYS)[:1] if visit.for_organisation else list(WAYS)
    return [
        {"url": reverse("portal:new_mandate", args=[slug]), "label": WAYS[slug].title}
        for slug in slugs
    ]
