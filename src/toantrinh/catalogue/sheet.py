"""Reading a YAML file that people wrote: its values, and the line of each, for errors that help.

Aliases are refused: no procedure needs them, and a few lines of them can unfold to gigabytes.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext_noop as _

from toantrinh.catalogue.parts import Place
from toantrinh.kernel.errors import Invalid, Problem

# Both are safe; libyaml's is ten times as quick.
_Loader = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
_LARGEST = 256 * 1024
_DEEPEST = 20


class Sheet:
    """What a file says, as plain values, and where it says so."""

    def __init__(self, name: str, fields: dict[str, Any], lines: dict[Place, int]) -> None:
        self.name = name
        self.fields = fields
        self.lines = lines

    def line(self, place: Place) -> int | None:
        """The line of a place, or of the innermost thing around it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place)

    def problem(self, place: Place, what: str, **params: object) -> Problem:
        """A problem at a place, with its line."""
        return Problem(".".join(map(str, place)), what, self.line(place), params)

    def refuse(self, problems: list[Problem]) -> Invalid:
        """All problems of the file as one refusal."""
        return refusal(self.name, problems)


def refusal(name: str, problems: list[Problem]) -> Invalid:
    """A file's problems as one refusal that names file, place and line of each."""
    told = "; ".join(f"{p.where} ({p.line or '?'}): {p.text()}" for p in problems)
    return Invalid("Thủ tục %(file)s chưa đúng: %(told)s", problems, file=name, told=told)


def read_sheet(path: Path) -> Sheet:
    """Read a file. Raises Invalid with the line of what can't be read."""
    name = f"{path.parent.name}/{path.name}"
    try:
        return read_text(path.read_bytes(), name)
    except OSError as problem:
        raise refusal(name, [Problem(path.name, "Không mở được tệp này.")]) from problem


def read_text(content: bytes, name: str) -> Sheet:
    """Read a file's content, as `read_sheet` does."""
    if len(content) > _LARGEST:
        raise refusal(name, [Problem(name, "Tệp lớn quá 256 KB. Hãy chia nhỏ.", 1)])
    try:
        text = content.decode("utf-8")
        _check_events(text, name)
        fields = yaml.load(text, Loader=_Loader)  # noqa: S506
        placed = list(_lines(yaml.compose(text, Loader=_Loader)))
    except UnicodeDecodeError as problem:
        said = _("Tệp không phải là UTF-8. Hãy lưu lại bằng UTF-8.")
        raise refusal(name, [Problem(name, said, 1)]) from problem
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark
        line = mark.line + 1 if mark else None
        said = _("Không đọc được YAML: %(why)s.")
        told = Problem(name, said, line, {"why": str(problem.problem)})
        raise refusal(name, [told]) from problem
    except (yaml.YAMLError, ValueError) as problem:
        raise refusal(
            name, [Problem(name, "Không đọc được YAML: %(why)s.", 1, {"why": str(problem)})]
        ) from problem
    lines = dict(placed)
    sheet = Sheet(name, fields if isinstance(fields, dict) else {}, lines)
    if len(lines) < len(placed):
        raise sheet.refuse(list(_twice(placed)))
    if not isinstance(fields, dict):
        raise sheet.refuse([Problem(name, "Tệp phải gồm các dòng “tên: giá trị”.", 1)])
    return sheet


def _check_events(text: str, name: str) -> None:
    """Refuse aliases and what is nested too deep before anything is built."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        line = event.start_mark.line + 1 if event.start_mark else None
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            said = _("Không dùng bí danh (& và *). Hãy viết đủ ra.")
            raise refusal(name, [Problem(name, said, line)])
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST:
            raise refusal(name, [Problem(name, "Lồng nhau quá sâu. Hãy viết gọn lại.", line)])


def _lines(node: yaml.Node | None, place: Place = ()) -> Iterator[tuple[Place, int]]:
    if node is None:
        return
    yield place, node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _lines(value, (*place, str(key.value)))
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield from _lines(value, (*place, number))


def _twice(placed: list[tuple[Place, int]]) -> Iterator[Problem]:
    """Of two keys of one name, YAML would lose one without a word."""
    seen: set[Place] = set()
    for place, line in placed:
        if place in seen:
            yield Problem(".".join(map(str, place)), "Ghi hai lần. Hãy bỏ bớt một dòng.", line)
        seen.add(place)
