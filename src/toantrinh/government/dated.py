"""An agency's own words: hours, days off, rules, reasons, lines in letters, from day to day.

What an agency says holds for all below it that say nothing themselves. The highest of the tree
speaks for the nation.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Q

from toantrinh.government import actions
from toantrinh.government.abstract import Origin
from toantrinh.government.models import (
    Agency,
    CalendarDay,
    DayKind,
    Reason,
    Rule,
    Wording,
    WordingPart,
    WorkingHours,
)
from toantrinh.government.outline import COMMITTEE
from toantrinh.government.perms import check_governs
from toantrinh.government.queries import rule
from toantrinh.government.wording import check_text
from toantrinh.journal.actions import append_to_stream
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, NotAllowed
from toantrinh.kernel.time import today

_DAY = timedelta(days=1)
_NATION = "calendar.national_agencies"
Fact = TypeVar("Fact", Rule, WorkingHours, Reason, Wording)
# Sure enough: the administrators name the text on which it stands.
_SAID = "found"


def scope_of(of: Agency) -> str:
    """The key by which an agency's own words are kept; the highest one's are the nation's."""
    return of.key if of.parent_id is not None else ""


def unit_scope(of: Agency) -> str:
    """The code of the unit whose days off an agency sets; empty for the nation's.

    Raises NotAllowed for agencies that set none.
    """
    if of.key in _national(today()):
        return ""
    if of.unit is None or not of.key.endswith(COMMITTEE):
        raise NotAllowed(
            "%(agency)s không đặt ngày nghỉ, làm bù.",
            remedy="Ngày nghỉ chung do Bộ Nội vụ thông báo, ngày nghỉ riêng do Ủy ban nhân dân.",
            agency=of.name,
        )
    return of.unit.code


def _national(on: date) -> list[str]:
    found = rule(_NATION, on)
    return [str(key) for key in found] if isinstance(found, list) else []


@dataclass(frozen=True)
class Season:
    """A part of every year as `MM-DD`, both days counting; the whole of it when empty."""

    first: str = ""
    last: str = ""


@transaction.atomic
def set_hours(
    of: Agency,
    *,
    week: list[list[list[str]]],
    since: date,
    season: Season = Season(),
    source: str,
    actor: Actor,
) -> WorkingHours:
    """Let an agency work these hours from a day on, or in a season of each year from then on."""
    check_governs(actor, of)
    actions.alone()
    scope = _own(of) | {"season_from": season.first}
    values = {"spells": week, "season_to": season.last, "source": source, "certainty": _SAID}
    row = _begin(WorkingHours, scope, since, values)
    _tell("set_hours", of, actor, since=since.isoformat(), season=season.first)
    return row


@transaction.atomic
def end_hours(of: Agency, *, last: date, season_from: str = "", actor: Actor) -> None:
    """Let an agency's own hours end with a day; then it works those from above."""
    check_governs(actor, of)
    actions.alone()
    _end(WorkingHours, _own(of) | {"season_from": season_from}, last)
    _tell("end_hours", of, actor, last=last.isoformat(), season=season_from)


@transaction.atomic
def set_rule(
    of: Agency, key: str, *, value: object, since: date, source: str, actor: Actor
) -> Rule:
    """Let a rule have this value for an agency from a day on."""
    check_governs(actor, of)
    actions.alone()
    values = {"value": value, "source": source, "certainty": _SAID}
    row = _begin(Rule, _own(of) | {"key": key}, since, values)
    _tell("set_rule", of, actor, rule=key, since=since.isoformat())
    return row


@transaction.atomic
def end_rule(of: Agency, key: str, *, last: date, actor: Actor) -> None:
    """Let an agency's own word on a rule end with a day; then the one from above holds."""
    check_governs(actor, of)
    actions.alone()
    _end(Rule, _own(of) | {"key": key}, last)
    _tell("end_rule", of, actor, rule=key, last=last.isoformat())


@dataclass(frozen=True)
class ReasonWord:
    """What a reason is called, and its place in the list."""

    words: str
    words_en: str
    position: int


@transaction.atomic
def set_reason(
    of: Agency, act: str, code: str, said: ReasonWord, *, since: date, source: str, actor: Actor
) -> Reason:
    """Let a reason for an act be given at an agency from a day on, or call it something else."""
    check_governs(actor, of)
    actions.alone()
    values = {**vars(said), "source": source, "certainty": _SAID}
    row = _begin(Reason, _own(of) | {"act": act, "code": code}, since, values)
    _tell("set_reason", of, actor, act=act, reason=code, since=since.isoformat())
    return row


