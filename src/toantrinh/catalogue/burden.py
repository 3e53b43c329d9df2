"""What applications cost people, and what of it the state could spare them: its registers know.

Pure: contents in, numbers out. `command/burden.py` shows them, docs/catalogue.md explains them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from toantrinh.catalogue.content import Paper, ProcedureContent
from toantrinh.catalogue.costs import Cost, Model, Way, sometimes
from toantrinh.catalogue.owners import Owner, owner_of
from toantrinh.catalogue.registers import Found, held_by, marked, registers
from toantrinh.government.files import Certainty, Line, Text, read
from toantrinh.kernel.text import fold

FOLDER = Path(__file__).parent / "data"
_WAYS: tuple[Way, ...] = ("direct", "online", "post")


class ApplicationsRow(Line):
    """How many applications a procedure gets a year."""

    code: Text
    year: int
    applications: int = Field(ge=0)
    source: Text
    certainty: Certainty


class ReviewedRow(Line):
    """A paper that somebody looked at: the digest of its folded words, and what holds it, if any.

    Wordings were chosen on one half only; the other tells how well they do on what was not seen.
    """

    paper: Text
    held_in: str
    half: Literal["tune", "held"]


@dataclass(frozen=True)
class HeldPaper:
    """A paper that a register holds. `spared`: the record itself says data does instead of it."""

    paper: Paper
    found: tuple[Found, ...]
    spared: bool
    cost: Cost

    def as_json(self) -> dict[str, Any]:
        """`{paper, registers, words, certainty, spared, sometimes, hours, money}`."""
        return {
            "paper": self.paper.name,
            "registers": [one.register for one in self.found],
            "words": [one.words for one in self.found],
            "certainty": [one.certainty for one in self.found],
            "spared": self.spared,
            "sometimes": sometimes(self.paper),
            "hours": self.cost.hours,
            "money": self.cost.money,
        }


@dataclass(frozen=True)
class Burden:
    """One application for one procedure: what it costs this way, and what could be saved."""

    content: ProcedureContent
    owner: Owner
    way: Way
    papers: int
    held: tuple[HeldPaper, ...]
    # All but the fee; the fee is the least that the record names, None where it names no number.
    cost: Cost
    fee: int | None
    # By not asking what registers hold and the record does not already spare.
    saved: Cost
    total: int
    saved_total: int
    applications: int | None = None

    def as_json(self) -> dict[str, Any]:
        """The numbers of an application, and of a year where it is known how many there are."""
        yearly = self.applications
        return {
            "code": self.content.code,
            "name": self.content.name,
            "sector": self.content.sector,
            "level": self.content.level,
            "owner": self.owner.key,
            "owner_name": self.owner.name,
            "channel": self.way,
            "papers": self.papers,
            "held": [one.as_json() for one in self.held],
            "hours": self.cost.hours,
            "money": self.cost.money,
            "fee": self.fee,
            "total": self.total,
            "saved_hours": self.saved.hours,
            "saved_money": self.saved.money,
            "saved_total": self.saved_total,
            "applications": yearly,
            "saved_total_a_year": None if yearly is None else yearly * self.saved_total,
        }


def burden_of(content: ProcedureContent, model: Model, way: Way = "direct") -> Burden:
    """The burden of one application, handed in this way or, where it is not offered, another."""
    offered = {channel.kind: channel for channel in content.channels}
    used = next((one for one in (way, *_WAYS) if one in offered), way)
    papers = [paper for paper in content.papers if not is_note(paper)]
    cost = model.handing_in(used)
    held, saved = [], Cost()
    for paper in papers:
        found = _found(paper)
        cost += model.paper(paper)
        if found:
            each = model.paper(paper, found[0].words)
            spared = paper.in_database or marked(paper.name, "spared")
            held.append(HeldPaper(paper, found, spared, each))
            saved += Cost() if spared else each
    fees = [fee.amount for fee in offered[used].fees] if used in offered else []
    known = [amount for amount in fees if amount is not None]
    fee = min(known) if known else (None if fees else 0)
    return Burden(
        content=content,
        owner=owner_of(content.decision),
        way=used,
        papers=len(papers),
        held=tuple(held),
        cost=cost,
        fee=fee,
        saved=saved,
        total=model.total(cost) + (fee or 0),
        saved_total=model.total(saved),
        applications=_applications().get(content.code),
    )


def is_note(paper: Paper) -> bool:
    """Whether what stands among the papers is a heading or a remark."""
    return paper.name.endswith(":") or marked(paper.name, "note") or marked(paper.group, "note")


def ranked(burdens: Iterable[Burden]) -> list[Burden]:
    """Procedures to cut, most to save first; the code settles what is equal."""
    return sorted(burdens, key=lambda one: (-one.saved_total, one.content.code))


def totals(burdens: Iterable[Burden], by: Callable[[Burden], str]) -> list[dict[str, Any]]:
    """Sums over one application of each procedure, by any name; most to save first."""
    groups: defaultdict[str, list[Burden]] = defaultdict(list)
    for one in burdens:
        groups[by(one)].append(one)
    rows = [{"name": name, **total(members)} for name, members in groups.items()]
    return sorted(rows, key=lambda row: (-row["saved_total"], row["name"]))


def total(burdens: Iterable[Burden]) -> dict[str, Any]:
    """Sums over one application of each procedure: counts, hours and đồng."""
    members = list(burdens)
    cost = sum((one.cost for one in members), Cost())
    saved = sum((one.saved for one in members), Cost())
    yearly = [one.applications * one.saved_total for one in members if one.applications is not None]
    return {
        "procedures": len(members),
        "papers": sum(one.papers for one in members),
        "held": sum(len(one.held) for one in members),
        "spared": sum(held.spared for one in members for held in one.held),
        "with_held": sum(bool(one.held) for one in members),
        "fee_unknown": sum(one.fee is None for one in members),
        "hours": cost.hours,
        "total": sum(one.total for one in members),
        "saved_hours": saved.hours,
        "saved_total": sum(one.saved_total for one in members),
        "saved_total_a_year": sum(yearly) if yearly else None,
    }


def by_register(burdens: Iterable[Burden]) -> list[dict[str, Any]]:
    """Each register: its keeper and law, and in how many papers of how many procedures it helps."""
    papers: defaultdict[str, int] = defaultdict(int)
    procedures: defaultdict[str, set[str]] = defaultdict(set)
    for burden in burdens:
        for held in burden.held:
            for one in held.found:
                papers[one.register] += 1
                procedures[one.register].add(burden.content.code)
    return [
        {
            "code": row.code,
            "name": row.name,
            "keeper": row.keeper,
            "basis": row.basis,
            "certainty": row.certainty,
            "papers": papers[row.code],
            "procedures": len(procedures[row.code]),
        }
        for row in registers().values()
    ]


def review(contents: Iterable[ProcedureContent]) -> dict[str, Any]:
    """How well wordings find held papers, on those of a catalogue that somebody looked at.

    `{tune, held}`, each `{papers, right, wrong, missed, precision, recall}`.
    """
    seen = {digest(paper.name): paper for one in contents for paper in one.papers}
    told: dict[str, Any] = {}
    for half in ("tune", "held"):
        rows = [row for row in _reviewed() if row.half == half and row.paper in seen]
        told_held = [not is_note(seen[row.paper]) and bool(_found(seen[row.paper])) for row in rows]
        pairs = list(zip(told_held, (bool(row.held_in) for row in rows), strict=True))
        right, wrong = pairs.count((True, True)), pairs.count((True, False))
        missed = pairs.count((False, True))
        told[half] = {
            "papers": len(rows),
            "right": right,
            "wrong": wrong,
            "missed": missed,
            "precision": _ratio(right, right + wrong),
            "recall": _ratio(right, right + missed),
        }
    return told


def _found(paper: Paper) -> tuple[Found, ...]:
    if paper.held_by:
        return (Found(paper.held_by, registers()[paper.held_by].certainty, fold(paper.name)),)
    return held_by(paper.name)


def digest(paper: str) -> str:
    """The digest by which a reviewed paper is known, without its words."""
    return sha256(fold(paper).encode()).hexdigest()[:16]


def _ratio(part: int, whole: int) -> float | None:
    return round(part / whole, 3) if whole else None


@cache
def _applications() -> Mapping[str, int]:
    rows = sorted(read("applications.csv", ApplicationsRow, FOLDER), key=lambda row: row.year)
    return {row.code: row.applications for row in rows}


@cache
def _reviewed() -> tuple[ReviewedRow, ...]:
    return tuple(read("reviewed_papers.csv", ReviewedRow, FOLDER))
