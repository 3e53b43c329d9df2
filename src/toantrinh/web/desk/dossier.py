"""The dossier on one screen: answers beside papers, clock, story, and the acts that are due now."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from toantrinh.catalogue.browsing import in_language
from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.general_form import with_form
from toantrinh.documents.queries import documents_of
from toantrinh.dossiers import desk_queries, perms
from toantrinh.dossiers.because import why_glass
from toantrinh.dossiers.checking import checks_of, holding, may_check, wanting
from toantrinh.dossiers.clock import Left
from toantrinh.dossiers.explaining import explain
from toantrinh.dossiers.glass import standing_for
from toantrinh.dossiers.looking import log_look
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.on_paper import FORM, may_type, untyped
from toantrinh.dossiers.parts import payments, waits
from toantrinh.dossiers.piles import Pile, lying, pile_of, piles
from toantrinh.dossiers.queries import find
from toantrinh.host.ready import reading
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotFound, Refusal
from toantrinh.web.desk import acts, tabs
from toantrinh.web.desk.afterwards import proposed
from toantrinh.web.desk.between import asked_about, ways_of
from toantrinh.web.desk.content import Content, content_of, labels_of
from toantrinh.web.desk.evidence import VERDICTS, Typed, papers_of
from toantrinh.web.desk.forms import ActForm, MessageForm
from toantrinh.web.desk.frame import frame
from toantrinh.web.desk.glass import not_seen
from toantrinh.web.desk.kinds import Setting
from toantrinh.web.desk.rows import Row, chip_of, log_rows, rows_of
from toantrinh.web.desk.story import story_of
from toantrinh.web.desk.waiting import waiting_of
from toantrinh.web.gate.access import Visit, actor_of, officers

_ABOVE, _BELOW = 2, 7
MESSAGE = "message"


@dataclass(frozen=True)
class Tried:
    """An act that was refused: which form, as it was typed, with its errors.

    `refusal` is told above the page: it is about the dossier and not about what was typed.
    """

    name: str
    form: ActForm
    refusal: Refusal | None = None
    # What others did meanwhile.
    meanwhile: tuple[str, ...] = ()

    @property
    def status(self) -> int:
        return self.refusal.status if self.refusal else Refusal.status


@officers()
@require_safe
def page(visit: Visit, code: str) -> HttpResponse:
    """A dossier; who does not see it is told how they may, if they may."""
    actor = actor_of(visit)
    try:
        found = find(code, actor=actor)
    except NotFound as unseen:
        return not_seen(visit, code, unseen)
    return show(visit, found)


@officers()
@require_POST
def reveal(visit: Visit, code: str) -> HttpResponse:
    """A dossier with what was asked for in the clear; each asking is a look of its own."""
    actor = actor_of(visit)
    dossier = find(code, actor=actor)
    asked = frozenset(visit.POST.getlist("field"))
    procedure = with_form(dossier.version.read)
    hidden = set(content_of(dossier, procedure).masked())
    found = sorted(hidden & {f"answers.{key}" for key in asked})
    if found:
        log_look(dossier, actor=actor, page="desk/reveal", fields=found)
    return show(visit, dossier, opened=asked)


@reading()
def show(
    visit: Visit,
    dossier: Dossier,
    tried: Tried | None = None,
    opened: frozenset[str] = frozenset(),
    checked: Typed | None = None,
) -> HttpResponse:
    """The page of a dossier as it is now, with what was refused on top."""
    actor = actor_of(visit)
    pile = pile_from(visit, dossier, actor)
    near = around(pile, dossier, actor)
    left = _left(dossier, near)
    log_rows(near, actor=actor)
    procedure = in_language(with_form(dossier.version.read), get_language() or "vi")
    content = content_of(dossier, procedure, opened, beside=True)
    checks = holding(checks_of(dossier), {sheet.key: sheet.at for sheet in content.sheets})
    seen = ["applicant", "history", "messages", *content.fields()]
    log_look(dossier, actor=actor, page="desk/dossier", fields=seen, masked=content.masked())
    setting = Setting(dossier, actor, content.answers, checks)
    offered = acts.offered(setting, tried.form if tried else None, tried.name if tried else "")
    message = tried.form if tried and tried.name == MESSAGE else MessageForm(name=MESSAGE)
    # Through a glass, or asked what one thinks, one reads and does not write.
    writes = perms.lies_with(actor, dossier)
    glass = None if perms.sees(actor, dossier) else standing_for(actor, dossier)
    # From outside one reads neither what the agency says among its own nor what others were asked.
    within = perms.reads_within(actor, dossier)
    shown = {each.form for each in offered} | ({message} if writes else set())
    labels = labels_of(procedure)
    rows = rows_of(near, left, pile=pile, current=dossier)
    context = {
        **frame(visit, pile),
        "chip": chip_of(dossier, left.get(dossier.pk)),
        "why": _why(dossier),
        **waiting_of(dossier, get_language() or "vi"),
        "dossier": dossier,
        "procedure": procedure,
        "content": content,
        "correction": proposed(setting) if within else None,
        "reopened": list(dossier.reopened.order_by("created_at")) if dossier.ended_at else [],
        "documents": documents_of(dossier.stream()),
        "payments": payments(dossier),
        "papers": papers_of(procedure, content, checks, checked),
        "verdicts": [(verdict.value, label) for verdict, label in VERDICTS.items()],
        "checked": checked,
        "may_check": glass is None and may_check(dossier, actor=actor),
        "wanting": len(wanting(checks)),
        "untyped": _untyped(dossier, procedure, content, actor),
        "story": story_of(dossier, labels, within=within),
        "asked": asked_about(dossier, None if within else actor.agency_id),
        "ways": ways_of(dossier, labels),
        "writes": writes,
        "reads_as_asked": glass is None and not writes,
        "why_glass": why_glass(glass.reason, glass.at, glass.agency) if glass else "",
        "acts": offered,
        "message_form": message,
        "rows": rows,
        **_beside(rows),
        "pile": tabs.slug_of(pile) if pile else "",
        "pile_label": tabs.label_of(pile) if pile else "",
        "pile_url": tabs.url_of(pile) if pile else "",
        "glass": glass,
        "tried": tried,
        # For the title, and for the words whose form is no longer on the page.
        "form": tried.form if tried and tried.form in shown else None,
        "kept": tried.form.typed() if tried and tried.form not in shown else [],
    }
    status = tried.status if tried else Refusal.status if checked else 200
    return render(visit, "desk/dossier.html", context, status=status)


def _beside(rows: list[Row]) -> dict[str, Row | None]:
    """The lines before and after the one that is open."""
    at = next((place for place, row in enumerate(rows) if row.current), None)
    if at is None:
        return {"before": None, "after": rows[0] if rows else None}
    return {
        "before": rows[at - 1] if at else None,
        "after": rows[at + 1] if at + 1 < len(rows) else None,
    }


def pile_from(visit: Visit, dossier: Dossier, actor: Actor) -> Pile | None:
    """The pile that the officer works through; without one, where the dossier lies."""
    asked = tabs.pile_by(visit.POST.get("muc") or visit.GET.get("muc") or "")
    if asked in piles(actor):
        return asked
    return pile_of(dossier, actor=actor)


def around(pile: Pile | None, dossier: Dossier, actor: Actor) -> list[Dossier]:
    """What lies beside the dossier in its pile."""
    if pile is None:
        return []
    listing = desk_queries.listing_of(pile, actor=actor)
    lies = lying(pile, actor).holds(dossier) and perms.sees(actor, dossier)
    return desk_queries.around(listing, dossier, lies=lies, before=_ABOVE, after=_BELOW)


def _left(dossier: Dossier, near: list[Dossier]) -> dict[UUID, Left]:
    """What is left for the dossier and for all beside it, by as few calendars as there are."""
    paused = next((pause for pause in waits(dossier) if pause.until is None), None)
    vars(dossier)["standing"] = paused.since if paused else None
    others = [each for each in near if each.pk != dossier.pk]
    return desk_queries.left_of([dossier, *others])


def _untyped(dossier: Dossier, procedure: ProcedureContent, content: Content, actor: Actor) -> int:
    """How many answers stand only on the form on paper, for who may type them off."""
    scanned = any(sheet.key == FORM for sheet in content.sheets)
    if not scanned or not may_type(dossier, actor=actor):
        return 0
    return len(untyped(procedure, content.answers))


def _why(dossier: Dossier) -> list[str]:
    """Why it is due when it is."""
    try:
        return explain(dossier, officer=True)
    except Refusal as unknown:
        return [unknown.text()]
