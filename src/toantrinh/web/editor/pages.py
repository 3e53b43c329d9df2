"""One page of a draft: a section, or one item of a list; read, written, and what is in it moved.

Every button sends the whole page, so that nothing typed is lost by pressing one.
"""

import hashlib
from collections.abc import Mapping
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
from toantrinh.catalogue.models import Draft
from toantrinh.catalogue.part_words import value_word, word_of
from toantrinh.catalogue.parts import Place
from toantrinh.catalogue.shapes import is_row, model_at
from toantrinh.kernel.canonical import canonical
from toantrinh.kernel.errors import Conflict, NotFound
from toantrinh.web.editor.boxes import Sheet, blocks_of, sheet_at
from toantrinh.web.editor.frame import draft_seen, show_draft
from toantrinh.web.editor.sections import section_named, section_of
from toantrinh.web.gate.access import Visit, actor_of, administrators

# Names of the page's own, beside its boxes: the button, what was seen.
_DO, _SEEN = "lam", "thay"
_SAVE, _OPEN = "luu", "mo"


@administrators()
@require_http_methods(["GET", "HEAD", "POST"])
def edit(visit: Visit, draft_id: UUID, where: str) -> HttpResponse:
    """A section by its name, or an item by its place, e.g. `pages.0.fields.2`."""
    draft = draft_seen(visit, draft_id)
    if visit.method == "POST":
        return _take(visit, draft, where)
    return _shown(visit, draft, where, sheet_of(draft.content, where))


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
    try:
        sheet = sheet_of(draft.content, where)
    except NotFound:
        return _gone(visit, draft, where)
    content = write(draft.content, sheet.place, sheet.model, _asked(sheet, visit.POST), typed)
    typed_now = sheet_of(content, where)
    # Where both typed the same there is nothing to choose between.
    if visit.POST.get(_SEEN, "") != _print(sheet) and typed_now.kept() != sheet.kept():
        return _both(visit, draft, where, sheet, typed_now)
    doing, _colon, which = visit.POST.get(_DO, _SAVE).partition(":")
    name, _dot, number = which.partition(".")
    at = int(number) if number.isdecimal() else 0
    if doing in ACTS and name in {entry.name for entry in sheet.entries}:
        content = act(content, sheet.place, _act(doing), name, at)
    try:
        save_draft(draft.pk, actor=actor_of(visit), revision=draft.revision, content=content)
    except Conflict:
        fresh = drafts.draft(draft.pk)
        if fresh.revision == draft.revision:
            raise
        return _take(visit, fresh, where)
    return HttpResponseRedirect(_onward(draft, where, sheet, content, doing, name, at))


def _act(doing: str) -> Act:
    return next(one for one in ACTS if one == doing)


def _asked(sheet: Sheet, sent: QueryDict) -> list[str]:
    """What the page that was sent had asked: another kind of question has other settings."""
    asked = set(sent.get("hoi", "").split())
    return [name for name in sheet.asked if name in asked] or sheet.asked


def _onward(
    draft: Draft, where: str, sheet: Sheet, content: Content, doing: str, name: str, number: int
) -> str:
    """Where a button leads: to an item's page, or back to the list that it changed."""
    here = reverse("editor:edit", args=[draft.pk, where])
    inside = model_at((*sheet.place, name, 0)) if name else None
    paged = inside is not None and not is_row(inside)
    if doing == "add" and paged:
        number = len(items_at(part_at(content, sheet.place), name)) - 1
    if (doing == "add" and paged) or doing == _OPEN:
        return reverse("editor:edit", args=[draft.pk, f"{sheet.prefix}{name}.{number}"])
    return f"{here}#{sheet.prefix}{name}" if doing in ACTS else f"{here}?da=luu"


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
    seen: str = "",
) -> HttpResponse:
    found = drafts.findings(draft)
    context = {
        "where": where,
        "title": title_of(draft, where, sheet),
        "trail": _trail(draft, sheet.place),
        "blocks": blocks_of(sheet, found, quiet=not sheet.said and bool(sheet.place)),
        "asked": " ".join(sheet.asked),
        "seen": seen or _print(sheet),
        "differing": differing or [],
        "names": _names_before(draft.content, sheet.place),
        "rules": any(e.shape in {"rule", "parts"} for e in sheet.entries),
        "letter": sheet.place[1] if sheet.place and sheet.place[0] == "templates" else None,
        "saved": "da" in visit.GET,
    }
    return show_draft(visit, "edit", draft, context, 409 if differing else 200)


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


def title_of(draft: Draft, where: str, sheet: Sheet) -> str:
    """What a page is called: the section, or the item by its own name."""
    section = section_named(where)
    if section:
        return str(section.title)
    named = drafts.place_words(draft.content, sheet.place).rpartition(" › ")[2]
    kind = word_of(str(next(s for s in reversed(sheet.place) if isinstance(s, str))))
    return f"{kind}: {named}" if sheet.said else _("%(kind)s: mục mới") % {"kind": kind}


def _trail(draft: Draft, place: Place) -> list[tuple[str, str]]:
    """The way back: the section, then each item around this one."""
    if not place:
        return []
    section = section_of(place[0])
    trail = [(reverse("editor:edit", args=[draft.pk, section.slug]), str(section.title))]
    for length in range(2, len(place), 2):
        around = place[:length]
        url = reverse("editor:edit", args=[draft.pk, dotted(around)])
        trail.append((url, drafts.place_words(draft.content, around).rpartition(" › ")[2]))
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
