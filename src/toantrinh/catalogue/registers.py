"""Which register of the state already holds a paper, told by how the paper is worded.

Registers and wordings are data that anybody can extend: `data/registers.csv`,
`data/held_papers.csv` and `data/paper_marks.csv` (docs/catalogue.md).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from toantrinh.catalogue.parts import Key
from toantrinh.government.files import Certainty, Line, Maybe, Text, read
from toantrinh.kernel.text import fold, tokens

FOLDER = Path(__file__).parent / "data"
# So many words may stand where a wording has its star.
GAP = 12
# So near to the wording the words of `unless` unmake it.
NEAR = 20

_BREAK = re.compile(
    r"(?P<open>\()|(?P<close>\))|[;\n]|\.\s+(?=[^\W\d_])|\s[-+]\s"
    # What is enclosed begins anew, whatever it is enclosed with.
    r"|(?<!ban hành )kèm theo (?=(?:các |bản |giấy |thẻ |sổ |bằng |văn bằng |trích lục ))",
    re.IGNORECASE,
)
_THEN = "thi"


def _phrases(cell: str, sign: str) -> tuple[tuple[str, ...], ...]:
    return tuple(words for part in cell.split(sign) if (words := tuple(tokens(part))))


Starred = Annotated[
    tuple[tuple[str, ...], ...],
    BeforeValidator(lambda cell: _phrases(cell, "*")),
    Field(min_length=1),
]
Choices = Annotated[tuple[tuple[str, ...], ...], BeforeValidator(lambda cell: _phrases(cell, "|"))]


class RegisterRow(Line):
    """A register: who keeps it, by what law, and how sure that is."""

    code: Key
    name: Text
    name_en: Text
    keeper: Maybe
    basis: Text
    certainty: Certainty


class WordingRow(Line):
    """Words that name a paper a register holds; a star stands for up to `GAP` further words.

    `unless` are words that, near by, mean another paper.
    """

    held_in: Key
    words: Starred
    unless: Choices
    certainty: Certainty
    note: Maybe


class MarkRow(Line):
    """Words that tell how to take a paper.

    `before`: what follows in the clause is only spoken of; `directly`: the very next is.
    `when`: a clause that begins so asks only after its "thì". `spared`: data does instead of it.
    `some`: asked in some cases only. `note`: a remark, at the beginning, and no paper at all.
    `certified`: a copy that somebody must certify. `dead`: a paper that no longer counts.
    """

    kind: Literal["before", "directly", "when", "spared", "some", "note", "certified", "dead"]
    words: Text
    why: Maybe


@dataclass(frozen=True)
class Found:
    """A wording that was recognised in a paper."""

    register: str
    certainty: str
    # What was recognised, folded.
    words: str


@cache
def registers() -> Mapping[str, RegisterRow]:
    """The registers by code. Raises Invalid for a wrong row, with its line."""
    return {row.code: row for row in read("registers.csv", RegisterRow, FOLDER)}


@lru_cache(maxsize=50_000)
def held_by(paper: str) -> tuple[Found, ...]:
    """The registers that hold what a paper asks for, each once, in the order of the text."""
    found: dict[str, Found] = {}
    for clause in clauses(paper):
        for one in in_clause(clause):
            found.setdefault(one.register, one)
    return tuple(found.values())


def clauses(paper: str) -> Iterator[str]:
    """The parts of a paper's text between signs that end a thought, outside brackets."""
    start = depth = 0
    for sign in _BREAK.finditer(paper):
        if sign["open"]:
            depth += 1
        elif sign["close"]:
            depth = max(0, depth - 1)
        elif not depth:
            yield paper[start : sign.start()]
            start = sign.end()
    yield paper[start:]


def marked(paper: str, kind: str) -> bool:
    """Whether a paper's words carry a mark; a note must begin with it."""
    found = _any_of(kind).search(said(paper))
    return found is not None and (kind != "note" or found.start() == 0)


def marks_in(paper: str, kind: str) -> Iterator[MarkRow]:
    """The marks of a kind that a paper's words carry, with why."""
    words = said(paper)
    return (row for row in _rows(kind) if f" {fold(row.words)} " in words)


@lru_cache(maxsize=50_000)
def said(text: str) -> str:
    """The folded words of a text, a space before and after each."""
    return f" {fold(text)} "


def in_clause(clause: str) -> Iterator[Found]:
    """All wordings in one clause."""
    words = tokens(clause)
    wordings, asked = _wordings(), _asked_from(words)
    for start, word in enumerate(words):
        if start < asked:
            continue
        if _stands(words, start, "before"):
            return
        for row in wordings.get(word, ()):
            stop = _end_of(words, start, row.words)
            if stop and not _near(words, start, stop, row.unless) and not _only_said(words, start):
                yield Found(row.held_in, row.certainty, " ".join(words[start:stop]))


def _asked_from(words: Sequence[str]) -> int:
    """Where a clause begins to ask: after "then", where it begins with a condition."""
    conditional = words and any(
        _stands(words, place, "when") for place in range(min(3, len(words)))
    )
    return words.index(_THEN) if conditional and _THEN in words else 0


def _only_said(words: Sequence[str], start: int) -> bool:
    return any(
        _at(words, start - len(mark), mark)
        for place in (start - 1, start - 2)
        if place >= 0
        for mark in _by_first("directly").get(words[place], ())
    )


def _stands(words: Sequence[str], place: int, kind: str) -> bool:
    return any(_at(words, place, mark) for mark in _by_first(kind).get(words[place], ()))


def _end_of(words: Sequence[str], start: int, parts: Sequence[tuple[str, ...]]) -> int:
    """Where a wording that begins at `start` ends; 0 where it does not stand there."""
    if not _at(words, start, parts[0]):
        return 0
    end = start + len(parts[0])
    for part in parts[1:]:
        places = range(end, min(end + GAP, len(words) - len(part)) + 1)
        found = next((place for place in places if _at(words, place, part)), None)
        if found is None:
            return 0
        end = found + len(part)
    return end


def _near(words: Sequence[str], start: int, stop: int, phrases: Sequence[tuple[str, ...]]) -> bool:
    around = words[max(0, start - NEAR) : stop + NEAR]
    return any(_at(around, place, phrase) for phrase in phrases for place in range(len(around)))


def _at(words: Sequence[str], place: int, phrase: tuple[str, ...]) -> bool:
    return place >= 0 and tuple(words[place : place + len(phrase)]) == phrase


@cache
def _wordings() -> Mapping[str, Sequence[WordingRow]]:
    """The wordings by their first word."""
    by_word: dict[str, list[WordingRow]] = {}
    for row in read("held_papers.csv", WordingRow, FOLDER):
        by_word.setdefault(row.words[0][0], []).append(row)
    return by_word


@cache
def _rows(kind: str) -> tuple[MarkRow, ...]:
    return tuple(row for row in read("paper_marks.csv", MarkRow, FOLDER) if row.kind == kind)


@cache
def _marks(kind: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(tokens(row.words)) for row in _rows(kind))


@cache
def _by_first(kind: str) -> Mapping[str, tuple[tuple[str, ...], ...]]:
    by_word: dict[str, tuple[tuple[str, ...], ...]] = {}
    for mark in _marks(kind):
        by_word[mark[0]] = (*by_word.get(mark[0], ()), mark)
    return by_word


@cache
def _any_of(kind: str) -> re.Pattern[str]:
    return re.compile("|".join(f" {' '.join(words)}(?= )" for words in _marks(kind)))
