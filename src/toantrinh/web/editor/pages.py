"""One page of a draft: a section, or one item of a list; read, written, and what is in it moved.

Every button sends the whole page, so that nothing typed is lost by pressing one.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from toantrinh.catalogue import drafts
from toantrinh.catalogue.boxes import spelled_part
from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.drafting import save_draft
from toantrinh.catalogue.editing import (
    ACTS,
    Act,
    Content,
    act,
    dotted,
    items_at,
    part_at,
    place_of,
    questions_of,
    write,
)
from toantrinh.catalogue.models import Draft, DraftState
from toantrinh.catalogue.part_words import value_word, word_of
from toantrinh.catalogue.parts import Place
from toantrinh.catalogue.shapes import is_row, model_at
from toantrinh.kernel.canonical import canonical
from toantrinh.kernel.errors import Conflict, NotFound, Refusal
from toantrinh.web.editor.boxes import Sheet, blocks_of, sheet_at
from toantrinh.web.editor.frame import draft_seen, show_draft
from toantrinh.web.editor.places import parted, place_words, whole
from toantrinh.web.editor.sections import section_named, section_of
from toantrinh.web.gate.access import Visit, actor_of, officers

# Names of the page's own, beside its boxes: the button, what was seen.
_DO, _SEEN = "lam", "thay"
_SAVE, _OPEN = "luu", "mo"


@officers()
@require_http_methods(["GET", "HEAD", "POST"])
def edit(visit: Visit, draft_id: UUID, where: str) -> HttpResponse:
    """A section by its name, or an item by its place, e.g. `pages.0.fields.2`."""
    draft = draft_seen(visit, draft_id, writing=visit.method == "POST")
    if visit.method == "POST":
        return _take(visit, draft, where)
    return _shown(visit, draft, where, sheet_of(whole(draft), where))


def sheet_of(content: Mapping[str, Any], where: str) -> Sheet:
    """What a page asks. Raises NotFound for a place that there is not."""
    section = section_named(where)
    if section:
        return sheet_at(content, (), ProcedureContent, section.names)
    place = place_of(where)
    model = model_at(place)
    if model is None or not place or is_row(model):
        raise NotFound("Không có phần này.")
    return sheet_at(content, place, model)


def _take(visit: Visit, draft: Draft, where: str) -> HttpResponse:
    typed = {name: visit.POST.getlist(name) for name in visit.POST}
    before = whole(draft)
    try:
        sheet = sheet_of(before, where)
    except NotFound:
        return _gone(visit, draft, where)
    content = write(before, sheet.place, sheet.model, _asked(sheet, visit.POST), typed)
    mine = sheet_of(content, where)
    # Where both typed the same there is nothing to choose between.
    if visit.POST.get(_SEEN, "") != _print(sheet) and mine.kept() != sheet.kept():
        return _both(visit, draft, where, sheet, mine)
    press = _pressed(visit, sheet)
    if press.act:
        content = act(content, sheet.place, press.act, press.name, press.number)
    rest, letters = parted(content)
    try:
        saved = save_draft(
            draft.pk,
            actor=actor_of(visit),
            revision=draft.revision,
            content=rest,
            templates=letters,
        )
    except Conflict:
        fresh = draft_seen(visit, draft.pk)
        if fresh.revision == draft.revision:
            raise
        return _take(visit, fresh, where)
    except Refusal as refusal:
        return _shown(visit, draft, where, mine, refusal=refusal, seen=_print(sheet))
    return HttpResponseRedirect(_onward(saved, sheet, content, press, where))


@dataclass(frozen=True)
class _Press:
    """The button that was pressed: what it does, to which item of which list."""

    act: Act | None
    opens: bool
    name: str
    number: int


def _pressed(visit: Visit, sheet: Sheet) -> _Press:
    doing, _colon, which = visit.POST.get(_DO, _SAVE).partition(":")
    name, _dot, number = which.partition(".")
    if name not in {entry.name for entry in sheet.entries}:
        return _Press(None, opens=False, name="", number=0)
    does = next((one for one in ACTS if one == doing), None)
    at = int(number) if number.isdecimal() else 0
    return _Press(does, opens=doing == _OPEN, name=name, number=at)


def _asked(sheet: Sheet, sent: QueryDict) -> list[str]:
    """What the page that was sent had asked: another kind of question has other settings."""
    asked = set(sent.get("hoi", "").split())
    return [name for name in sheet.asked if name in asked] or sheet.asked


def _onward(draft: Draft, sheet: Sheet, content: Content, press: _Press, where: str) -> str:
    """Where a button leads: to an item's page, or back to the list that it changed."""
    inside = model_at((*sheet.place, press.name, 0)) if press.name else None
    paged = inside is not None and not is_row(inside)
    place: Place = sheet.place
    if press.opens or (press.act == "add" and paged):
        count = len(items_at(part_at(content, sheet.place), press.name))
        place = (*place, press.name, press.number if press.opens else count - 1)
    if place and place[0] == "templates":
        place = _letter_now(draft, content, place)
    if place != sheet.place:
        return reverse("editor:edit", args=[draft.pk, dotted(place)])
    # A place of letters may have moved; a section is called by its name.
    here = reverse("editor:edit", args=[draft.pk, dotted(place) if place else where])
    return f"{here}#id_{sheet.prefix}{press.name}" if press.act else f"{here}?da=luu"


