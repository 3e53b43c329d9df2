"""Dated rules: what holds for an agency, whence and since when, and the forms that change it."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from toantrinh.administration import rule_queries
from toantrinh.administration.kinds import Change
from toantrinh.administration.rule_changes import EndRule, SetRule
from toantrinh.administration.rule_groups import LEVEL, Known
from toantrinh.administration.rule_shapes import (
    Agencies,
    Choice,
    Clock,
    Count,
    Flag,
    Layout,
    Notation,
    Points,
    Roles,
    Several,
    Shape,
)
from toantrinh.administration.rulebook import known
from toantrinh.administration.words import ROLES
from toantrinh.government.models import Agency
from toantrinh.web.admin.frame import show
from toantrinh.web.admin.places import Place, place_of
from toantrinh.web.admin.proposing import ChangeForm, fill
from toantrinh.web.gate.access import Visit, administrators
from toantrinh.web.look.forms import DayField

_ASK = ["GET", "HEAD", "POST"]


class SetForm(ChangeForm):
    """Another value, from a day on."""

    since = DayField(label=_("Từ ngày"))
    source = forms.CharField(
        label=_("Căn cứ"),
        max_length=300,
        help_text=_("Văn bản quy định, ví dụ: Quyết định số 12/QĐ-UBND ngày 01/11/2026."),
    )

    def __init__(self, data: Any = None, *, agency: Agency, rule: Known) -> None:
        super().__init__(data)
        self.agency, self.rule = agency, rule
        self.ask({"value": _field(rule.shape)})
        self.order_fields(["value"])

    def change(self) -> Change:
        given = self.cleaned_data
        return SetRule(
            agency=self.agency.pk,
            rule=self.rule.key,
            value=_value(self.rule.shape, given["value"]),
            since=given["since"],
            source=given["source"],
        )


class EndForm(ChangeForm):
    """An end of one's own word."""

    last = DayField(label=_("Ngày cuối cùng"))

    def __init__(self, data: Any = None, *, agency: Agency, rule: Known) -> None:
        super().__init__(data)
        self.agency, self.rule = agency, rule

    def change(self) -> Change:
        return EndRule(agency=self.agency.pk, rule=self.rule.key, last=self.cleaned_data["last"])


def _field(shape: Shape) -> forms.Field:
    """The question for a value of a shape."""
    match shape:
        case Count(unit, least, most):
            label = f"{_('Giá trị mới')} ({unit})"
            return forms.IntegerField(label=label, min_value=least, max_value=most)
        case Clock():
            return forms.CharField(
                label=_("Giá trị mới"), max_length=5, help_text=_("Giờ và phút, ví dụ 15:00.")
            )
        case Points(most):
            return forms.CharField(
                label=_("Giá trị mới"),
                max_length=5,
                help_text=format_lazy(_("Nhiều nhất {most} điểm, ví dụ 2,5."), most=most),
            )
        case Notation():
            return forms.CharField(
                label=_("Giá trị mới"), max_length=40, help_text=_("Chữ in hoa, ví dụ TB-UBND.")
            )
        case Layout():
            return forms.CharField(
                label=_("Giá trị mới"),
                max_length=120,
                help_text=_("Các phần cách nhau bằng dấu |, theo thứ tự trong mã."),
            )
        case Several(options):
            return forms.MultipleChoiceField(
                label=_("Giá trị mới"),
                choices=[(code, str(words)) for code, words in options.items()],
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )
        case Roles():
            return forms.MultipleChoiceField(
                label=_("Giá trị mới"),
                choices=list(ROLES.items()),
                widget=forms.CheckboxSelectMultiple,
            )
        case Agencies():
            return forms.CharField(
                label=_("Giá trị mới"),
                max_length=300,
                help_text=_("Mã cơ quan, cách nhau bằng dấu cách."),
            )
    return forms.ChoiceField(
        label=_("Giá trị mới"), choices=_choices(shape), widget=forms.RadioSelect
    )


def _choices(shape: Shape) -> list[tuple[str, str]]:
    if isinstance(shape, Choice):
        return [(code, str(words)) for code, words in shape.options.items()]
    values: tuple[object, ...] = (1, 2) if shape is LEVEL else (True, False)
    return [(str(value), shape.words(value)) for value in values]


def _value(shape: Shape, given: Any) -> Any:
    """What was answered, as the rule keeps it."""
    match shape:
        case Flag():
            return given == "True"
        case Roles() | Several():
            return tuple(given)
        case Agencies():
            return tuple(given.split())
        case Points():
            # As programs write a number; the journal keeps no comma.
            return given.strip().replace(",", ".")
    return int(given) if shape is LEVEL else given


@administrators()
@require_safe
def index(visit: Visit) -> HttpResponse:
    """All rules as they hold for an agency."""
    place = place_of(visit)
    groups = [
        (head, [(one, _url("admin:rule", one.key, place)) for one in ones])
        for head, ones in rule_queries.held(place.agency)
    ]
    return show(visit, "rules", {"place": place, "groups": groups})


@administrators()
@require_safe
def one(visit: Visit, key: str) -> HttpResponse:
    """One rule with its history."""
    place = place_of(visit)
    held, story = rule_queries.story(place.agency, known(key))
    context = {
        "place": place,
        "held": held,
        "story": story,
        "list_url": f"{reverse('admin:rules')}?{place.query}",
        "set_url": _url("admin:set_rule", key, place),
        "end_url": _url("admin:end_rule", key, place) if any(word.own for word in story) else "",
    }
    return show(visit, "rule", context)


@administrators()
@require_http_methods(_ASK)
def set_one(visit: Visit, key: str) -> HttpResponse:
    """Set a rule."""
    return _fill(visit, key, SetForm, SetRule)


@administrators()
@require_http_methods(_ASK)
def end_one(visit: Visit, key: str) -> HttpResponse:
    """End an agency's own word on a rule."""
    return _fill(visit, key, EndForm, EndRule)


def _fill(
    visit: Visit, key: str, ask: type[SetForm] | type[EndForm], change: type[Change]
) -> HttpResponse:
    place, rule = place_of(visit), known(key)
    form = ask(visit.POST or None, agency=place.agency, rule=rule)
    lead = f"{rule.label}. {place.agency.name}."
    back = _url("admin:rule", key, place)
    return fill(visit, form, title=change.label, back=back, lead=lead)


def _url(view: str, key: str, place: Place) -> str:
    return f"{reverse(view, args=[key])}?{place.query}"
