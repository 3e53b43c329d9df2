"""The boxes of one page of the editor: fields, rows of small lists, items of larger ones."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from toantrinh.catalogue.boxes import Typed, spelled_part
from toantrinh.catalogue.drafts import Finding
from toantrinh.catalogue.editing import dotted, items_at, part_at
from toantrinh.catalogue.part_words import hint_of, value_word, word_of
from toantrinh.catalogue.parts import Part, Place
from toantrinh.catalogue.shapes import Entry, entries_of, is_row, suits
from toantrinh.web.look.forms import Questions

_NAMED_BY = ("label", "title", "name", "kind", "key", "template")


@dataclass(frozen=True)
class Sheet:
    """What one page asks: the part at a place, and which of its entries."""

    place: Place
    model: type[Part]
    entries: tuple[Entry, ...]
    said: dict[str, Any]

    @property
    def prefix(self) -> str:
        """What stands before the names of its boxes."""
        return f"{dotted(self.place)}." if self.place else ""

    @property
    def asked(self) -> list[str]:
        """The names that the page writes: all but lists whose items have pages of their own."""
        return [entry.name for entry in self.entries if not _paged(entry)]

    def kept(self) -> dict[str, Any]:
        """What the page shows, so that a change by somebody else is seen; of items their names."""
        return {
            entry.name: [item_name(item) for item in items_at(self.said, entry.name)]
            if _paged(entry)
            else self.said.get(entry.name)
            for entry in self.entries
        }


def sheet_at(
    content: Mapping[str, Any], place: Place, model: type[Part], names: Sequence[str] = ()
) -> Sheet:
    """The page for a place; with names only those. Raises NotFound when nothing is there."""
    said = part_at(content, place)
    entries = tuple(
        entry
        for entry in entries_of(model)
        if (not names or entry.name in names)
        and (model.__name__ != "FormField" or suits(entry, said))
    )
    return Sheet(place, model, entries, said)


def told(finding: Finding) -> str:
    """What is wrong and how to mend it."""
    return f"{finding.words} {finding.remedy}".strip()


def item_name(item: object) -> str:
    """What an item of a list is called."""
    said = item if isinstance(item, Mapping) else {}
    name = next((name for name in _NAMED_BY if said.get(name)), "")
    return value_word(name, said[name]) if name == "kind" else str(said.get(name, ""))


def _paged(entry: Entry) -> bool:
    return entry.shape == "parts" and entry.inside is not None and not is_row(entry.inside)


class PartForm(Questions):
    """The boxes of a part, as they were typed, with what is wrong beside each."""

    def __init__(
        self,
        model: type[Part],
        entries: Sequence[Entry],
        prefix: str,
        typed: Typed,
        found: Sequence[Finding],
    ) -> None:
        super().__init__(MultiValueDict({name: list(texts) for name, texts in typed.items()}))
        self.found = list(found)
        for entry, name, owner in _flat(model, entries, prefix):
            self.fields[name] = _field(entry, owner)

    def full_clean(self) -> None:
        """Take over what the check of the draft found; nothing is checked twice."""
        self._errors = ErrorDict()
        self.cleaned_data: dict[str, Any] = {}
        for finding in self.found:
            if dotted(finding.place) in self.fields:
                self.add_error(dotted(finding.place), told(finding))


def _flat(
    model: type[Part], entries: Sequence[Entry], prefix: str
) -> Iterator[tuple[Entry, str, str]]:
    """All boxes, those of a part in its place: entry, name, and the model that owns it."""
    for entry in entries:
        name = f"{prefix}{entry.name}"
        if entry.shape == "part" and entry.inside:
            yield from _flat(entry.inside, entries_of(entry.inside), f"{name}.")
        elif entry.shape != "parts":
            yield entry, name, model.__name__


def _field(entry: Entry, owner: str) -> forms.Field:
    hint = hint_of(owner, entry.name)
    if entry.shape == "day":
        hint = _("Ngày/tháng/năm, ví dụ 01/07/2026.")
    elif entry.shape == "rule":
        hint = _("Ví dụ: child_age < 18. Xem cách viết ở dưới.")
    return forms.Field(
        label=word_of(entry.name) or entry.name,
        help_text=hint,
        required=entry.needed and entry.name not in {"key", "value"},
        widget=_widget(entry),
    )


def _widget(entry: Entry) -> forms.Widget:
    options = [(str(value), value_word(entry.name, value)) for value in entry.options]
    if entry.shape == "choice":
        empty = [] if any(value == "" for value, _word in options) else [("", _("Chọn"))]
        return forms.Select(choices=[*empty, *options])
    if entry.shape == "choices":
        return forms.CheckboxSelectMultiple(choices=options)
    if entry.shape == "yes_no":
        return forms.CheckboxInput()
    if entry.shape in {"long_text", "lines", "pairs", "rule"}:
        rows = {"rule": 2, "long_text": 20 if entry.name == "source" and entry.needed else 4}
        return forms.Textarea({"rows": rows.get(entry.shape, 5), "spellcheck": "false"})
    mode = {"whole": "numeric", "number": "decimal"}.get(entry.shape, "text")
    return forms.TextInput({"inputmode": mode, "autocomplete": "off"})


def blocks_of(sheet: Sheet, found: Sequence[Finding], *, quiet: bool) -> list[dict[str, Any]]:
    """What the page shows, in order: groups of boxes, and lists. `quiet` tells no mistakes yet."""
    typed = spelled_part(sheet.model, sheet.said, sheet.prefix)
    shown = [] if quiet else list(found)
    blocks: list[dict[str, Any]] = []
    for entry in sheet.entries:
        name = f"{sheet.prefix}{entry.name}"
        if entry.shape == "parts" and entry.inside:
            blocks.append(_list(entry, name, sheet, shown))
            continue
        form = PartForm(sheet.model, [entry], sheet.prefix, typed, shown)
        title = word_of(entry.name) if entry.shape == "part" else ""
        blocks.append({"form": form, "title": title, "id": name})
    return blocks


def _list(entry: Entry, name: str, sheet: Sheet, found: list[Finding]) -> dict[str, Any]:
    items = items_at(sheet.said, entry.name)
    here = [told(one) for one in found if dotted(one.place) == name]
    block = {"list": entry.name, "title": word_of(entry.name), "id": name, "errors": here}
    paged = _paged(entry)
    return {
        **block,
        "paged": paged,
        "items": [
            _item(entry, f"{name}.{number}", number, len(items), item, found, paged=paged)
            for number, item in enumerate(items)
        ],
    }


def _item(
    entry: Entry,
    name: str,
    number: int,
    count: int,
    item: Any,
    found: list[Finding],
    *,
    paged: bool,
) -> dict[str, Any]:
    said = item if isinstance(item, Mapping) else {}
    wrong = [one for one in found if f"{dotted(one.place)}.".startswith(f"{name}.")]
    shown: dict[str, Any] = {
        "name": item_name(item) or _("Chưa đặt tên"),
        "mark": name,
        "act": f"{entry.name}.{number}",
        "first": number == 0,
        "last": number == count - 1,
        "wrong": len(wrong),
        "told": [told(one) for one in wrong if dotted(one.place) == name],
    }
    if not paged and entry.inside:
        typed = spelled_part(entry.inside, said, f"{name}.")
        inner = entries_of(entry.inside)
        shown["form"] = PartForm(entry.inside, inner, f"{name}.", typed, wrong if said else [])
    return shown
