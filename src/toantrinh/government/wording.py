"""An agency's own lines in letters and notices: plain text with a few places to fill in.

No more than text: lines reach a letter as values, so that nothing in them can become markup.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from toantrinh.government.memory import remembered
from toantrinh.government.models import Agency, Wording, WordingPart
from toantrinh.government.queries import applies, in_force, rank
from toantrinh.kernel.errors import Invalid, Problem

# What is filled in, by what it is called in the text.
PLACES = ("co_quan", "ngay", "ma_ho_so")
# How many lines a part may have, and how long each.
LIMITS = {
    WordingPart.HEADER: (3, 90),
    WordingPart.CLOSING: (5, 240),
    WordingPart.SIGNATURE: (2, 60),
}
# The parts that each letter has room for; forms of the law have none.
ROOM: Mapping[str, tuple[WordingPart, ...]] = {
    **dict.fromkeys(
        ("receipt", "supplement", "refusal", "apology", "stop", "result"), tuple(WordingPart)
    ),
    "notice": (WordingPart.CLOSING,),
}
_PLACE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Filled:
    """What is filled into own lines."""

    agency: str
    day: date
    code: str

    def into(self, line: str) -> str:
        """A line with its places filled in."""
        values = {"co_quan": self.agency, "ngay": f"{self.day:%d/%m/%Y}", "ma_ho_so": self.code}
        return _PLACE.sub(lambda found: values.get(found[1], found[0]), line)


def check_text(part: WordingPart, text: str) -> None:
    """Refuse a text that a part has no room for, or with unknown places. Raises Invalid by line."""
    most, longest = LIMITS[part]
    lines = text.split("\n")
    problems = [
        problem for number, line in enumerate(lines, 1) for problem in _wrong(number, line, longest)
    ]
    if not text.strip():
        problems.append(Problem("text", "Hãy ghi ít nhất một dòng."))
    if len(lines) > most:
        problems.append(Problem("text", "Nhiều nhất %(most)s dòng.", params={"most": most}))
    if problems:
        raise Invalid("Lời này ghi chưa đúng.", problems)


def _wrong(number: int, line: str, longest: int) -> list[Problem]:
    told = {"number": number, "places": ", ".join(f"{{{name}}}" for name in PLACES)}
    found = [
        Problem(
            "text",
            "Dòng %(number)s: không có chỗ điền {%(name)s}. Dùng được: %(places)s.",
            line=number,
            params={**told, "name": name},
        )
        for name in _PLACE.findall(line)
        if name not in PLACES
    ]
    if {"{", "}"} & set(_PLACE.sub("", line)):
        found.append(
            Problem(
                "text",
                "Dòng %(number)s: ngoặc nhọn chỉ dùng quanh chỗ điền: %(places)s.",
                line=number,
                params=told,
            )
        )
    if len(line) > longest:
        found.append(
            Problem(
                "text",
                "Dòng %(number)s dài quá %(longest)s chữ.",
                line=number,
                params={**told, "longest": longest},
            )
        )
    return found


def own_texts(letter: str, on: date, of: Agency | None) -> dict[str, str]:
    """An agency's own lines by part, unfilled; of a part the nearest word counts."""
    return dict(_own_texts(letter, on, of))


@remembered
def _own_texts(letter: str, on: date, of: Agency | None) -> Mapping[str, str]:
    rows = [row for row in Wording.objects.filter(in_force(on), letter=letter) if applies(row, of)]
    return {row.part: row.text for row in sorted(rows, key=lambda row: rank(row, of))}


def own_lines(letter: str, of: Agency, filled: Filled) -> dict[str, list[str]]:
    """What a letter takes beside its data: `own_header`, `own_closing`, `own_signature`."""
    return lines_of(own_texts(letter, filled.day, of), filled)


def lines_of(texts: Mapping[str, str], filled: Filled) -> dict[str, list[str]]:
    """Texts by part as lines, filled in."""
    return {
        f"own_{part}": [filled.into(line) for line in text.split("\n")]
        for part, text in texts.items()
    }
