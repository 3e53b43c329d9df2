"""By what right somebody may look at personal data: a small table, `bases.csv`."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).parent / "bases.csv"


@dataclass(frozen=True)
class Basis:
    """One right to look: its code, its words in both languages, the text it stands on."""

    code: str
    vi: str
    en: str
    source: str
    certainty: str

    def words(self, language: str) -> str:
        """What it is called in a language."""
        return self.en if language == "en" else self.vi


@cache
def bases() -> dict[str, Basis]:
    """All of them by code."""
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: Basis(**row) for row in csv.DictReader(file)}


def find_basis(code: str) -> Basis:
    """The right with this code. Raises LookupError: a look without one is a slip of the code."""
    return bases()[code]
