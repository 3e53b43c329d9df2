"""Who ends, who begins and who goes on for whom with one day: drawn, and nothing of it written."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import reduce
from operator import or_

from django.db.models import Q

from toantrinh.government.abstract import Origin
from toantrinh.government.models import Agency, AgencyKind, Unit
from toantrinh.government.queries import agencies_below, in_force
from toantrinh.kernel.errors import Refusal
from toantrinh.kernel.text import fold, sort_key

_DAY = timedelta(days=1)
# So ends the key of the agency that stands for its unit: it ends and begins only with the unit.
COMMITTEE = ".ubnd"


@dataclass(frozen=True)
class Succession:
    """An agency that ends, and the one that goes on for it: opened by the plan, or there before."""

    old: Agency
    new: Agency


@dataclass
class Outline:
    """All that begins and ends with the day `since`; what begins is not saved yet."""

    since: date
    units: list[tuple[Unit, Unit]] = field(default_factory=list)
    agencies: list[Succession] = field(default_factory=list)
    opened_units: list[Unit] = field(default_factory=list)
    # Whoever stands above comes before those below.
    opened: list[Agency] = field(default_factory=list)

    @property
    def last_day(self) -> date:
        """The last day of what ends."""
        return self.since - _DAY


class Drawing:
    """An outline in the making: finds what is there on the day, draws what begins and ends.

    Raises Refusal, naming the plan's field, where that cannot be.
    """

    def __init__(self, since: date) -> None:
        self.outline = Outline(since)
        # By key, who goes on from that day for what ends here; and who was asked for.
        self._heirs: dict[str, Agency] = {}
        self._found: dict[str, Agency | None] = {}

    def unit(self, code: str, field: str, *, ends: bool = True) -> Unit:
        """A unit that holds on the day, without a change planned for later; one that may end."""
        found = Unit.objects.filter(in_force(self.outline.since), code=code).first()
        if found is None:
            raise Refusal("Không có đơn vị hành chính mã %(code)s.", field=field, code=code)
        self._check(found, found.full_name, field, ends=ends)
        return found

    def agency(self, key: str, field: str, *, ends: bool = True) -> Agency:
        """An agency that holds on the day, without a change planned for later; one that may end."""
        found = self._find(key)
        if found is None:
            raise Refusal("Không có cơ quan %(key)s.", field=field, key=key)
        self._check(found, found.name, field, ends=ends)
        return found

    def agencies_of(self, units: Iterable[Unit], *, ends: bool = True) -> list[Agency]:
        """The agencies of units on the day, from above down."""
        found = Agency.objects.filter(in_force(self.outline.since), unit__in=list(units))
        rows = list(found.select_related("kind", "unit").order_by("path"))
        for row in rows:
            self._check(row, row.name, "units", ends=ends)
        return rows

    def above(self, agency: Agency) -> Agency | None:
        """Who stands above an agency from the day on."""
        return self.heir(agency.path.split("/")[-3]) if agency.path.count("/") > 1 else None

    def heir(self, key: str) -> Agency:
        """Who has this key from the day on, or goes on for who has it now."""
        found = self._heirs.get(key) or self._find(key)
        if found is None:
            raise Refusal("Không có cơ quan %(key)s.", key=key)
        return found

    def begin(
        self,
        key: str,
        name: str,
        *,
        kind: AgencyKind,
        unit: Unit | None,
        parent: Agency | None,
        code: str = "",
        instead: bool = False,
        field: str = "into",
    ) -> Agency:
        """Open an agency; `instead` when it takes the place of the one that has its key."""
        later = Agency.objects.filter(key=key).filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=self.outline.since)
        )
        if not instead and (later.exists() or any(one.key == key for one in self.outline.opened)):
            raise Refusal("Đã có cơ quan mang khóa %(key)s.", field=field, key=key)
        self._check_code(code, key)
        new = Agency(
            key=key,
            code=code or f"tam.{key}",
            official=bool(code),
            name=name,
            name_sort=sort_key(name),
            folded=fold(name),
            kind=kind,
            unit=unit,
            parent=parent,
            path=f"{parent.path if parent else ''}{key}/",
            valid_from=self.outline.since,
            origin=Origin.HOUSE,
        )
        self.outline.opened.append(new)
        return new

    def go_on(
        self,
        old: Agency,
        *,
        name: str = "",
        code: str = "",
        unit: Unit | None = None,
        parent: Agency | None = None,
    ) -> Agency:
        """End an agency's row and begin another of the same key, some of it changed."""
        new = self.begin(
            old.key,
            name or old.name,
            kind=old.kind,
            unit=unit or old.unit,
            parent=parent or self.above(old),
            code=code or (old.code if old.official else ""),
            instead=True,
        )
        self.end(old, new)
        return new

    def end(self, old: Agency, new: Agency) -> None:
        """End an agency; the other goes on for it."""
        self.outline.agencies.append(Succession(old, new))
        self._heirs[old.key] = new

    def begin_unit(self, code: str, name: str, kind: str, parent_code: str) -> Unit:
        """A unit of which nothing is saved yet."""
        new = Unit(
            code=code,
            name=name,
            kind=kind,
            parent_code=parent_code,
            name_sort=sort_key(name),
            valid_from=self.outline.since,
            origin=Origin.HOUSE,
        )
        new.folded = fold(new.full_name)
        self.outline.opened_units.append(new)
        return new

    def rehang(self) -> None:
        """Let who stood below the ended stand below those who go on, each by a row of its own."""
        ended = {one.old.pk for one in self.outline.agencies}
        grounds = [one.old for one in self.outline.agencies if one.old.path != one.new.path]
        if not grounds:
            return
        below = reduce(or_, (agencies_below(one) for one in grounds))
        found = Agency.objects.filter(below, in_force(self.outline.since)).exclude(pk__in=ended)
        for row in found.select_related("kind", "unit").order_by("path"):
            self._check(row, row.name, "agencies")
            self.go_on(row)

    def _find(self, key: str) -> Agency | None:
        if key not in self._found:
            found = Agency.objects.filter(in_force(self.outline.since), key=key)
            self._found[key] = found.select_related("kind", "unit").first()
        return self._found[key]

    def _check(self, row: Agency | Unit, name: str, field: str, *, ends: bool = True) -> None:
        if row.valid_to is not None:
            raise Refusal(
                "%(name)s đã có thay đổi khác từ sau ngày %(day)s.",
                field=field,
                remedy="Hãy chọn ngày có hiệu lực sau thay đổi đó.",
                name=name,
                day=f"{row.valid_to:%d/%m/%Y}",
            )
        if ends and row.valid_from >= self.outline.since:
            raise Refusal(
                "%(name)s mới có từ ngày %(day)s nên chưa thay đổi được trong ngày này.",
                field=field,
                remedy="Hãy chọn ngày có hiệu lực sau đó.",
                name=name,
                day=f"{row.valid_from:%d/%m/%Y}",
            )

    def _check_code(self, code: str, key: str) -> None:
        taken = Agency.objects.filter(in_force(self.outline.since), code=code).exclude(key=key)
        if code and (other := taken.first()) is not None:
            raise Refusal(
                "Mã định danh %(code)s đang là của %(name)s.",
                field="code",
                code=code,
                name=other.name,
            )
