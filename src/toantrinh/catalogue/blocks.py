"""Questions that many forms share, written once in `data/blocks.yaml` and named by `use`.

    - use: person            # a block of pages or of questions
      as: groom              # whatever the block's {as} stands for
      without: [residence]   # questions that this form does not ask

A version holds what came of it, never the name: a block that changes later changes no version.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_noop as _

from toantrinh.catalogue.parts import Place
from toantrinh.catalogue.sheet import Sheet, read_sheet

_FILE = Path(__file__).parent / "data" / "blocks.yaml"
_USE = "use"
_WITHOUT = "without"
_SHOW_IF = "show_if"


def unfolded(sheet: Sheet) -> Sheet:
    """The sheet with its blocks unfolded; what came of one stands at the line that named it.

    Raises Invalid for a block that there is not, or one that lacks what it needs.
    """
    lines = {place: line for place, line in sheet.lines.items() if place[:1] != ("pages",)}
    pages, origins = _items(sheet, sheet.fields.get("pages"), ("pages",))
    for number, (page, origin) in enumerate(zip(pages, origins, strict=True)):
        place: Place = ("pages", number)
        _move(sheet, lines, origin, place, whole=_USE not in _at(sheet, origin))
        if _USE in _at(sheet, origin) or "fields" not in page:
            continue
        fields, from_where = _items(sheet, page["fields"], (*origin, "fields"))
        page["fields"] = fields
        for stale in [one for one in lines if one[:3] == (*place, "fields") and len(one) > 3]:
            del lines[stale]
        for inner, old in enumerate(from_where):
            to: Place = (*place, "fields", inner)
            _move(sheet, lines, old, to, whole=_USE not in _at(sheet, old))
    changed = {**sheet.fields, "pages": pages} if pages else sheet.fields
    return Sheet(sheet.name, changed, lines)


def _items(sheet: Sheet, items: object, place: Place) -> tuple[list[Any], list[Place]]:
    """A list with its blocks unfolded, and where each of its items was written."""
    found: list[Any] = []
    origins: list[Place] = []
    for number, item in enumerate(items if isinstance(items, list) else []):
        at = (*place, number)
        told = _block(sheet, item, at) if isinstance(item, dict) and _USE in item else [item]
        found += [dict(one) if isinstance(one, dict) else one for one in told]
        origins += [at] * len(told)
    return found, origins


def _block(sheet: Sheet, said: dict[str, Any], place: Place) -> list[Any]:
    """What a block comes to with the words that were given."""
    block = _blocks().get(str(said[_USE]))
    if block is None:
        what = _("Không có khối “%(name)s” trong blocks.yaml.")
        raise sheet.refuse([sheet.problem((*place, _USE), what, name=said[_USE])])
    words = {**block.get("words", {}), **said}
    without = set(said.get(_WITHOUT, []))
    try:
        items = [_filled(one, words) for one in block["items"]]
    except KeyError as lacking:
        what = _("Khối này cần biết “%(name)s”. Hãy thêm vào.")
        raise sheet.refuse([sheet.problem(place, what, name=lacking.args[0])]) from lacking
    prefix = f"{words['as']}_" if "as" in words else ""
    kept = [one for one in items if str(one["key"]).removeprefix(prefix) not in without]
    for one in kept:
        if "fields" in one and one.get("kind") != "group":
            one["fields"] = [f for f in one["fields"] if f["key"] not in without]
    shown = said.get(_SHOW_IF)
    return [{**one, _SHOW_IF: shown} if shown and not one.get(_SHOW_IF) else one for one in kept]


def _filled(value: object, words: Mapping[str, Any]) -> Any:
    if isinstance(value, dict):
        return {key: _filled(inner, words) for key, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner, words) for inner in value]
    return value.format_map(words) if isinstance(value, str) and "{" in value else value


def _at(sheet: Sheet, place: Place) -> Mapping[str, Any]:
    """What a sheet says at a place; nothing where that is no mapping."""
    found: Any = sheet.fields
    for step in place:
        found = found[step]
    return found if isinstance(found, Mapping) else {}


def _move(sheet: Sheet, into: dict[Place, int], old: Place, new: Place, *, whole: bool) -> None:
    for place, line in sheet.lines.items():
        if place == old or (whole and place[: len(old)] == old):
            into[(*new, *place[len(old) :])] = line


@cache
def _blocks() -> dict[str, dict[str, Any]]:
    return read_sheet(_FILE).fields