@transaction.atomic
def end_reason(of: Agency, act: str, code: str, *, last: date, actor: Actor) -> None:
    """Let an agency's own reason be given no more after a day."""
    check_governs(actor, of)
    actions.alone()
    _end(Reason, _own(of) | {"act": act, "code": code}, last, nation_too=True)
    _tell("end_reason", of, actor, act=act, reason=code, last=last.isoformat())


@transaction.atomic
def set_wording(
    of: Agency, letter: str, part: WordingPart, *, text: str, since: date, source: str, actor: Actor
) -> Wording:
    """Let an agency's own lines stand in a letter from a day on. Raises Invalid by line."""
    check_governs(actor, of)
    check_text(part, text)
    actions.alone()
    values = {"text": text, "source": source, "certainty": _SAID}
    row = _begin(Wording, _own(of) | {"letter": letter, "part": part}, since, values)
    _tell("set_wording", of, actor, letter=letter, part=part, since=since.isoformat())
    return row


@transaction.atomic
def end_wording(of: Agency, letter: str, part: WordingPart, *, last: date, actor: Actor) -> None:
    """Let an agency's own lines stand no more after a day."""
    check_governs(actor, of)
    actions.alone()
    _end(Wording, _own(of) | {"letter": letter, "part": part}, last, nation_too=True)
    _tell("end_wording", of, actor, letter=letter, part=part, last=last.isoformat())


@dataclass(frozen=True)
class DayWord:
    """What is said of a day: off, worked instead of another, or as usual after all."""

    day: date
    kind: DayKind
    name: str
    replaces: date | None = None


@transaction.atomic
def set_day(of: Agency, said: DayWord, *, source: str, actor: Actor) -> CalendarDay:
    """Say of a day what it is, for the nation or for the unit of a committee."""
    check_governs(actor, of)
    actions.alone()
    code = unit_scope(of)
    before = CalendarDay.objects.filter(day=said.day, unit_code=code).first()
    row, _made = CalendarDay.objects.update_or_create(
        day=said.day,
        unit_code=code,
        defaults={
            "kind": said.kind,
            "name": said.name,
            "replaces": said.replaces,
            "source": source,
            "certainty": _SAID,
            "origin": Origin.HOUSE,
        },
    )
    key = f"{said.day} {code}".strip()
    actions.note_change(CalendarDay, key, kind=(before.kind if before else "", said.kind))
    _tell("set_day", of, actor, day=said.day.isoformat(), kind=str(said.kind), unit=code)
    return row


def _own(of: Agency) -> dict[str, Any]:
    return {"agency_key": scope_of(of), "kind_code": "", "unit_code": ""}


def _begin(
    table: type[Fact], scope: Mapping[str, Any], since: date, values: Mapping[str, object]
) -> Fact:
    """A row from a day on, until the next one of its scope; the one before ends the day before."""
    rows = table.objects.select_for_update().filter(**scope)
    following = rows.filter(valid_from__gt=since).order_by("valid_from").first()
    before = rows.filter(_lasting(since), valid_from__lt=since)
    for row in before:
        row.valid_to, row.origin = since - _DAY, Origin.HOUSE
        row.save(update_fields=["valid_to", "origin"])
    until = following.valid_from - _DAY if following else None
    rest = {**values, "valid_to": until, "origin": Origin.HOUSE}
    row, _made = table.objects.update_or_create(**scope, valid_from=since, defaults=rest)
    actions.note_change(table, _named(scope), valid_from=("", since))
    return row


def _end(
    table: type[Fact], scope: Mapping[str, Any], last: date, *, nation_too: bool = False
) -> None:
    """No row of its scope holds after a day; what was to begin later falls away.

    The nation's hours and rules are replaced and never ended: nothing stands behind them.
    """
    rows = table.objects.select_for_update().filter(_lasting(last + _DAY), **scope)
    if not rows or not (nation_too or scope["agency_key"]):
        raise Conflict("Cơ quan này không có quy định riêng nào còn hiệu lực sau ngày đó.")
    for row in rows:
        if row.valid_from > last:
            row.delete()
        else:
            row.valid_to, row.origin = last, Origin.HOUSE
            row.save(update_fields=["valid_to", "origin"])
    actions.note_change(table, _named(scope), valid_to=("", last))


def _lasting(since: date) -> Q:
    return Q(valid_to__isnull=True) | Q(valid_to__gte=since)


def _named(scope: Mapping[str, Any]) -> str:
    return " ".join(part for part in scope.values() if part)


def _tell(action: str, of: Agency, actor: Actor, **said: str) -> None:
    payload = {"agency": str(of.pk), **{name: value for name, value in said.items() if value}}
    append_to_stream(actions.STREAM, action, actor=actor, payload=payload)
