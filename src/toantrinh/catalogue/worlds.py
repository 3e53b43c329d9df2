"""Sets of answers that tell a version's rules apart, so that each way through it can be tried.

A rule compares answers with values that it names. Trying those values, and one on either side of
each number and day, decides every comparison both ways; choices and yes or no have only so many.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import timedelta
from functools import lru_cache
from itertools import product
from random import Random

from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.questions import FormField
from toantrinh.catalogue.rules import RuleError, holds, names_in, work_out
from toantrinh.kernel.time import today

World = dict[str, object]
_NUMBER = re.compile(r"(?<![\w.])\d+(?![\w.])")
_TEXT = re.compile(r"\"([^\"]*)\"|'([^']*)'")
# Beyond so many combinations they are drawn, by a seed that is always the same.
_MOST = 4000
_SEED = 20260701
_DAYS = (-36500, -6575, -6570, -365, -60, -1, 0, 1, 60)


def worlds(content: ProcedureContent, rules: Collection[str]) -> list[World]:
    """Sets of answers over all that these rules depend on; what is not asked has no answer."""
    fields = {field.key: field for field in content.fields()}
    names = sorted(_closure({name for rule in rules for name in names_in(rule)}, fields))
    shown = (rule for field in fields.values() for rule in (field.show_if, field.formula) if rule)
    said = (*rules, *shown)
    choices = [_values(fields[name], said) for name in names]
    return [_asked(dict(zip(names, one, strict=True)), fields) for one in _combined(choices)]


def ever(rule: str, tried: list[World]) -> bool:
    """Whether a rule holds in any of these worlds."""
    return any(_holds(rule, world) for world in tried)


def true_in(rule: str, world: World) -> bool:
    """Whether a rule holds in one world; an empty one always does."""
    return not rule or _holds(rule, world)


def _holds(rule: str, world: World) -> bool:
    try:
        return holds(rule, world) is True
    except RuleError:
        return False


def _closure(names: set[str], fields: dict[str, FormField]) -> set[str]:
    """The names, and all on which it depends whether they are asked or what they come to."""
    found: set[str] = set()
    left = [name for name in names if name in fields]
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            field = fields[name]
            needed = {n for rule in (field.show_if, field.formula) if rule for n in names_in(rule)}
            left += [n for n in needed if n in fields]
    return found


@lru_cache(maxsize=500)
def _values(field: FormField, rules: tuple[str, ...]) -> tuple[object, ...]:
    """The answers worth trying for one question; None stands for no answer."""
    about = [rule for rule in rules if rule and field.key in names_in(rule)]
    numbers = {int(found) for rule in about for found in _NUMBER.findall(_TEXT.sub("", rule))}
    texts = {a or b for rule in about for a, b in _TEXT.findall(rule)}
    by_kind: dict[str, Iterable[object]] = {
        "yes_no": (True, False),
        "choice": [option.value for option in field.options],
        "choices": [[option.value] for option in field.options],
        "number": sorted({0, *(n + d for n in numbers for d in (-1, 0, 1)), today().year}),
        "money": sorted({0, *(n + d for n in numbers for d in (-1, 0, 1))}),
        "date": [today() + timedelta(days=days) for days in _DAYS],
        "personal_number": ("0" * 12, "1" * 12),
        "group": ([], [{}], [{}, {}]),
    }
    found = tuple(by_kind.get(field.kind, ["x", *sorted(texts)]))
    return found if field.required else (*found, None)


def _combined(choices: list[tuple[object, ...]]) -> Iterator[tuple[object, ...]]:
    whole = 1
    for values in choices:
        whole *= len(values)
    if whole <= _MOST:
        yield from product(*choices)
        return
    draw = Random(_SEED)  # noqa: S311
    for _ in range(_MOST):
        yield tuple(draw.choice(values) for values in choices)


def _asked(answers: World, fields: dict[str, FormField]) -> World:
    """Without what these answers leave unasked, in the order of the form."""
    world: World = {}
    for key, field in fields.items():
        if answers.get(key) is not None and true_in(field.show_if, world):
            world[key] = _worked_out(field, world) if field.kind == "computed" else answers[key]
    return world


def _worked_out(field: FormField, world: World) -> object:
    try:
        return work_out(field.formula, world)
    except RuleError:
        return None
