"""Kinds of change to when agencies work: weekly hours, days off, days worked instead."""

from collections.abc import Mapping
from copy import copy
from datetime import date, timedelta
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field, model_validator

from toantrinh.administration.calendar_outlook import facts_now, lines_of
from toantrinh.administration.kinds import Change, Words, kind
from toantrinh.administration.post_changes import agency_of, not_before_today
from toantrinh.administration.words import day_in_words, week_in_words
from toantrinh.dossiers.rolling import roll_soon
from toantrinh.government.calendar import Hours
from toantrinh.government.dated import (
    DayWord,
    Season,
    end_hours,
    scope_of,
    set_day,
    set_hours,
    unit_scope,
)
from toantrinh.government.models import Agency, CalendarDay, DayKind, WorkingHours
from toantrinh.government.queries import agencies_below, week_of
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, Refusal
from toantrinh.kernel.time import today

# A part of a day, `07:30-11:30`.
SPELL = r"^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$"
Spell = Annotated[str, Field(pattern=SPELL)]
MonthDay = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
_DAY = timedelta(days=1)


class _AboutCalendar(Change):
    """What all changes of an agency's calendar have in common."""

    agency: UUID

    def agencies(self) -> list[Agency]:
        return [agency_of(self.agency)]

    def weighty(self) -> bool:
        return True


@kind
class SetHours(_AboutCalendar):
    """The hours of an agency and all below it, from a day on, or in a season of every year."""

    kind: ClassVar[str] = "hours.set"
    label: ClassVar[Promise | str] = gettext_lazy("Đặt giờ làm việc")

    # From Monday on, each day's spells.
    week: tuple[tuple[Spell, ...], ...] = Field(min_length=7, max_length=7)
    since: date
    season_first: MonthDay | None = None
    season_last: MonthDay | None = None
    source: Words

    @model_validator(mode="after")
    def _both_ends(self) -> "SetHours":
        if bool(self.season_first) != bool(self.season_last):
            raise ValueError("a season has two ends")
        return self

    def spells(self) -> list[list[list[str]]]:
        """As the table keeps them."""
        return [[spell.split("-") for spell in day] for day in self.week]

    def check(self) -> None:
        not_before_today(self.since, "since")
        try:
            Hours(week_of(self.spells()))
        except ValueError as wrong:
            raise Refusal(
                "Các buổi trong ngày phải nối tiếp nhau và kết thúc sau khi bắt đầu.", field="week"
            ) from wrong
        if not any(self.week):
            raise Refusal("Tuần phải có ít nhất một buổi làm việc.", field="week")

    def preview(self) -> list[str]:
        agency, before = agency_of(self.agency), facts_now()
        row = WorkingHours(
            spells=self.spells(),
            agency_key=scope_of(agency),
            season_from=self.season_first or "",
            season_to=self.season_last or "",
            valid_from=self.since,
        )
        same = ("agency_key", "kind_code", "unit_code", "season_from", "valid_from")
        kept = (one for one in before.hours if any(_differs(one, row, name) for name in same))
        after = before.with_hours([*kept, row])
        return [
            self._when(agency),
            *week_in_words(row.spells),
            *lines_of(_below(agency), before, after, agency, self.since),
        ]

    def _when(self, agency: Agency) -> str:
        told = {"agency": agency.name, "day": day_in_words(self.since)}
        if not (self.season_first and self.season_last):
            return _("Từ %(day)s, %(agency)s và các cơ quan trực thuộc làm việc:") % told
        told |= {"first": _day_month(self.season_first), "last": _day_month(self.season_last)}
        return (
            _(
                "Từ %(day)s, hằng năm từ %(first)s đến hết %(last)s, %(agency)s và các cơ quan "
                "trực thuộc làm việc:"
            )
            % told
        )

    def carry_out(self, actor: Actor) -> Mapping[str, object]:
        row = set_hours(
            agency_of(self.agency),
            week=self.spells(),
            since=max(self.since, today()),
            season=Season(self.season_first or "", self.season_last or ""),
            source=self.source,
            actor=actor,
        )
        roll_soon()
        return {"hours": str(row.id)}


