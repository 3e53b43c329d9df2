"""Conditions and checks over answers, in CEL, worked out on the server only."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from toantrinh.kernel.time import today

if TYPE_CHECKING:
    import cel

Answers = Mapping[str, object]

_DAY = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
_TEXT = re.compile(r"\"[^\"]*\"|'[^']*'")
# Given to every rule beside the answers. `years_ago[18]` is the last birthday of who is of age;
# `days_ago[15]` the day fifteen days before today.
GIVEN = frozenset({"today", "this_year", "years_ago", "days_ago"})
_AGO = re.compile(r"\b(years|days)_ago\[(\d{1,3})\]")
_FUNCTIONS = frozenset({"size", "matches", "startsWith", "endsWith", "contains", "int", "string"})


# What walks over a list; one within another could run for seconds.
_WALK = re.compile(r"\.\s*(?:all|exists|exists_one|map|filter)\s*\(")
_WALKER = re.compile(r"\.\s*(?:all|exists|exists_one|map|filter)\s*\(\s*([a-z][a-z0-9_]*)\s*,")
_LONGEST_LIST = 100
# Where a rule can't be read, as the language's own reader tells it.
_COLUMN = re.compile(r"<input>:\d+:(\d+): (?:Syntax error: )?(.*)")


class RuleError(ValueError):
    """A rule that can't be read or worked out; told to its author, never to a citizen."""

    def __init__(self, message: str, **params: object) -> None:
        super().__init__(message % params if params else message)
        self.message = message
        self.params = params


@lru_cache(maxsize=2000)
def names_in(rule: str) -> frozenset[str]:
    """The answers that a rule speaks of; what a walk calls its items is none."""
    spoken = _compiled(rule).references()["variables"]
    return frozenset(spoken) - GIVEN - set(_WALKER.findall(_TEXT.sub("", rule)))


def check_rule(rule: str, known: set[str]) -> None:
    """Refuse a rule that does not parse, speaks of questions nobody asks, or could run long."""
    try:
        called = _compiled(rule).references()["functions"]
    except ValueError as problem:
        if found := _COLUMN.search(str(problem)):
            where, why = found[1], found[2][:200].rstrip(".")
            raise RuleError(
                "Không đọc được quy tắc ở cột %(column)s: %(why)s.", column=where, why=why
            ) from problem
        raise RuleError("Không đọc được quy tắc: %(why)s.", why=_why(problem)) from problem
    # Operators are functions too, with underscores where their operands stand.
    if unknown := {name for name in called if name.isalpha()} - _FUNCTIONS:
        raise RuleError("Quy tắc không dùng được hàm “%(name)s”.", name=min(unknown))
    if asked := names_in(rule) - known:
        raise RuleError(
            "Quy tắc nói đến “%(names)s”, chưa được hỏi ở trên.", names=", ".join(sorted(asked))
        )
    if rule.count("_ago[") != len(_AGO.findall(rule)):
        raise RuleError("Sau years_ago và days_ago phải là một số, ví dụ years_ago[18].")
    if _deepest_walk(rule) > 1:
        raise RuleError("Quy tắc duyệt danh sách trong danh sách, có thể chạy rất lâu.")
    if rule.count(",") > _LONGEST_LIST:
        raise RuleError("Danh sách trong quy tắc dài quá %(most)s mục.", most=_LONGEST_LIST)


def _why(problem: ValueError) -> str:
    return str(problem).splitlines()[0].rstrip(".")


def _deepest_walk(rule: str) -> int:
    """How many walks over lists stand one within the other, at most."""
    bare = _TEXT.sub("", rule)
    starts = {found.end() - 1 for found in _WALK.finditer(bare)}
    open_walks: list[bool] = []
    deepest = 0
    for place, sign in enumerate(bare):
        if sign == "(":
            open_walks.append(place in starts)
            deepest = max(deepest, sum(open_walks))
        elif sign == ")" and open_walks:
            open_walks.pop()
    return deepest


def holds(rule: str, answers: Answers) -> bool | None:
    """Whether a rule holds; None when it speaks of something that has no answer."""
    found = work_out(rule, answers)
    return None if found is None else bool(found)


def work_out(rule: str, answers: Answers) -> object:
    """What a rule comes to; None when it speaks of something that has no answer."""
    # Brings a console of its own, a fifth of a second that commands need not wait for.
    import cel

    spoken = names_in(rule)
    if any(answers.get(name) in (None, "") for name in spoken):
        return None
    values = {name: _value(answers[name]) for name in spoken}
    values["today"] = _value(today())
    values["this_year"] = today().year
    values |= _ago(rule)
    try:
        return _compiled(rule).execute(cel.Context(variables=values))
    except (TypeError, ValueError, RuntimeError, ArithmeticError) as problem:
        raise RuleError("%(rule)s: %(why)s", rule=rule, why=problem) from problem


@lru_cache(maxsize=2000)
def _compiled(rule: str) -> "cel.Program":
    import cel

    return cel.compile(rule)


def _ago(rule: str) -> dict[str, object]:
    """The days before today of which a rule speaks, and no others."""
    found: dict[str, dict[int, object]] = {"years_ago": {}, "days_ago": {}}
    for unit, number in _AGO.findall(rule):
        n = int(number)
        day = _years_before(today(), n) if unit == "years" else today() - timedelta(days=n)
        found[f"{unit}_ago"][n] = _value(day)
    return {name: days for name, days in found.items() if days}


def _years_before(day: date, years: int) -> date:
    """The same day so many years before; of 29 February in another year, the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def _kept_day(text: str) -> object:
    """A day as a dossier keeps it; what is none stays text."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def _value(answer: object) -> object:
    """Dates are moments at midnight, the same for all, so that they compare."""
    if isinstance(answer, str) and _DAY.fullmatch(answer):
        answer = _kept_day(answer)
    if isinstance(answer, date):
        return datetime(answer.year, answer.month, answer.day, tzinfo=UTC)
    if isinstance(answer, Mapping):
        return {key: _value(inner) for key, inner in answer.items()}
    if isinstance(answer, list | tuple):
        return [_value(inner) for inner in answer]
    return answer
