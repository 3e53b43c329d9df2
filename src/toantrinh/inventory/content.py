"""What is said of a system, checked whole: by a form, by a row of a table, kept as a revision."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from django.utils.translation import gettext_noop as _

from toantrinh.catalogue.models import Procedure
from toantrinh.government.models import Agency
from toantrinh.government.queries import posts_of
from toantrinh.inventory.layers import layers
from toantrinh.inventory.models import LEVELS, Hosting, Kind, System
from toantrinh.kernel.errors import Problem

DAYS = ("planned_on", "building_on", "running_on", "stopped_on")
_LONGEST = {"name": 300, "purpose": 2000, "hosted_at": 300}
_NEEDED = ("name", "purpose")
_MOST = 200
_YEARS = range(2000, 2101)
# No system of the state costs a thousand trillion đồng.
_DEAREST = 10**15


@dataclass(frozen=True)
class Costs:
    """Whole đồng of one year."""

    build: int = 0
    run: int = 0


@dataclass(frozen=True)
class Said:
    """All that an agency says of one of its systems; what each means stands at `System`."""

    name: str
    kind: Kind
    purpose: str
    layer: str
    hosting: Hosting
    contact_post: str
    level: int | None = None
    level_approved: date | None = None
    planned_on: date | None = None
    building_on: date | None = None
    running_on: date | None = None
    stopped_on: date | None = None
    procedures: tuple[str, ...] = ()
    registers: tuple[str, ...] = ()
    hosted_at: str = ""
    costs: Mapping[int, Costs] = field(default_factory=dict)

    def columns(self) -> dict[str, object]:
        """What of the system's row it says."""
        said = {key: value for key, value in vars(self).items() if key != "costs"}
        return {**said, "procedures": list(self.procedures), "registers": list(self.registers)}

    def as_json(self) -> dict[str, object]:
        """As revisions keep it and programs read it."""
        days = {
            key: None if (day := getattr(self, key)) is None else day.isoformat() for key in DAYS
        }
        approved = None if self.level_approved is None else self.level_approved.isoformat()
        costs = {
            str(year): {"build": each.build, "run": each.run}
            for year, each in sorted(self.costs.items())
        }
        return {
            **self.columns(),
            **days,
            "kind": self.kind.value,
            "hosting": self.hosting.value,
            "level_approved": approved,
            "costs": costs,
        }


def said_of(system: System) -> Said:
    """What is said of a system now."""
    columns = {key: getattr(system, key) for key in Said.__dataclass_fields__ if key != "costs"}
    columns |= {key: tuple(columns[key]) for key in ("procedures", "registers")}
    columns |= {"kind": Kind(system.kind), "hosting": Hosting(system.hosting)}
    costs = {each.year: Costs(each.build, each.run) for each in system.costs.all()}
    return Said(**columns, costs=costs)


def problems(said: Said, owner: Agency, on: date) -> list[Problem]:
    """All that is wrong with it; `where` is the field, of costs `build:2026` or `run:2026`."""
    found = [*_words(said), *_days(said), *_known(said, owner, on), *_costs(said)]
    return [Problem(where, what, params=params) for where, what, params in found]


_Wrong = Iterator[tuple[str, str, dict[str, object]]]


def _words(said: Said) -> _Wrong:
    for key, longest in _LONGEST.items():
        text = getattr(said, key)
        if key in _NEEDED and not text:
            yield key, _("Ô này không được để trống."), {}
        if len(text) > longest:
            yield key, _("Nội dung quá dài, nhiều nhất %(most)s chữ."), {"most": longest}
    for key in ("procedures", "registers"):
        if len(getattr(said, key)) > _MOST:
            yield key, _("Danh sách quá dài, nhiều nhất %(most)s."), {"most": _MOST}
    if any(len(each) > _MOST for each in said.registers):
        yield "registers", _("Tên một cơ sở dữ liệu quá dài."), {}


def _days(said: Said) -> _Wrong:
    given = [(key, day) for key in DAYS if (day := getattr(said, key)) is not None]
    if not any(key != "stopped_on" for key, _day in given):
        yield "planned_on", _("Hãy ghi ít nhất một ngày: chủ trương, xây dựng hoặc vận hành."), {}
    for (_before, earlier), (key, day) in pairwise(given):
        if day < earlier:
            yield key, _("Ngày này trước ngày của bước trước đó."), {}


def _known(said: Said, owner: Agency, on: date) -> _Wrong:
    if said.level is None and said.level_approved is not None:
        yield "level", _("Đã có ngày phê duyệt cấp độ thì phải ghi cấp độ."), {}
    if said.level is not None and said.level not in LEVELS:
        yield "level", _("Cấp độ là một số từ 1 đến 5."), {}
    if said.layer not in layers():
        yield "layer", _("Không rõ lớp kiến trúc này."), {}
    codes = set(said.procedures)
    known = set(Procedure.objects.filter(code__in=codes).values_list("code", flat=True))
    if missing := sorted(codes - known):
        yield "procedures", _("Không có thủ tục mang mã %(codes)s."), {"codes": ", ".join(missing)}
    if not posts_of(owner, on).filter(code=said.contact_post).exists():
        yield (
            "contact_post",
            _("Cơ quan không có vị trí này; đầu mối là vị trí, không là người."),
            {},
        )


def _costs(said: Said) -> _Wrong:
    for year, each in said.costs.items():
        for part, amount in vars(each).items():
            if year not in _YEARS:
                yield f"{part}:{year}", _("Không rõ năm này."), {}
            elif not 0 <= amount < _DEAREST:
                yield f"{part}:{year}", _("Hãy ghi số đồng, không âm."), {}
