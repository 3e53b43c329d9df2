"""Procedures that we wrote ourselves: a folder with a YAML file each, refused with its line."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.rules import RuleError, check_rule
from toantrinh.kernel.errors import Invalid, Problem

FOLDER = Path(__file__).parent / "procedures"


@dataclass(frozen=True)
class Authored:
    """One authored version: from when it holds, and what it says."""

    valid_from: date
    content: ProcedureContent


def all_authored(folder: Path = FOLDER) -> Iterator[Authored]:
    """Every authored procedure, by code."""
    for place in sorted(folder.glob("*/procedure.yaml")):
        yield read_authored(place)


def read_authored(place: Path) -> Authored:
    """Read one file. Raises Invalid with the line of each mistake."""
    try:
        text = place.read_text(encoding="utf-8")
        fields = yaml.safe_load(text)
        placed = list(_lines(yaml.compose(text, Loader=yaml.SafeLoader)))
    except UnicodeDecodeError as problem:
        raise _invalid(place, [Problem(place.name, "Tệp không phải là UTF-8.", 1)]) from problem
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark
        line = mark.line + 1 if mark else None
        raise _invalid(place, [Problem(place.name, str(problem.problem), line)]) from problem
    lines = dict(placed)
    if len(lines) < len(placed):
        raise _invalid(place, list(_twice(placed)))
    if not isinstance(fields, dict) or not isinstance(fields.get("valid_from"), date):
        raise _invalid(place, [Problem("valid_from", "Cần một ngày, ví dụ 2025-07-01.", 1)])
    valid_from = fields.pop("valid_from")
    try:
        content = ProcedureContent.model_validate(fields)
    except ValidationError as error:
        problems = [
            Problem(".".join(map(str, e["loc"])), e["msg"], _nearest(lines, e["loc"]))
            for e in error.errors()
        ]
        raise _invalid(place, problems) from error
    if problems := list(_rule_problems(content, lines)):
        raise _invalid(place, problems)
    return Authored(valid_from, content)


def _invalid(place: Path, problems: list[Problem]) -> Invalid:
    told = "; ".join(f"{p.where} ({p.line or '?'}): {p.what}" for p in problems)
    return Invalid(
        "Thủ tục %(file)s chưa đúng: %(told)s",
        problems,
        file=f"{place.parent.name}/{place.name}",
        told=told,
    )


def _rule_problems(content: ProcedureContent, lines: dict[Any, int]) -> Iterator[Problem]:
    """Rules must parse and speak only of questions that are asked, each asked once."""
    known: set[str] = set()
    for p, page in enumerate(content.pages):
        for f, field in enumerate(page.fields):
            place = ("pages", p, "fields", f)
            if field.key in known:
                yield Problem(field.key, "Trùng tên câu hỏi.", _nearest(lines, place))
            yield from _rule(field.show_if, known, (*place, "show_if"), lines)
            known.add(field.key)
        for c, check in enumerate(page.checks):
            place_of_check = ("pages", p, "checks", c)
            yield from _rule(check.rule, known, (*place_of_check, "rule"), lines)
            if check.field not in known:
                yield Problem(check.field, "Không có câu hỏi này.", _nearest(lines, place_of_check))
    for n, paper in enumerate(content.papers):
        yield from _rule(paper.condition, known, ("papers", n, "condition"), lines)


def _rule(
    rule: str, known: set[str], place: tuple[str | int, ...], lines: dict[Any, int]
) -> Iterator[Problem]:
    if rule:
        try:
            check_rule(rule, known)
        except RuleError as problem:
            yield Problem(".".join(map(str, place)), str(problem), _nearest(lines, place))


def _lines(
    node: yaml.Node | None, place: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], int]]:
    if node is None:
        return
    yield place, node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _lines(value, (*place, str(key.value)))
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield from _lines(value, (*place, number))


def _twice(placed: list[tuple[tuple[str | int, ...], int]]) -> Iterator[Problem]:
    """Of two keys of one name, YAML would lose one without a word."""
    seen: set[tuple[str | int, ...]] = set()
    for place, line in placed:
        if place in seen:
            yield Problem(".".join(map(str, place)), "Ghi hai lần.", line)
        seen.add(place)


def _nearest(lines: dict[Any, int], place: tuple[str | int, ...]) -> int | None:
    """The line of a place, or of the innermost thing around it."""
    while place and place not in lines:
        place = place[:-1]
    return lines.get(place)
