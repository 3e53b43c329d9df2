"""Papers as evidence: what is asked for, what was sent, page by page, and what an officer found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from toantrinh.catalogue.content import ProcedureContent
from toantrinh.dossiers.checking import Found
from toantrinh.dossiers.desk_models import Verdict
from toantrinh.dossiers.desk_queries import names_of
from toantrinh.web.desk.content import Content, Sheet

# Of a long paper so many pages are shown here; the rest opens in a window of its own.
_MOST_PAGES = 12
OTHER = "other"
VERDICTS = {
    Verdict.VALID: gettext_lazy("Hợp lệ"),
    Verdict.INVALID: gettext_lazy("Không hợp lệ"),
    Verdict.MISSING: gettext_lazy("Thiếu"),
}
_TONES = {Verdict.VALID: "done", Verdict.INVALID: "near", Verdict.MISSING: "near"}


@dataclass(frozen=True)
class Shown:
    """One sheet with the numbers of the pages that are shown of it, and how many are not."""

    sheet: Sheet
    pages: range
    more: int


@dataclass(frozen=True)
class PaperView:
    """One paper that is asked for, or all that was sent besides, and what was found of it."""

    key: str
    name: str
    required: bool
    sheets: list[Shown]
    old: list[Sheet]
    verdict: str
    words: str
    by: str
    at: datetime | None
    chip: str
    tone: str
    problem: str


@dataclass(frozen=True)
class Typed:
    """A check-list that was refused: as it was ticked and written, and what is wrong with it."""

    verdicts: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)
    refusal: str = ""


def papers_of(
    procedure: ProcedureContent,
    content: Content,
    checks: Mapping[str, Found],
    typed: Typed | None = None,
) -> list[PaperView]:
    """Each paper of the procedure in its order, then what was sent besides."""
    names = names_of([each.by for each in checks.values() if each.by])
    by_key: dict[str, list[Sheet]] = {}
    for sheet in content.sheets:
        by_key.setdefault(sheet.key, []).append(sheet)
    asked = [(paper.key, paper.name, paper.name in content.absent) for paper in procedure.papers]
    listed = [each for each in asked if each[0] in by_key or each[2] or each[0] in checks]
    known = {key for key, _name, _absent in asked}
    for key in (each for each in by_key if each not in known):
        name = str(_("Giấy tờ khác")) if key == OTHER else by_key[key][0].name
        listed.append((key, name, False))
    return [
        _view(key, name, absent, by_key.get(key, []), checks.get(key), typed, names)
        for key, name, absent in listed
    ]


def _view(
    key: str,
    name: str,
    absent: bool,
    sheets: list[Sheet],
    kept: Found | None,
    typed: Typed | None,
    names: Mapping[str, str],
) -> PaperView:
    verdict, words = (kept.verdict.value, kept.words) if kept else ("", "")
    if typed is not None:
        verdict, words = typed.verdicts.get(key, ""), typed.words.get(key, "")
    return PaperView(
        key=key,
        name=name,
        required=absent,
        sheets=[_shown(sheet) for sheet in sheets if not sheet.replaced],
        old=[sheet for sheet in sheets if sheet.replaced],
        verdict=verdict,
        words=words,
        by=names.get(kept.by, "") if kept else "",
        at=kept.at if kept else None,
        chip=str(VERDICTS[kept.verdict]) if kept else "",
        tone=_TONES[kept.verdict] if kept else "",
        problem=typed.problems.get(key, "") if typed else "",
    )


def _shown(sheet: Sheet) -> Shown:
    if sheet.picture or sheet.closed:
        return Shown(sheet, range(0), 0)
    shown = min(sheet.pages, _MOST_PAGES)
    return Shown(sheet, range(1, shown + 1), sheet.pages - shown)
