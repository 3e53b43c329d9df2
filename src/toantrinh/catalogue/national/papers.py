"""The papers of a dossier: headings of cases, items, and the quantity line that ends each item."""

import re
from collections import Counter

from toantrinh.catalogue.national.amounts import ABSENT, read_quantity, squeeze
from toantrinh.catalogue.national.records import Paper

_BULLETS = " -+*•·–"
_ITEM = "    - "
_EXTENSION = re.compile(r"\.(?:docx?|xlsx?|pdf|odt|ods|rtf|zip|rar)\b", re.IGNORECASE)
# Not the path of an address on the web.
_STEM = re.compile(r"(?<![\w/.-])[\w-][\w.-]{0,79}$")


class PaperReader:
    """Read lines one after another; then `papers`, `notes` and `unparsed` are complete.

    `notes` are headings under which nothing stands: remarks that the portal has no place for.
    """

    def __init__(self, lines: list[str]) -> None:
        self.papers: list[Paper] = []
        self.notes: list[str] = []
        self.unparsed: Counter[str] = Counter()
        self._heading: list[str] = []
        self._used = True
        self._item: list[str] = []  # the lines of an item whose quantity has not come yet
        for line in lines:
            self._take(line)
        self._end_item((None, None))
        self._end_heading()

    def _take(self, line: str) -> None:
        said = line.strip()
        quantity = read_quantity(said) if self._item else None
        if quantity:
            self._end_item(quantity)
        elif self._item and not line.startswith(_ITEM):
            self._item.append(said)
        elif said.startswith("- ") or said == "-":
            self._end_item((None, None))
            self._item = [said[1:]]
        else:
            self._take_heading(said)

    def _take_heading(self, said: str) -> None:
        if said.startswith("["):
            self._end_heading()
            self._heading, self._used = [said], False
        elif self._heading and not self._heading[-1].endswith("]"):
            self._heading.append(said)
        elif not said.startswith(ABSENT):
            # A line outside every item; the raw section keeps it.
            self.unparsed["lines"] += 1

    def _end_heading(self) -> None:
        if not self._used:
            self.notes.append(self._group())
        self._used = True

    def _end_item(self, quantity: tuple[int | None, int | None]) -> None:
        if not self._item:
            return
        text = squeeze(" ".join(self._item))
        self._item = []
        if not text:
            self.unparsed["empty_papers"] += 1
            return
        self._used = True
        if None in quantity:
            self.unparsed["papers"] += 1
        name = text.lstrip(_BULLETS).rstrip(" ;,") or text
        self.papers.append(Paper(self._group(), name, *quantity, _form_file(text), text))

    def _group(self) -> str:
        return squeeze(" ".join(self._heading)).removeprefix("[").removesuffix("]").strip()


def _form_file(text: str) -> str:
    extension = _EXTENSION.search(text)
    if not extension:
        return ""
    stem = _STEM.search(text[max(0, extension.start() - 80) : extension.start()])
    return stem[0] + extension[0] if stem else ""
