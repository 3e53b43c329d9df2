"""Lists of reasons that officers choose from, and the forms that change them."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from toantrinh.administration import reason_queries
from toantrinh.administration.kinds import Change
from toantrinh.administration.reason_changes import ACTS, EndReason, SetReason
from toantrinh.government.models import Agency
from toantrinh.kernel.errors import NotFound
from toantrinh.web.admin.frame import show
from toantrinh.web.admin.places import Place, place_of
from toantrinh.web.admin.proposing import ChangeForm, fill
from toantrinh.web.gate.access import Visit, administrators
from toantrinh.web.look.forms import DayField

_ASK = ["GET", "HEAD", "POST"]


class SetForm(ChangeForm):
    """A reason, new or in other words."""

    code = forms.RegexField(
        r"^[a-z][a-z0-9_]{1,39}$",
        label=_("Mã lý do"),
        help_text=_("Chữ thường không dấu, chữ số và gạch dưới; mã đã có thì lý do đó đổi lời."),
        error_messages={"invalid": _("Mã chỉ có chữ thường không dấu, chữ số và gạch dưới.")},
    )
    vietnamese = forms.CharField(label=_("Lời bằng tiếng Việt"), max_length=300)
    english = forms.CharField(label=_("Lời bằng tiếng Anh"), max_length=300)
    position = forms.IntegerField(label=_("Thứ tự trong danh mục"), min_value=1, max_value=999)
    since = DayField(label=_("Từ ngày"))
    source = forms.CharField(label=_("Căn cứ"), max_length=300)

    def __init__(self, data: Any = None, *, agency: Agency, act: str, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.agency, self.act = agency, act

    def change(self) -> Change:
        return SetReason.model_validate(
            {"agency": self.agency.pk, "act": self.act, **self.cleaned_data}
        )


class EndForm(ChangeForm):
    """An end."""

    last = DayField(label=_("Ngày cuối cùng"))

    def __init__(self, data: Any = None, *, agency: Agency, act: str, code: str) -> None:
        super().__init__(data)
        self.agency, self.act, self.code = agency, act, code

    def change(self) -> Change:
        return EndReason.model_validate(
            {"agency": self.agency.pk, "act": self.act, "code": self.code, **self.cleaned_data}
        )


@administrators()
@require_safe
def index(visit: Visit) -> HttpResponse:
    """All lists as they hold for an agency."""
    place = place_of(visit)
    groups = [
        (
            label,
            _url("admin:set_reason", place, act),
            [
                (
                    line,
                    f"{_url('admin:set_reason', place, act)}&ma={line.code}",
                    _url("admin:end_reason", place, act, line.code),
                )
                for line in lines
            ],
        )
        for act, label, lines in reason_queries.lists(place.agency)
    ]
    return show(visit, "reasons", {"place": place, "groups": groups})


@administrators()
@require_http_methods(_ASK)
def set_one(visit: Visit, act: str) -> HttpResponse:
    """Add a reason for an act, or let one say something else; `?ma=` names it."""
    place = place_of(visit)
    _check(act)
    known = _known(place, act, visit.GET.get("ma", ""))
    form = SetForm(visit.POST or None, agency=place.agency, act=act, initial=known)
    return _fill(visit, form, place, act, SetReason)


@administrators()
@require_http_methods(_ASK)
def end_one(visit: Visit, act: str, code: str) -> HttpResponse:
    """End an agency's own reason."""
    place = place_of(visit)
    _check(act)
    form = EndForm(visit.POST or None, agency=place.agency, act=act, code=code)
    return _fill(visit, form, place, act, EndReason)


def _fill(
    visit: Visit, form: ChangeForm, place: Place, act: str, change: type[Change]
) -> HttpResponse:
    back = f"{reverse('admin:reasons')}?{place.query}"
    lead = f"{ACTS[act]}. {place.agency.name}."
    return fill(visit, form, title=change.label, back=back, lead=lead)


def _check(act: str) -> None:
    if act not in ACTS:
        raise NotFound("Không có danh mục lý do cho việc này.")


def _known(place: Place, act: str, code: str) -> dict[str, object]:
    for name, _label, lines in reason_queries.lists(place.agency):
        for line in lines:
            if (name, line.code) == (act, code) and not line.hidden:
                return {
                    "code": line.code,
                    "vietnamese": line.words,
                    "english": line.words_en,
                    "position": line.position,
                }
    return {}


def _url(view: str, place: Place, *parts: str) -> str:
    return f"{reverse(view, args=parts)}?{place.query}"
