"""Joined procedures: what is wrong in how parts are joined, and which part may begin when. Pure."""

from collections.abc import Iterator, Mapping, Set
from enum import StrEnum

from django.utils.translation import gettext_noop as _

from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.handling import WHOLE, JoinedPart
from toantrinh.catalogue.parts import Place
from toantrinh.catalogue.rules import Answers, holds

Fault = tuple[Place, str, dict[str, object]]


class Turn(StrEnum):
    """What a part that has not begun should do now."""

    BEGIN = "begin"
    # A result that it needs is not there yet.
    WAIT = "wait"
    # A part that it needs was refused, and it is declared to wait then.
    HELD = "held"


def planned(content: ProcedureContent, answers: Answers) -> list[str]:
    """The parts that these answers call for, in their order."""
    return [
        part.key for part in content.joined if not part.when or holds(part.when, answers) is True
    ]


def turn(part: JoinedPart, asked: Set[str], done: Set[str], failed: Set[str]) -> Turn:
    """Whether a part may begin, given those whose result is there and those that were refused.

    What was not asked for holds nobody up.
    """
    missing = set(part.after) & (asked | {WHOLE}) - done
    if missing & failed and part.if_refused == "wait":
        return Turn.HELD
    return Turn.WAIT if missing - failed else Turn.BEGIN


def passed_on(keys: Mapping[str, str], own: str, given: Mapping[str, object]) -> object:
    """What a part's own question or paper is given of the submission's; None for nothing."""
    return given.get(keys.get(own, own))


def joined_faults(content: ProcedureContent) -> Iterator[Fault]:
    """Parts may speak only of what there is, must not wait in a circle, and ask nothing twice."""
    parts = {part.key: part for part in content.joined}
    questions = {question.key: question for question in content.fields()}
    papers = {paper.key for paper in content.papers}
    for n, part in enumerate(content.joined):
        yield from _after(n, part, parts)
        for name in sorted(set(part.answers.values()) - questions.keys()):
            yield ("joined", n, "answers"), _("Không có câu hỏi “%(name)s”."), {"name": name}
        for name in sorted(part.says.keys() & part.answers.keys()):
            said = _("Câu “%(name)s” đã lấy từ hồ sơ chung ở answers.")
            yield ("joined", n, "says"), said, {"name": name}
        place = questions.get(part.place)
        if part.place and (place is None or place.kind != "commune"):
            yield ("joined", n, "place"), _("Hãy ghi mã của một câu hỏi chọn xã, phường."), {}
        for name in sorted(set(part.papers.values()) - papers):
            yield ("joined", n, "papers"), _("Không có giấy tờ “%(name)s”."), {"name": name}
        for own, name in part.results.items():
            if name not in part.after:
                yield (
                    ("joined", n, "results"),
                    _("Phần “%(name)s” cấp ra giấy tờ này, nên phải có trong after."),
                    {"name": name},
                )
            if own in papers or own in part.papers:
                yield (
                    ("joined", n, "results"),
                    _("Giấy tờ “%(name)s” do phần khác cấp ra, nên không được hỏi người nộp."),
                    {"name": own},
                )
    if content.joint_limit and not content.joined:
        yield ("joint_limit",), _("Chỉ thủ tục liên thông mới có thời hạn chung."), {}


def _after(n: int, part: JoinedPart, parts: Mapping[str, JoinedPart]) -> Iterator[Fault]:
    place: Place = ("joined", n, "after")
    if part.key == WHOLE:
        yield ("joined", n, "key"), _("“whole” là chính hồ sơ chung. Hãy đặt tên khác."), {}
    for name in part.after:
        if name not in parts.keys() - {part.key} | {WHOLE}:
            yield place, _("Không có phần “%(name)s”."), {"name": name}
    if part.key in _needed(part, parts):
        yield place, _("Các phần chờ nhau thành vòng, nên không phần nào bắt đầu được."), {}


def _needed(part: JoinedPart, parts: Mapping[str, JoinedPart]) -> set[str]:
    """All that a part waits for, near and far."""
    found: set[str] = set()
    todo = list(part.after)
    while todo:
        key = todo.pop()
        if key not in found:
            found.add(key)
            todo += parts[key].after if key in parts else ()
    return found