@kind
class EndHours(_AboutCalendar):
    """An agency's own hours end; it works those from above."""

    kind: ClassVar[str] = "hours.end"
    label: ClassVar[Promise | str] = gettext_lazy("Thôi giờ làm việc riêng")

    last: date
    season_first: MonthDay | None = None

    def check(self) -> None:
        not_before_today(self.last, "last")
        if not any(self._is_own(row) for row in facts_now().hours):
            raise Conflict("Cơ quan này không có giờ làm việc riêng.")

    def _is_own(self, row: WorkingHours) -> bool:
        scope = (scope_of(agency_of(self.agency)), "", "", self.season_first or "")
        said = (row.agency_key, row.kind_code, row.unit_code, row.season_from)
        return bool(row.agency_key) and said == scope

    def preview(self) -> list[str]:
        agency, before = agency_of(self.agency), facts_now()
        after = before.with_hours(
            _until(row, self.last) if self._is_own(row) else row
            for row in before.hours
            if not self._is_own(row) or row.valid_from <= self.last
        )
        since = self.last + _DAY
        said = _("Sau %(day)s, %(agency)s làm việc theo giờ của cấp trên.")
        return [
            said % {"day": day_in_words(self.last), "agency": agency.name},
            *lines_of(_below(agency), before, after, agency, since),
        ]

    def carry_out(self, actor: Actor) -> Mapping[str, object]:
        end_hours(
            agency_of(self.agency), last=self.last, season_from=self.season_first or "", actor=actor
        )
        roll_soon()
        return {}


@kind
class SetDay(_AboutCalendar):
    """A day off, worked on another day instead or not; or a day that is as usual after all."""

    kind: ClassVar[str] = "day.set"
    label: ClassVar[Promise | str] = gettext_lazy("Ghi ngày nghỉ, làm bù")

    day: date
    day_kind: Literal["off", "usual"]
    name: Words
    # The day on which is worked instead, with the hours of the day off.
    made_up: date | None = None
    source: Words

    def check(self) -> None:
        agency = agency_of(self.agency)
        unit_scope(agency)
        not_before_today(self.day, "day")
        calendar = facts_now().calendar(agency)
        if self.day_kind == "usual":
            if self.made_up is not None:
                raise Refusal("Ngày như thường thì không có ngày làm bù.", field="made_up")
            if self.day not in calendar.off | calendar.made_up:
                raise Conflict("Ngày này vốn đang như thường.", field="day")
            return
        if not calendar.is_working(self.day):
            raise Conflict("Ngày này vốn đã nghỉ.", field="day")
        if self.made_up is not None:
            not_before_today(self.made_up, "made_up")
            if calendar.is_working(self.made_up) or self.made_up == self.day:
                raise Conflict("Ngày làm bù phải là ngày vốn nghỉ.", field="made_up")

    def _words(self) -> list[DayWord]:
        words = [DayWord(self.day, DayKind(self.day_kind), self.name)]
        if self.made_up is not None:
            name = _("Làm bù cho ngày %(day)s") % {"day": f"{self.day:%d/%m/%Y}"}
            words.append(DayWord(self.made_up, DayKind.MADE_UP, name, self.day))
        return words

    def preview(self) -> list[str]:
        agency, before = agency_of(self.agency), facts_now()
        code = unit_scope(agency)
        after = before.with_days(
            [
                CalendarDay(
                    day=word.day,
                    kind=word.kind,
                    replaces=word.replaces,
                    unit_code=code,
                    name=word.name,
                )
                for word in self._words()
            ]
        )
        since = min(self.day, self.made_up or self.day)
        began = max(today(), since - timedelta(days=3))
        return [
            *self._told(agency),
            *lines_of(_within(code), before, after, agency, began),
        ]

    def _told(self, agency: Agency) -> list[str]:
        where = agency.unit.full_name if agency.unit and unit_scope(agency) else _("Cả nước")
        told = {"where": where, "day": f"{self.day:%d/%m/%Y}", "name": self.name}
        if self.day_kind == "usual":
            return [_("%(where)s: ngày %(day)s như thường.") % told]
        lines = [_("%(where)s nghỉ ngày %(day)s: %(name)s.") % told]
        if self.made_up is not None:
            day = f"{self.made_up:%d/%m/%Y}"
            lines.append(_("Làm bù ngày %(day)s, theo giờ của ngày được nghỉ.") % {"day": day})
        return lines

    def carry_out(self, actor: Actor) -> Mapping[str, object]:
        agency = agency_of(self.agency)
        for word in self._words():
            set_day(agency, word, source=self.source, actor=actor)
        roll_soon()
        return {}


def _below(agency: Agency) -> Q:
    return agencies_below(agency, "agency_path")


def _within(code: str) -> Q:
    """Dossiers of agencies of a unit and its communes; of all, for the nation."""
    if not code:
        return Q()
    return Q(agency__unit__code=code) | Q(agency__unit__parent_code=code)


def _differs(one: WorkingHours, other: WorkingHours, name: str) -> bool:
    return bool(getattr(one, name) != getattr(other, name))


def _until(row: WorkingHours, last: date) -> WorkingHours:
    ended = copy(row)
    ended.valid_to = last
    return ended


def _day_month(text: str) -> str:
    month, day = text.split("-")
    return f"{day}/{month}"
