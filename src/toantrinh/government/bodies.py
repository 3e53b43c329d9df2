"""From the words by which a procedure names its body to the agencies that may be meant."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from toantrinh.government import files
from toantrinh.kernel.text import fold

# How records shorten the names of bodies.
_SHORT = {
    "ubnd": "uy ban nhan dan",
    "hdnd": "hoi dong nhan dan",
    "bhxh": "bao hiem xa hoi",
    "vpdkdd": "van phong dang ky dat dai",
    "tp": "thanh pho",
    "ql": "quan ly",
    "kkt": "khu kinh te",
    "kcn": "khu cong nghiep",
    "nn": "nong nghiep",
    "mt": "moi truong",
    "nhnn": "ngan hang nha nuoc",
}
_TIERS = ("nation", "province", "commune")
_LEVELS = {"bo": "nation", "tinh": "province", "xa": "commune", "huyen": "commune"}


@dataclass(frozen=True)
class Candidate:
    """Agencies that a text may mean, best first: kinds, or keys of single ones; and why."""

    agencies: tuple[str, ...]
    # The words that were recognised, folded; empty when only the level or sector spoke.
    words: str
    why: str


def tier_of_level(level: str) -> str:
    """The tier a procedure's level names, such as `Cấp Bộ/Trung ương`; empty when it names none."""
    return next((_LEVELS[word] for word in fold(level).split() if word in _LEVELS), "")


def tier_of(agency: str) -> str:
    """The tier of a kind, or of a single agency by its key."""
    if "." in agency:
        return "nation" if agency.startswith("00.") else "province"
    return _tiers_of_kinds()[agency]


def candidates(
    body: str | None, level: str, on: date, *, sector: str = "", decision: str = ""
) -> list[Candidate]:
    """All that a procedure's own words point to: its body first, then its sector, then its level.

    Of several bodies those nearest to the procedure's level go first, in the order of the text.
    """
    tier = tier_of_level(level)
    named = _named(body or "", on)
    if tier:
        named.sort(key=lambda one: _distance(tier_of(one.agencies[0]), tier))
    return named + _by_sector(sector, decision, tier)


def _distance(one: str, other: str) -> int:
    return abs(_TIERS.index(one) - _TIERS.index(other))


def _named(body: str, on: date) -> list[Candidate]:
    return [
        Candidate(row.agency, match.group(), row.why)
        for match in _pattern().finditer(_spelled_out(body))
        for row in _phrases()[match.group()]
        if _holds(row, on)
    ]


def _holds(row: files.BodyRow, on: date) -> bool:
    return (row.valid_from is None or row.valid_from <= on) and (
        row.valid_to is None or on <= row.valid_to
    )


def _spelled_out(text: str) -> str:
    return " ".join(_SHORT.get(word, word) for word in fold(text).split())


def _by_sector(sector: str, decision: str, tier: str) -> list[Candidate]:
    words = f" {fold(sector)} "
    rows = [row for row in files.sectors() if f" {row.sector} " in words]
    rows.sort(key=lambda row: -len(row.sector))
    mark = f" {fold(decision)} "
    rows += [row for row in files.sectors() if f" {row.sector} " in mark]
    tiers = [tier] if tier else ["commune", "province"]
    return [Candidate((getattr(row, at),), "", "") for row in rows for at in tiers]


@cache
def _tiers_of_kinds() -> dict[str, str]:
    return {kind.code: kind.tier for kind in files.kinds()}


@cache
def _phrases() -> dict[str, list[files.BodyRow]]:
    """What may be recognised: the bodies of the file, kinds of agency, agencies of the nation."""
    rows = list(files.bodies())
    own = {row.body for row in rows}
    known = [(kind.name, kind.code) for kind in files.kinds() if kind.everywhere]
    known += [(one.name, one.key) for one in files.singles() if one.key.startswith("00.")]
    for name, agency in known:
        if fold(name) not in own:
            rows.append(
                files.BodyRow.model_validate(
                    {"body": name, "agency": agency, "valid_from": "", "valid_to": "", "why": ""}
                )
            )
    phrases: dict[str, list[files.BodyRow]] = {}
    for row in rows:
        phrases.setdefault(_spelled_out(row.body), []).append(row)
    return phrases


@cache
def _pattern() -> re.Pattern[str]:
    """All phrases, the longest first, so that a body is not taken for one its name contains."""
    longest_first = sorted(_phrases(), key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, longest_first)) + r")\b")
