"""When an agency works: its hours, its days off and made up for, and the forms that change them."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from toantrinh.administration import calendar_queries
from toantrinh.administration.calendar_changes import SPELL, EndHours, SetDay, SetHours
from toantrinh.administration.kinds import Change
from toantrinh.administration.words import WEEKDAYS
from toantrinh.government.models import Agency
from toantrinh.government.queries import calendar_of
from toantrinh.kernel.time import today
from toantrinh.web.admin.frame import show
from toantrinh.web.admin.places import place_of
from toantrinh.web.admin.proposing import ChangeForm, fill
from toantrinh.web.gate.access import Visit, administrators
from toantrinh.web.look.forms import DayField

_ASK = ["GET", "HEAD", "POST"]
_SPELL = re.compile(r"(\d{1,2})[:hH](\d{2})?\s*[-–]\s*(\d{1,2})[:hH](\d{2})?")
_REAL = re.compile(SPELL)
_SEASON = re.compile(r"(\d{1,2})/(\d{1,2})")
Week = tuple[tuple[str, ...], ...]


class SpellsField(forms.CharField):
    """The hours of a day: `07:30-11:30 13:30-17:00`, `7h30 - 11h30`; nothing is a day off."""

    def validate(self, value: Any) -> None:
        """Nothing is an answer too."""

    def to_python(self, value: Any) -> Any:
        """A tuple of spells as the change takes them."""
        typed = super().to_python(value) or ""
        found = tuple(_spell(one) for one in _SPELL.finditer(typed))
        if _SPELL.sub("", typed).strip(" ,;") or not all(map(_REAL.fullmatch, found)):
            raise ValidationError(
                gettext("Hãy ghi giờ như 07:30-11:30 13:30-17:00, hoặc để trống nếu nghỉ.")
            )
        moments = [moment for spell in found for moment in spell.split("-")]
        if moments != sorted(set(moments)):
            raise ValidationError(gettext("Các buổi trong ngày phải nối tiếp nhau."))
        return found


def _spell(found: re.Match[str]) -> str:
    first, first_minutes, last, last_minutes = found.groups(default="00")
    return f"{int(first):02}:{first_minutes}-{int(last):02}:{last_minutes}"


class SeasonDayField(forms.CharField):
    """A day of every year, `16/4`."""

    def to_python(self, value: Any) -> Any:
        """The day as `MM-DD`."""
        typed = super().to_python(value) or ""
        if not typed:
            return ""
        found = _SEASON.fullmatch(typed)
        if found is None or not (1 <= int(found[1]) <= 31 and 1 <= int(found[2]) <= 12):
            raise ValidationError(gettext("Hãy ghi ngày và tháng, ví dụ 16/4."))
        return f"{int(found[2]):02}-{int(found[1]):02}"


def _source() -> forms.CharField:
    return forms.CharField(
        label=_("Căn cứ"),
        max_length=300,
        help_text=_("Văn bản quy định, ví dụ: Quyết định số 12/QĐ-UBND ngày 01/11/2026."),
    )


class _AgencyForm(ChangeForm):
    """Questions about an agency."""

    def __init__(self, data: Any = None, *, agency: Agency, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.agency = agency


class HoursForm(_AgencyForm):
    """A week of hours."""

    since = DayField(label=_("Từ ngày"))
    season_first = SeasonDayField(
        label=_("Chỉ theo mùa: từ"),
        required=False,
        help_text=_("Ngày/tháng, ví dụ 16/4; để trống là cả năm."),
    )
    season_last = SeasonDayField(label=_("đến hết"), required=False)
    source = _source()

    def __init__(self, data: Any = None, *, agency: Agency) -> None:
        super().__init__(data, agency=agency, initial=_weekgettext(agency))
        for number, name in enumerate(WEEKDAYS):
            help_text = _("Ví dụ 07:30-11:30 13:30-17:00; để trống là nghỉ.") if not number else ""
            field = SpellsField(label=name, help_text=help_text)
            self.ask({f"day_{number}": field})
        self.order_fields([f"day_{number}" for number in range(7)])

    def change(self) -> Change:
        given = self.cleaned_data
        return SetHours(
            agency=self.agency.pk,
            week=tuple(given[f"day_{number}"] for number in range(7)),
            since=given["since"],
            season_first=given["season_first"] or None,
            season_last=given["season_last"] or None,
            source=given["source"],
        )

    def clean(self) -> dict[str, Any]:
        """Both ends of a season, or none."""
        given = super().clean() or {}
        if bool(given.get("season_first")) != bool(given.get("season_last")):
            self.add_error("season_last", gettext("Hãy ghi cả ngày đầu và ngày cuối của mùa."))
        return given


def _weekgettext(agency: Agency) -> dict[str, str]:
    """This week's hours, as they would be typed; a day off by notice shows those of its kind."""
    found = calendar_of(agency, today(), today())
    week = next((one.week for one in reversed(found.hours) if one.holds(today())), ((),) * 7)
    return {
        f"day_{number}": " ".join(f"{_clock(start)}-{_clock(end)}" for start, end in spells)
        for number, spells in enumerate(week)
    }


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


