"""What changed between two versions, field by field, as a person reads it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.part_words import word_of
from toantrinh.catalogue.parts import Part, Place

# By which of their fields the items of a list are told apart; lists of plain values have none.
_NAMES = ("key", "value", "kind", "name", "number", "title")
# What people call an item, where it says so.
_LABELS = ("label", "title", "name")


@dataclass(frozen=True)
class Difference:
    """One thing that is not the same; None where it is there on one side only."""

    place: Place
    before: object
    after: object
    # The place again, with what people call the items instead of their keys.
    called: tuple[str, ...] = field(default=(), compare=False)

    @property
    def words(self) -> str:
        """The place, as people call it."""
        steps = zip(self.place, self.called, strict=True)
        return " › ".join(
            called if str(step).startswith("[") else word_of(called) or called
            for step, called in steps
        )

    def as_json(self) -> dict[str, object]:
        """`{place, words, before, after}`."""
        return {
            "place": ".".join(map(str, self.place)),
            "words": self.words,
            "before": _plain(self.before),
            "after": _plain(self.after),
        }


def differences(before: ProcedureContent, after: ProcedureContent) -> list[Difference]:
    """All that differs, in the order of the version's parts."""
    return list(_parts(before, after, (), ()))


Called = tuple[str, ...]


def _parts(before: Part, after: Part, place: Place, called: Called) -> Iterator[Difference]:
    for name in type(after).model_fields:
        at = (*place, name)
        yield from _values(getattr(before, name), getattr(after, name), at, (*called, name))


def _values(before: object, after: object, place: Place, called: Called) -> Iterator[Difference]:
    if before == after:
        return
    if isinstance(before, Part) and isinstance(after, Part):
        yield from _parts(before, after, place, called)
    elif isinstance(before, tuple) and isinstance(after, tuple):
        yield from _lists(before, after, place, called)
    elif isinstance(before, dict) and isinstance(after, dict):
        for key in {**before, **after}:
            at = (*place, key)
            yield from _values(before.get(key), after.get(key), at, (*called, str(key)))
    else:
        yield Difference(place, _there(before), _there(after), called)


def _there(value: object) -> object:
    return None if value in ("", ()) else value


def _lists(
    before: tuple[object, ...], after: tuple[object, ...], place: Place, called: Called
) -> Iterator[Difference]:
    """Items of one name are compared; a change of their order is told when nothing else is."""
    was, now = _named(before), _named(after)
    told = False
    for name in {**was, **now}:
        one, other = was.get(name), now.get(name)
        label = _label(other) or _label(one) or name
        for difference in _values(one, other, (*place, f"[{name}]"), (*called, label)):
            told = True
            yield difference
    if not told:
        yield Difference(place, list(was), list(now), called)


def _named(items: tuple[object, ...]) -> dict[str, object]:
    """The items by name; where two have the same, by name and number."""
    found: dict[str, object] = {}
    for item in items:
        name = _name(item)
        number = 2
        while name in found:
            name = f"{_name(item)} ({number})"
            number += 1
        found[name] = item
    return found


def _name(item: object) -> str:
    if not isinstance(item, Part):
        return str(item)
    named = (str(getattr(item, field)) for field in _NAMES if getattr(item, field, ""))
    return next(named, type(item).__name__)


def _label(item: object) -> str:
    """What people call an item; empty where it has no words of its own."""
    words = (str(getattr(item, field, "")) for field in _LABELS) if isinstance(item, Part) else ()
    return next((each for each in words if each), "")


def _plain(value: object) -> object:
    if isinstance(value, Part):
        return value.model_dump(mode="json", exclude_defaults=True)
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)
