"""Kinds of change to dated rules. No rule about four eyes can spare these the second pair."""

from collections.abc import Mapping
from datetime import date
from typing import ClassVar
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from pydantic import StrictBool, StrictInt

from toantrinh.administration.kinds import Change, Code, Words, kind
from toantrinh.administration.post_changes import agency_of, not_before_today
from toantrinh.administration.rule_groups import Known
from toantrinh.administration.rulebook import known
from toantrinh.administration.words import day_in_words
from toantrinh.government.carrying import going_on
from toantrinh.government.dated import end_rule, scope_of, set_rule
from toantrinh.government.models import Agency, Rule
from toantrinh.government.queries import agencies_below, applies, rank, rules
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, NotAllowed


class _AboutRule(Change):
    """What all changes of a rule have in common."""

    agency: UUID
    rule: Code

    def agencies(self) -> list[Agency]:
        return [agency_of(self.agency)]

    def weighty(self) -> bool:
        return True

    def _known(self) -> Known:
        """The rule, if this agency sets it."""
        found, agency = known(self.rule), agency_of(self.agency)
        if found.nation and scope_of(agency):
            raise NotAllowed(
                "Quy tắc này do trung ương quy định, %(agency)s không đặt riêng được.",
                agency=agency.name,
            )
        return found

    def _holds(self, on: date) -> object:
        return rules(self.rule, on, agency_of(self.agency)).get(self.rule)


@kind
class SetRule(_AboutRule):
    """Another value of a rule for an agency and all below it, from a day on."""

    kind: ClassVar[str] = "rule.set"
    label: ClassVar[Promise | str] = gettext_lazy("Đặt quy tắc")

    value: StrictBool | StrictInt | str | tuple[str, ...]
    since: date
    source: Words

    def check(self) -> None:
        self._known().shape.check(self.value)
        not_before_today(self.since, "since")
        same = Rule.objects.filter(
            key=self.rule, agency_key=scope_of(agency_of(self.agency)), kind_code="", unit_code=""
        )
        if any(row.holds_on(self.since) and row.value == self._kept() for row in same):
            raise Conflict("Quy tắc này đang có đúng giá trị đó.", field="value")

    def _kept(self) -> object:
        """The value as JSON has it."""
        return list(self.value) if isinstance(self.value, tuple) else self.value

    def preview(self) -> list[str]:
        found, agency = known(self.rule), agency_of(self.agency)
        before = self._holds(self.since)
        return [
            _("%(label)s: %(value)s, từ %(day)s, ở %(agency)s và các cơ quan trực thuộc.")
            % {
                "label": found.label,
                "value": found.shape.words(self._kept()),
                "day": day_in_words(self.since),
                "agency": agency.name,
            },
            _("Trước đó: %(value)s.")
            % {"value": _("chưa đặt") if before is None else found.shape.words(before)},
            *_own_below(agency, self.rule),
            *_what_is_under_way(self.rule),
        ]

    def carry_out(self, actor: Actor) -> Mapping[str, object]:
        value = self._known().shape.check(self.value)
        row = set_rule(
            agency_of(self.agency),
            self.rule,
            value=list(value) if isinstance(value, tuple) else value,
            since=self.since,
            source=self.source,
            actor=actor,
        )
        return {"rule": str(row.id)}


@kind
class EndRule(_AboutRule):
    """An agency's own word on a rule ends; the one from above holds."""

    kind: ClassVar[str] = "rule.end"
    label: ClassVar[Promise | str] = gettext_lazy("Thôi quy tắc riêng")

    last: date

    def check(self) -> None:
        self._known()
        not_before_today(self.last, "last")
        if not _own(agency_of(self.agency), self.rule, self.last):
            raise Conflict("Cơ quan này không có quy định riêng nào còn hiệu lực sau ngày đó.")

    def preview(self) -> list[str]:
        found, agency = known(self.rule), agency_of(self.agency)
        own = {row.pk for row in _own(agency, self.rule, self.last)}
        above = above_value(agency, self.rule, self.last, without=own)
        return [
            _("%(label)s: sau %(day)s %(agency)s theo cấp trên.")
            % {"label": found.label, "day": day_in_words(self.last), "agency": agency.name},
            _("Khi đó là: %(value)s.")
            % {"value": _("chưa đặt") if above is None else found.shape.words(above)},
            *_what_is_under_way(self.rule),
        ]

    def carry_out(self, actor: Actor) -> Mapping[str, object]:
        end_rule(agency_of(self.agency), self.rule, last=self.last, actor=actor)
        return {}


def _own(agency: Agency, key: str, last: date) -> list[Rule]:
    """An agency's own rows that would hold after a day."""
    scope = scope_of(agency)
    rows = Rule.objects.filter(
        going_on(last), key=key, agency_key=scope, kind_code="", unit_code=""
    )
    return [row for row in rows if scope and (row.valid_to is None or row.valid_to > last)]


def above_value(agency: Agency, key: str, on: date, *, without: set[UUID]) -> object:
    """What would hold for an agency without some rows; None for nothing."""
    rows = (row for row in Rule.objects.filter(key=key).exclude(pk__in=without) if row.holds_on(on))
    best = max(
        (row for row in rows if applies(row, agency)),
        key=lambda row: rank(row, agency),
        default=None,
    )
    return None if best is None else best.value


def _own_below(agency: Agency, key: str) -> list[str]:
    below = Agency.objects.filter(agencies_below(agency)).exclude(key=agency.key).values("key")
    count = Rule.objects.filter(key=key, agency_key__in=below, valid_to=None).count()
    if not count:
        return []
    told = ngettext(
        "%(count)s cơ quan trực thuộc có quy định riêng, vẫn theo quy định của mình.",
        "%(count)s cơ quan trực thuộc có quy định riêng, vẫn theo quy định của mình.",
        count,
    )
    return [told % {"count": count}]


def _what_is_under_way(key: str) -> list[str]:
    if key.startswith("clock."):
        return [_("Hồ sơ đã tiếp nhận giữ ngày hẹn và quy tắc của ngày nhận.")]
    return []
