"""What kind of paper was brought: an original, a certified copy, one that was only shown."""

from collections.abc import Mapping, Set
from enum import StrEnum

from toantrinh.catalogue.content import Paper
from toantrinh.dossiers.checking import Found
from toantrinh.dossiers.desk_models import Verdict
from toantrinh.dossiers.on_paper import FORM


class Kind(StrEnum):
    """How a paper lay on the counter."""

    ORIGINAL = "original"
    CERTIFIED = "certified"
    COMPARED = "compared"
    COPY = "copy"
    SHOWN = "shown"
    IN_ONE = "in_one"


# As the check-list keeps it; the pages have these words in the reader's language.
WORDS = {
    Kind.ORIGINAL: "Bản chính",
    Kind.CERTIFIED: "Bản sao có chứng thực",
    Kind.COMPARED: "Bản sao đã đối chiếu bản chính",
    Kind.COPY: "Bản sao",
    Kind.SHOWN: "Đã xuất trình, không giữ bản sao",
    Kind.IN_ONE: "Nằm trong bản quét chung với tờ khai",
}


def usual(paper: Paper, *, in_one: bool = False) -> Kind:
    """What is expected of a paper, by what the procedure asks for and how all are scanned."""
    if paper.shown_only:
        return Kind.SHOWN
    if in_one:
        return Kind.IN_ONE
    if paper.copies and not paper.originals:
        return Kind.COPY
    return Kind.ORIGINAL


def seen(kinds: Mapping[str, Kind], scanned: Set[str]) -> frozenset[str]:
    """The papers that lay there without a scan of their own."""
    return frozenset(
        key
        for key, kind in kinds.items()
        if kind is Kind.SHOWN or (kind is Kind.IN_ONE and FORM in scanned)
    )


def found_of(kinds: Mapping[str, Kind], scanned: Set[str]) -> dict[str, Found]:
    """The check-list at reception: the papers that lay there, each with what it was."""
    there = scanned | seen(kinds, scanned)
    return {key: Found(Verdict.VALID, WORDS[kind]) for key, kind in kinds.items() if key in there}
