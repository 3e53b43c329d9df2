"""A draft that is not whole yet, read as far as it can be, to be looked at and played."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from toantrinh.catalogue.checking import faults
from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.editing import Content, at, put
from toantrinh.catalogue.parts import RULES, Place
from toantrinh.kernel.errors import NotFound

_UNNAMED: Content = {"code": "0.000000", "name": "…"}
# Each look takes out at least one thing; a draft with more wrong than this shows nothing.
_LOOKS = 50


def readable(content: Mapping[str, Any]) -> tuple[ProcedureContent, list[Place]]:
    """What of a draft can be read, and the places that had to be left out.

    An item that lacks what it must say is left out whole; so is a rule that does not hold up.
    """
    rest: Content = {**_UNNAMED, **{key: value for key, value in content.items() if value}}
    left_out: list[Place] = []
    for _look in range(_LOOKS):
        try:
            read = ProcedureContent.model_validate(rest)
        except ValidationError as error:
            wrong = [tuple(detail["loc"]) for detail in error.errors()]
        else:
            wrong = [place for place, _what, _params in faults(read) if place[-1] in RULES]
            if not wrong:
                return read, left_out
        # From behind, so that the numbers of the others stay right.
        for place in sorted({_removable(rest, place) for place in wrong}, key=repr, reverse=True):
            rest = _without(rest, place)
            left_out.append(place)
    return ProcedureContent.model_validate(_UNNAMED), [()]


def _removable(content: Content, place: Place) -> Place:
    """The innermost thing around a mistake without which the rest may be right."""
    if len(place) == 1 and place[0] in _UNNAMED:
        return place
    try:
        at(content, place)
    except NotFound:
        # Something is missing here: what lacks it goes.
        return place[:-1] or place
    return place


def _without(content: Content, place: Place) -> Content:
    if not place or place[0] in _UNNAMED:
        return {**content, **_UNNAMED}
    try:
        around: Any = at(content, place[:-1])
        at(around, place[-1:])
    except NotFound:
        return content
    if isinstance(around, Mapping):
        return put(content, place[:-1], {k: v for k, v in around.items() if k != place[-1]})
    kept = [item for number, item in enumerate(around) if number != place[-1]]
    return put(content, place[:-1], kept)
