"""A second way to find held papers, with patterns over text instead of words in lists."""

import csv
import re
from pathlib import Path

from toantrinh.catalogue import registers
from toantrinh.kernel.text import fold

FOLDER = Path(registers.__file__).parent / "data"


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def marks(kind: str) -> list[str]:
    return [fold(row["words"]) for row in rows("paper_marks.csv") if row["kind"] == kind]


def found_in(clause: str) -> set[tuple[str, str]]:
    """Register and words for each wording in one clause without breaks."""
    text = f" {fold(clause)} "
    begins = 0
    opening = " ".join(text.split()[:3])
    whens = [w for w in marks("when") if f" {w} " in f" {opening} " or _straddles(text, w)]
    if whens and " thi " in text:
        begins = text.index(" thi ")
    stops = [m.start() for w in marks("before") for m in re.finditer(f"(?= {w} )", text)]
    stops = [place for place in stops if place >= begins]
    ends = min(stops, default=len(text))
    found = set()
    for row in rows("held_papers.csv"):
        parts = [re.escape(fold(part)) for part in row["words"].split("*")]
        pattern = f"(?= ({rf'(?: [a-z0-9]+){{0,{registers.GAP}}}? '.join(parts)}) )"
        for match in re.finditer(pattern, text):
            if not begins <= match.start() < ends:
                continue
            before, after = text[: match.start()].split(), text[match.end(1) :].split()
            near = [*before[-registers.NEAR :], *match[1].split(), *after[: registers.NEAR]]
            around = f" {' '.join(near)} "
            if any(f" {fold(w)} " in around for w in row["unless"].split("|") if w):
                continue
            if any(f" {' '.join(before)}".endswith(f" {mark}") for mark in marks("directly")):
                continue
            found.add((row["held_in"], match[1]))
    return found


def _straddles(text: str, words: str) -> bool:
    """Whether some words begin among the first three and go on behind them."""
    said, mark = text.split(), words.split()
    return any(said[place : place + len(mark)] == mark for place in range(3))
