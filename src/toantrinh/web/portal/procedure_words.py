"""A procedure as its page tells it: short first, the rest a link away."""

from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from toantrinh.catalogue.content import Channel, ProcedureContent
from toantrinh.catalogue.fees import fees_due, rows_in_force
from toantrinh.catalogue.forms import limit_of_case, minutes_to_fill
from toantrinh.catalogue.general_form import with_form
from toantrinh.catalogue.handling import CaseLimit, Fee
from toantrinh.catalogue.rules import Answers
from toantrinh.dossiers.clock_words import limit_words
from toantrinh.dossiers.limits import LimitKind
from toantrinh.kernel.time import today

# The page must stay light on a weak line; published texts run to hundreds of thousands of letters.
_SHORT = 3_000
_PAPERS = 24
_LONGEST_PAPER = 220
_LEAF = 12_000
_CHANNELS = 6
_FEES = 6
# What the national records call who applies and who decides, and where papers belong.
_CALLED = (
    gettext_noop("Công dân Việt Nam"),
    gettext_noop("Người Việt Nam định cư ở nước ngoài"),
    gettext_noop("Người nước ngoài"),
    gettext_noop("Doanh nghiệp"),
    gettext_noop("Doanh nghiệp có vốn đầu tư nước ngoài"),
    gettext_noop("Tổ chức nước ngoài"),
    gettext_noop("Hợp tác xã"),
    gettext_noop("Tổ chức"),
    gettext_noop("Tổ chức (không bao gồm doanh nghiệp, HTX)"),
    gettext_noop("Cán bộ, công chức, viên chức"),
    gettext_noop("Ủy ban nhân dân cấp xã"),
    gettext_noop("Công an cấp Xã"),
    gettext_noop("Công an tỉnh"),
    gettext_noop("Bảo hiểm xã hội tỉnh"),
    gettext_noop("Văn phòng đăng ký đất đai"),
    gettext_noop("Giấy tờ phải nộp"),
    gettext_noop("Giấy tờ phải xuất trình"),
    gettext_noop("Nhà nước đã có"),
    gettext_noop("Có thì gửi kèm"),
    gettext_noop("Có thì mang theo"),
    gettext_noop("Xuất trình khi đến"),
    gettext_noop("Xuất trình khi đến ký"),
)


@dataclass(frozen=True)
class Way:
    """How long it takes and what it costs, for one or several ways to submit."""

    kinds: tuple[str, ...]
    limit: str
    text: str
    fees: tuple[Fee, ...]


@dataclass(frozen=True)
class Section:
    """A part of a text that belongs under one heading."""

    heading: str
    lines: tuple[str, ...]


def facts(content: ProcedureContent) -> dict[str, Any]:
    """What the page shows, and whether there is more than it shows."""
    steps, more_steps = shortened(content.steps, _SHORT)
    conditions, more_conditions = shortened(tuple(content.conditions.splitlines()), _SHORT // 2)
    papers = [paper for paper in content.papers if not paper.in_database]
    known = [paper for paper in content.papers if paper.in_database]
    bases = content.legal_bases[:_PAPERS]
    more = more_steps or more_conditions or len(papers) > _PAPERS
    return {
        "content": content,
        "ways": ways(content),
        "groups": grouped(papers[:_PAPERS]),
        "agency": called(content.agency or content.competent or content.level),
        "applicants": [called(one) for one in content.applicants],
        "known": known[:_PAPERS],
        "steps": steps,
        "conditions": conditions,
        "bases": bases,
        "minutes": minutes_to_fill(with_form(content)),
        "more": more or len(content.legal_bases) > len(bases),
    }


def called(words: str) -> str:
    """What a record calls somebody or something, in the reader's language where it is known."""
    return _(words) if words else ""


def ways(content: ProcedureContent, answers: Answers | None = None) -> list[Way]:
    """The ways to submit; those that differ in nothing are told together.

    With answers limit and fees are those of the case; without, all that are in force today.
    """
    kinds: dict[Way, list[str]] = {}
    own = limit_of_case(content, answers) if answers is not None else None
    for channel in content.channels:
        fees = _fees(content, channel, answers)
        kinds.setdefault(_way(channel, fees, own), []).append(channel.kind)
    told = [replace(way, kinds=tuple(dict.fromkeys(its))) for way, its in kinds.items()]
    return told[:_CHANNELS]


def shortened(lines: tuple[str, ...], most: int) -> tuple[list[str], bool]:
    """As many whole lines as fit into so many letters, and whether some are missing."""
    kept: list[str] = []
    left = most
    for line in lines:
        if len(line) > left:
            if not kept:
                kept.append(f"{line[:left].rsplit(' ', 1)[0]}…")
            return kept, True
        kept.append(line)
        left -= len(line)
    return kept, False


def grouped(papers: list[Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Papers under their groups' names, long names cut for the eye."""
    return [
        (called(group), [_paper(paper) for paper in members])
        for group, members in groupby(papers, key=lambda paper: paper.group)
    ]


def _paper(paper: Any) -> dict[str, Any]:
    name = paper.name
    if len(name) > _LONGEST_PAPER:
        name = f"{name[:_LONGEST_PAPER].rsplit(' ', 1)[0]}…"
    return {"name": name, "required": paper.required, "conditional": bool(paper.condition)}


def _fees(content: ProcedureContent, channel: Channel, answers: Answers | None) -> list[Fee]:
    if not content.fees:
        return list(channel.fees)
    if answers is None:
        rows = rows_in_force(content, channel.kind, today())
        return [Fee(name=row.name, amount=row.amount, text=row.text or row.name) for row in rows]
    return [
        Fee(name=due.name, amount=due.amount, text=due.exempt or due.text or due.name)
        for due in fees_due(content, channel.kind, today(), answers)
    ]


def _way(channel: Channel, fees: list[Fee], own: CaseLimit | None) -> Way:
    limit = own.limit if own else channel.limit
    return Way(
        kinds=(),
        limit=limit_words(LimitKind(limit.kind), limit.amount) if limit else "",
        text=(own.text if own else channel.limit_text)[:300],
        fees=tuple(_fee(fee) for fee in fees[:_FEES]),
    )


def _fee(fee: Fee) -> Fee:
    return fee.model_copy(update={"text": fee.text[:300], "name": fee.name[:200]})


def leaves(content: ProcedureContent) -> list[Section]:
    """The whole text in leaves of a weight that a weak line bears."""
    parts = [
        Section("steps", content.steps),
        Section("papers", tuple(paper.name for paper in content.papers)),
        Section("conditions", tuple(content.conditions.splitlines())),
        Section("bases", tuple(f"{b.number} {b.title}".strip() for b in content.legal_bases)),
    ]
    return [leaf for part in parts if part.lines for leaf in _split(part)]


def _split(part: Section) -> list[Section]:
    found: list[list[str]] = [[]]
    weight = 0
    for line in part.lines:
        for start in range(0, max(len(line), 1), _LEAF):
            piece = line[start : start + _LEAF]
            if weight and weight + len(piece) > _LEAF:
                found.append([])
                weight = 0
            found[-1].append(piece)
            weight += len(piece)
    return [Section(part.heading, tuple(lines)) for lines in found]
