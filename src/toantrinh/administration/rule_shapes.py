"""What values a rule may have: a shape refuses what cannot be, and says the rest in words."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from toantrinh.administration.words import roles_in_words
from toantrinh.government.models import Agency, PostRole
from toantrinh.kernel.errors import Refusal
from toantrinh.kernel.time import today

_NOTATION = re.compile(r"[A-ZĐ]{1,12}(-[A-ZĐ]{1,12}){0,2}")
_POINTS = re.compile(r"\d{1,2}(\.\d{1,2})?", re.ASCII)
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
Text = Promise | str
# All that a rule's value may be.
Value = bool | int | str | tuple[str, ...]


class Shape:
    """The values of a rule."""

    def check(self, value: object) -> Value:
        """The value, as it is kept. Raises Refusal with the field `value`."""
        raise NotImplementedError

    def words(self, value: object) -> str:
        """A value as people read it."""
        raise NotImplementedError


@dataclass(frozen=True)
class Count(Shape):
    """A whole number of something."""

    unit: Text
    least: int
    most: int

    def check(self, value: object) -> Value:
        if isinstance(value, bool) or not isinstance(value, int):
            raise Refusal("Hãy ghi một số nguyên.", field="value")
        if not self.least <= value <= self.most:
            raise Refusal(
                "Hãy ghi một số từ %(least)s đến %(most)s.",
                field="value",
                least=self.least,
                most=self.most,
            )
        return value

    def words(self, value: object) -> str:
        return f"{value} {self.unit}"


@dataclass(frozen=True)
class Notation(Shape):
    """The letters behind the number of a paper, e.g. `PBS` or `TB-UBND`."""

    def check(self, value: object) -> Value:
        if not isinstance(value, str) or not _NOTATION.fullmatch(value):
            raise Refusal("Hãy ghi ký hiệu bằng chữ in hoa, ví dụ TB-UBND.", field="value")
        return value

    def words(self, value: object) -> str:
        return str(value)


@dataclass(frozen=True)
class Flag(Shape):
    """Yes or no."""

    def check(self, value: object) -> Value:
        if not isinstance(value, bool):
            raise Refusal("Hãy chọn có hoặc không.", field="value")
        return value

    def words(self, value: object) -> str:
        return _("có") if value else _("không")


@dataclass(frozen=True)
class Clock(Shape):
    """A time of day."""

    def check(self, value: object) -> Value:
        if not isinstance(value, str) or not _CLOCK.fullmatch(value):
            raise Refusal("Hãy ghi giờ và phút, ví dụ 15:00.", field="value")
        return value

    def words(self, value: object) -> str:
        return str(value)


@dataclass(frozen=True)
class Points(Shape):
    """Points up to so many, with two digits behind the comma at most; kept as `2.5`."""

    most: int

    def check(self, value: object) -> Value:
        text = str(value).strip().replace(",", ".")
        if not _POINTS.fullmatch(text) or Decimal(text) > self.most:
            raise Refusal(
                "Hãy ghi số điểm từ 0 đến %(most)s, ví dụ 2,5.", field="value", most=self.most
            )
        return f"{Decimal(text).normalize():f}"

    def words(self, value: object) -> str:
        return _("%(points)s điểm") % {"points": str(value).replace(".", ",")}


@dataclass(frozen=True)
class Choice(Shape):
    """One of some codes, each with its words."""

    options: Mapping[str, Text]

    def check(self, value: object) -> Value:
        if not isinstance(value, str) or value not in self.options:
            raise Refusal("Hãy chọn một trong các giá trị có sẵn.", field="value")
        return value

    def words(self, value: object) -> str:
        return str(self.options.get(str(value), value))


@dataclass(frozen=True)
class Roles(Shape):
    """Which posts may, by what they do; at least one."""

    def check(self, value: object) -> Value:
        known = set(PostRole.values)
        if not isinstance(value, list | tuple) or not value or not known.issuperset(value):
            raise Refusal("Hãy chọn ít nhất một loại vị trí.", field="value")
        return tuple(sorted(map(str, value)))

    def words(self, value: object) -> str:
        return roles_in_words(map(str, value)) if isinstance(value, list | tuple) else str(value)


@dataclass(frozen=True)
class Agencies(Shape):
    """Some agencies by their keys; at least one."""

    def check(self, value: object) -> Value:
        keys = tuple(map(str, value)) if isinstance(value, list | tuple) else ()
        missing = sorted(set(keys) - set(self._named(keys)))
        if not keys or missing:
            raise Refusal(
                "Không có cơ quan mã %(code)s.", field="value", code=", ".join(missing) or "-"
            )
        return keys

    def words(self, value: object) -> str:
        keys = [str(key) for key in value] if isinstance(value, list | tuple) else []
        names = self._named(keys)
        return ", ".join(names.get(key, key) for key in keys)

    def _named(self, keys: Iterable[str]) -> dict[str, str]:
        rows = Agency.objects.filter(key__in=keys, valid_from__lte=today()).order_by("valid_from")
        return dict(rows.values_list("key", "name"))


@dataclass(frozen=True)
class Several(Shape):
    """Some of some codes, each with its words; none of them too."""

    options: Mapping[str, Text]

    def check(self, value: object) -> Value:
        if not isinstance(value, list | tuple) or not self.options.keys() >= set(value):
            raise Refusal("Hãy chọn trong các giá trị có sẵn.", field="value")
        return tuple(code for code in self.options if code in value)

    def words(self, value: object) -> str:
        codes = value if isinstance(value, list | tuple) else ()
        return ", ".join(str(self.options.get(str(code), code)) for code in codes) or _("không ai")


@dataclass(frozen=True)
class Layout(Shape):
    """The parts of a text in their order, with `|` between them; the number must be one."""

    parts: Mapping[str, Text]

    def check(self, value: object) -> Value:
        names = str(value).split("|") if isinstance(value, str) else []
        named = [name for name in names if name != "-"]
        if not self.parts.keys() >= set(names) or len(set(named)) < len(named):
            raise Refusal(
                "Hãy ghi các phần cách nhau bằng dấu |, mỗi phần một lần: %(parts)s.",
                field="value",
                parts=", ".join(self.parts),
            )
        if not {"number", "name"} <= set(named):
            raise Refusal("Phải có phần number và phần name.", field="value")
        return "|".join(names)

    def words(self, value: object) -> str:
        return ", ".join(str(self.parts.get(name, name)) for name in str(value).split("|"))
