"""Changes of a draft's content, place by place; the content given is never touched.

The content is what a folder would say, as plain values, and may be incomplete or wrong: whatever a
change does not speak of stays as it was.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from toantrinh.catalogue.boxes import Typed, read_part
from toantrinh.catalogue.parts import Part, Place
from toantrinh.catalogue.shapes import Entry, entries_of
from toantrinh.kernel.errors import NotFound
from toantrinh.kernel.text import fold

Content = dict[str, Any]
Act = Literal["add", "up", "down", "drop"]
ACTS: tuple[Act, ...] = ("add", "up", "down", "drop")
# Names that rules and branches use, and the texts that they are made of when nobody gave one.
_NAMES = ("key", "value")
_NAMED_BY = ("label", "title", "name")
_LONGEST_KEY = 40
_NO_LETTERS = re.compile(r"[^a-z0-9]+")


def place_of(dotted: str) -> Place:
    """A place as an address spells it, e.g. `pages.0.fields.2`; the empty one is the whole."""
    steps = dotted.split(".") if dotted else []
    return tuple(int(step) if step.isdecimal() else step for step in steps)


def dotted(place: Place) -> str:
    """A place as addresses and boxes spell it."""
    return ".".join(map(str, place))


def at(content: Mapping[str, Any], place: Place) -> Any:
    """What stands at a place. Raises NotFound where nothing does."""
    found: Any = content
    for step in place:
        try:
            found = found[step]
        except (KeyError, IndexError, TypeError):
            raise NotFound("Mục này không còn trong bản nháp.") from None
    return found


def part_at(content: Mapping[str, Any], place: Place) -> dict[str, Any]:
    """The part at a place, as its names and values."""
    found = at(content, place)
    return dict(found) if isinstance(found, Mapping) else {}


def items_at(part: Mapping[str, Any], name: str) -> list[Any]:
    """The items of a list of a part; none where it says no list."""
    found = part.get(name)
    return list(found) if isinstance(found, list | tuple) else []


def put(content: Content, place: Place, value: object) -> Content:
    """The content with a value at a place that is there, but for its last step."""
    whole = _put(content, place, value)
    return dict(whole) if isinstance(whole, Mapping) else {}


def _put(whole: Any, place: Place, value: object) -> object:
    if not place:
        return value
    copied: Any = list(whole) if isinstance(whole, list | tuple) else dict(whole)
    if len(place) > 1:
        value = _put(at(whole, place[:1]), place[1:], value)
    copied[place[0]] = value
    return copied


def act(content: Content, place: Place, doing: Act, name: str, number: int = 0) -> Content:
    """Add an empty item to a list of the part at a place, or move or drop one of its items."""
    part = part_at(content, place)
    items = items_at(part, name)
    if doing == "add":
        return put(content, place, {**part, name: [*items, {}]})
    if number >= len(items):
        raise NotFound("Mục này không còn trong bản nháp.")
    item = items.pop(number)
    if doing != "drop":
        step = -1 if doing == "up" else 1
        items.insert(min(max(number + step, 0), len(items)), item)
    if items:
        part[name] = items
    else:
        part.pop(name)
    return put(content, place, part)


def write(
    content: Content, place: Place, model: type[Part], names: Iterable[str], typed: Typed
) -> Content:
    """The content with what was typed for these entries of the part at a place.

    Boxes are named by their place; a row of a list is there when a box named by its place and a
    dot is, e.g. `legal_bases.0.`.
    """
    wanted = set(names)
    entries = [entry for entry in entries_of(model) if entry.name in wanted]
    prefix = f"{dotted(place)}." if place else ""
    was = part_at(content, place)
    said = read_part(entries, typed, was, prefix)
    for entry in entries:
        if entry.shape == "parts" and entry.inside:
            rows = _rows(entry, typed, items_at(was, entry.name), f"{prefix}{entry.name}.")
            said = {name: value for name, value in said.items() if name != entry.name}
            said |= {entry.name: rows} if rows else {}
    if place and isinstance(place[-1], int):
        taken = _names(at(content, place[:-1]), but=place[-1])
        said = _named(model, said, taken | (_questions(content) if "label" in said else set()))
    return put(content, place, said)


def _rows(entry: Entry, typed: Typed, was: Sequence[Any], prefix: str) -> list[dict[str, Any]]:
    """The rows that were typed, in their order; what else a row said stays with its number."""
    if entry.inside is None:
        return []
    begins = re.compile(rf"{re.escape(prefix)}(\d{{1,4}})\.$")
    numbers = sorted({int(found[1]) for name in typed if (found := begins.match(name))})
    inner = entries_of(entry.inside)
    rows: list[dict[str, Any]] = []
    for number in numbers:
        before = was[number] if number < len(was) and isinstance(was[number], Mapping) else {}
        row = read_part(inner, typed, before, f"{prefix}{number}.")
        rows.append(_named(entry.inside, row, _names(rows)))
    return rows


def _named(model: type[Part], said: dict[str, Any], taken: set[str]) -> dict[str, Any]:
    """With a name made of its words, where it needs one and has none."""
    name = next((name for name in _NAMES if name in model.model_fields), None)
    words = next((str(said[word]) for word in _NAMED_BY if said.get(word)), "")
    if name is None or said.get(name) or not words:
        return said
    made = _slug(words)
    numbered = (f"{made[: _LONGEST_KEY - 3]}_{number}" for number in range(2, 100))
    free = next((each for each in (made, *numbered) if each not in taken), made)
    return {name: free, **said}


def _slug(words: str) -> str:
    bare = _NO_LETTERS.sub("_", fold(words)).strip("_")
    slug = bare if bare[:1].isalpha() else f"m_{bare}"
    if len(slug) > _LONGEST_KEY:
        slug = slug[:_LONGEST_KEY].rpartition("_")[0] or slug[:_LONGEST_KEY]
    return slug.strip("_")


def _names(items: Any, *, but: int | None = None) -> set[str]:
    rows = enumerate(items if isinstance(items, list | tuple) else ())
    others = [item for number, item in rows if number != but and isinstance(item, Mapping)]
    return {str(item[name]) for item in others for name in _NAMES if item.get(name)}


def _questions(content: Content) -> set[str]:
    """The names of all questions, which no other may have."""
    return {str(field["key"]) for field in questions_of(content) if field.get("key")}


def questions_of(content: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """All questions of the form that are some, in their order, as far as they are written."""
    for page in items_at(content, "pages"):
        for field in items_at(page, "fields") if isinstance(page, Mapping) else ():
            if isinstance(field, Mapping):
                yield dict(field)