def _letter_now(draft: Draft, content: Content, place: Place) -> Place:
    """Letters are kept by their names, in an order that the database gives them."""
    draft.refresh_from_db(fields=["templates"])
    names = list(parted(content)[1])
    kept = list(draft.templates)
    number = int(place[1])
    there = number < len(names) and names[number] in kept
    return ("templates", kept.index(names[number])) if there else place


def _print(sheet: Sheet) -> str:
    """Tells whether what a page shows changed since somebody saw it."""
    spelled = canonical({name: str(value) for name, value in sheet.kept().items()})
    return hashlib.sha256(spelled).hexdigest()[:16]


def _shown(
    visit: Visit,
    draft: Draft,
    where: str,
    sheet: Sheet,
    *,
    differing: list[dict[str, str]] | None = None,
    refusal: Refusal | None = None,
    seen: str = "",
) -> HttpResponse:
    content = whole(draft)
    found = drafts.findings(draft) if draft.state == DraftState.OPEN else []
    context = {
        "where": where,
        "title": title_of(content, where, sheet),
        "trail": _trail(draft, content, sheet.place),
        "blocks": blocks_of(sheet, found, quiet=not sheet.said and bool(sheet.place)),
        "asked": " ".join(sheet.asked),
        "seen": seen or _print(sheet),
        "differing": differing or [],
        "refusal": refusal,
        "names": _names_before(content, sheet.place),
        "rules": any(e.shape in {"rule", "parts"} for e in sheet.entries),
        "letter": sheet.place[1] if sheet.place and sheet.place[0] == "templates" else None,
        "saved": "da" in visit.GET,
    }
    status = 409 if differing else refusal.status if refusal else 200
    return show_draft(visit, "edit", draft, context, status)


def _both(visit: Visit, draft: Draft, where: str, theirs: Sheet, mine: Sheet) -> HttpResponse:
    """Somebody else changed this page meanwhile: what each wrote, and the typed text once more."""
    was, now = _words(theirs), _words(mine)
    differing = [
        {"label": name, "theirs": was.get(name, ""), "mine": now.get(name, "")}
        for name in {**was, **now}
        if was.get(name) != now.get(name)
    ]
    return _shown(visit, draft, where, mine, differing=differing, seen=_print(theirs))


def _words(sheet: Sheet) -> dict[str, str]:
    boxes = spelled_part(sheet.model, sheet.said, "")
    words = {
        word_of(name.rpartition(".")[2]): "\n".join(texts)
        for name, texts in boxes.items()
        if name.partition(".")[0] in sheet.asked
    }
    for entry in sheet.entries:
        if entry.shape == "parts":
            items = items_at(sheet.said, entry.name)
            words[word_of(entry.name)] = "\n".join(
                "; ".join(str(v) for v in i.values()) if isinstance(i, Mapping) else str(i)
                for i in items
            )
    return words


def _gone(visit: Visit, draft: Draft, where: str) -> HttpResponse:
    """The item was removed meanwhile: what was typed is shown, so that it can be copied."""
    model = model_at(place_of(where))
    if model is None:
        raise NotFound("Không có phần này.")
    lines = [
        (word_of(name.rpartition(".")[2]), "\n".join(visit.POST.getlist(name)))
        for name in visit.POST
        if word_of(name.rpartition(".")[2]) and visit.POST.get(name)
    ]
    return show_draft(visit, "gone", draft, {"lines": lines}, 409)


def title_of(content: Content, where: str, sheet: Sheet) -> str:
    """What a page is called: the section, or the item by its own name."""
    section = section_named(where)
    if section:
        return str(section.title)
    named = place_words(content, sheet.place).rpartition(" › ")[2]
    kind = word_of(str(next(s for s in reversed(sheet.place) if isinstance(s, str))))
    return f"{kind}: {named}" if sheet.said else _("%(kind)s: mục mới") % {"kind": kind}


def _trail(draft: Draft, content: Content, place: Place) -> list[tuple[str, str]]:
    """The way back: the section, then each item around this one."""
    if not place:
        return []
    section = section_of(place[0])
    trail = [(reverse("editor:edit", args=[draft.pk, section.slug]), str(section.title))]
    for length in range(2, len(place), 2):
        around = place[:length]
        url = reverse("editor:edit", args=[draft.pk, dotted(around)])
        trail.append((url, place_words(content, around).rpartition(" › ")[2]))
    return trail


def _names_before(content: Mapping[str, Any], place: Place) -> list[tuple[str, str, str]]:
    """The questions that a rule here may speak of: those asked before; key, label, kind."""
    asked = list(questions_of(content))
    if len(place) >= 4 and place[0] == "pages":
        before = dict(content)
        before["pages"] = [*items_at(content, "pages")[: int(place[1]) + 1]]
        last = part_at(content, place[:2])
        before["pages"][-1] = {**last, "fields": items_at(last, "fields")[: int(place[3])]}
        asked = list(questions_of(before))
    return [
        (str(q["key"]), str(q.get("label", "")), value_word("kind", q.get("kind", "")))
        for q in asked
        if q.get("key")
    ]
