"""Conditions and checks over answers, in CEL, worked out on the server only."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from toantrinh.kernel.time import today

if TYPE_CHECKING:
    import cel

Answers = Mapping[str, object]

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_TEXT = re.compile(r"\"[^\"]*\"|'[^']*'")
# Given to every rule beside the answers.
GIVEN = frozenset({"today", "this_year"})
_WORDS = frozenset({"true", "false", "null", "in", "size", "matches", "has"})


class RuleError(ValueError):
    """A rule that can't be read or worked out; told to its author, never to a citizen."""


def names_in(rule: str) -> set[str]:
    """The answers that a rule speaks of."""
    return set(_NAME.findall(_TEXT.sub("", rule))) - GIVEN - _WORDS


def check_rule(rule: str, known: set[str]) -> None:
    """Refuse a rule that does not parse or that speaks of questions nobody asks."""
    import cel

    try:
        cel.compile(rule)
    except ValueError as problem:
        raise RuleError(str(problem).splitlines()[0]) from problem
    if unknown := names_in(rule) - known:
        raise RuleError(f"unknown names: {', '.join(sorted(unknown))}")


def holds(rule: str, answers: Answers) -> bool | None:
    """Whether a rule holds; None when it speaks of something that has no answer."""
    # Brings a console of its own, a fifth of a second that commands need not wait for.
    import cel

    spoken = names_in(rule)
    if any(answers.get(name) in (None, "") for name in spoken):
        return None
    values = {name: _value(answers[name]) for name in spoken}
    values["today"] = _value(today())
    values["this_year"] = today().year
    try:
        return bool(_compiled(rule).execute(cel.Context(variables=values)))
    except (TypeError, ValueError, RuntimeError, ArithmeticError) as problem:
        raise RuleError(f"{rule}: {problem}") from problem


@lru_cache(maxsize=2000)
def _compiled(rule: str) -> "cel.Program":
    import cel

    return cel.compile(rule)


def _value(answer: object) -> object:
    """Dates are moments at midnight, the same for all, so that they compare."""
    if isinstance(answer, date):
        return datetime(answer.year, answer.month, answer.day, tzinfo=UTC)
    return answer