class EndHoursForm(_AgencyForm):
    """An end of one's own hours."""

    last = DayField(label=_("Ngày cuối cùng"))
    season_first = forms.CharField(required=False, widget=forms.HiddenInput, max_length=5)

    def change(self) -> Change:
        given = self.cleaned_data
        return EndHours(
            agency=self.agency.pk, last=given["last"], season_first=given["season_first"] or None
        )


class DayForm(_AgencyForm):
    """A day off, or as usual after all."""

    day = DayField(label=_("Ngày"))
    day_kind = forms.ChoiceField(
        label=_("Ngày này"),
        choices=[("off", _("Nghỉ")), ("usual", _("Như thường, không nghỉ và không làm bù nữa"))],
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label=_("Tên gọi hoặc lý do"), max_length=150)
    made_up = DayField(
        label=_("Ngày làm bù"), required=False, help_text=_("Nếu hoán đổi; để trống là không.")
    )
    source = _source()

    def change(self) -> Change:
        return SetDay(agency=self.agency.pk, **self.cleaned_data)


@administrators()
@require_safe
def index(visit: Visit) -> HttpResponse:
    """The hours and special days of an agency."""
    place = place_of(visit)
    year = today().year
    days = [
        one
        for each in (year, year + 1)
        for one in calendar_queries.special_days(place.agency, each)
    ]
    context = {
        "place": place,
        "timetables": calendar_queries.timetables(place.agency),
        "coming": [one for one in days if one.day >= today()],
        "past": [one for one in days if one.day < today()],
        "today": today(),
    }
    return show(visit, "calendar", context)


@administrators()
@require_http_methods(_ASK)
def set_hours(visit: Visit) -> HttpResponse:
    """Set an agency's hours."""
    return _fill(visit, HoursForm, SetHours)


@administrators()
@require_http_methods(_ASK)
def end_hours(visit: Visit) -> HttpResponse:
    """End an agency's own hours."""
    return _fill(visit, EndHoursForm, EndHours)


@administrators()
@require_http_methods(_ASK)
def set_day(visit: Visit) -> HttpResponse:
    """Set a day off, swapped or not."""
    return _fill(visit, DayForm, SetDay)


def _fill(visit: Visit, ask: type[_AgencyForm], change: type[Change]) -> HttpResponse:
    place = place_of(visit)
    form = ask(visit.POST or None, agency=place.agency)
    if ask is EndHoursForm and not form.is_bound:
        form.initial = {"season_first": visit.GET.get("mua", "")}
    back = f"{reverse('admin:calendar')}?{place.query}"
    return fill(visit, form, title=change.label, back=back, lead=place.agency.name)
