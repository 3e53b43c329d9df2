"""A draft as a whole: what is wrong and where, what playing it tells, what it would change."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from toantrinh.catalogue import drafts
from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.differences import Difference
from toantrinh.catalogue.drafting import discard_draft
from toantrinh.catalogue.editing import place_of
from toantrinh.catalogue.models import Draft, DraftState
from toantrinh.catalogue.part_words import value_word, word_of
from toantrinh.catalogue.rough import readable
from toantrinh.catalogue.simulation import Findings, Way, known_acts, simulate
from toantrinh.web.editor.boxes import told
from toantrinh.web.editor.frame import draft_seen, show_draft
from toantrinh.web.editor.places import left_out_words, place_url, place_words, whole
from toantrinh.web.gate.access import Visit, actor_of, officers

_LONGEST = 400


@officers()
@require_safe
def overview(visit: Visit, draft_id: UUID) -> HttpResponse:
    """What stands against publishing, each leading to its place; versions; what can be done."""
    draft = draft_seen(visit, draft_id)
    content = whole(draft)
    context = {
        "lines": [
            (place_url(draft, one.place), place_words(content, one.place), told(one))
            for one in (drafts.findings(draft) if draft.state == DraftState.OPEN else ())
        ],
        "versions": [one for one in drafts.versions_of(draft.code) if one.draft != draft],
    }
    return show_draft(visit, "draft", draft, context)


@officers()
@require_POST
def discard(visit: Visit, draft_id: UUID) -> HttpResponse:
    """Give a draft up."""
    draft = draft_seen(visit, draft_id)
    seen = visit.POST.get("thay", "")
    revision = int(seen) if seen.isdecimal() else draft.revision
    discard_draft(draft.pk, actor=actor_of(visit), revision=revision)
    messages.success(visit, _("Đã bỏ bản nháp."))
    return HttpResponseRedirect(reverse("editor:home"))


@officers()
@require_safe
def simulated(visit: Visit, draft_id: UUID) -> HttpResponse:
    """Play all ways through the steps and tell in words what is amiss."""
    draft = draft_seen(visit, draft_id)
    content, left_out = readable(whole(draft))
    found = simulate(content, known_acts)
    titles = {step.key: step.title for step in content.process}
    context = {
        "good": found.good and bool(content.process),
        "nothing": not content.process,
        "amiss": _amiss(draft, found, titles),
        "ways": [_way(way, titles, content) for way in found.ways],
        "unused": [field for field in content.fields() if field.key in found.unused_fields],
        "left_out": left_out_words(draft, left_out),
    }
    return show_draft(visit, "simulated", draft, context)


def _amiss(draft: Draft, found: Findings, titles: dict[str, str]) -> list[tuple[str, str]]:
    """Each problem in words: what kind, and where."""
    said = [
        (_("Bước này không dẫn đến đâu"), found.dead_ends),
        (_("Các bước quay vòng ở"), found.loops),
        (_("Không hồ sơ nào tới bước này"), found.unreachable),
    ]
    amiss = [(words, titles.get(key, key)) for words, keys in said for key in keys]
    amiss += [
        (_("Điều kiện không bao giờ đúng"), place_words(whole(draft), place_of(place)))
        for place in found.never_true
    ]
    amiss += [(_("Vòng đời hồ sơ không có việc này"), name) for name in found.unknown_acts]
    return amiss


def _way(way: Way, titles: dict[str, str], content: ProcedureContent) -> dict[str, object]:
    labels = {field.key: field.label for field in content.fields()}
    return {
        "steps": [titles.get(key, key) for key in way.steps],
        "hours": f"{way.hours:g}",
        "limit": "" if way.limit_hours is None else f"{way.limit_hours:g}",
        "late": way.limit_hours is not None and way.hours > way.limit_hours,
        "ends": way.ends,
        "example": [(labels.get(k, k), _value(value)) for k, value in way.example.items()],
    }


@officers()
@require_safe
def compared(visit: Visit, draft_id: UUID) -> HttpResponse:
    """What the draft would change in the version in force, field by field."""
    draft = draft_seen(visit, draft_id)
    rows = [
        {"words": one.words, "before": _said(one, "before"), "after": _said(one, "after")}
        for one in drafts.difference(draft, drafts.current(draft.code))
    ]
    return show_draft(visit, "compared", draft, {"rows": rows})


def _said(one: Difference, side: str) -> str:
    named = [step for step in one.place if isinstance(step, str) and not step.startswith("[")]
    return _value(one.as_json()[side], named[-1] if named else "")


def _value(value: object, name: str = "") -> str:
    """A value as people read it; the parts of an item with what they are called."""
    if isinstance(value, bool):
        return _("Có") if value else _("Không")
    if isinstance(value, list):
        return "; ".join(_value(each, name) for each in value)
    if isinstance(value, dict):
        told = [(word_of(key) or key, _value(each, key)) for key, each in value.items()]
        return ", ".join(f"{words}: {text}" for words, text in told)
    text = value_word(name, value) if value not in (None, "") else ""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
