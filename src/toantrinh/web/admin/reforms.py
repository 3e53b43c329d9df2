"""The forms by which agencies and units open, take other names, merge and close."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from toantrinh.administration import agency_queries
from toantrinh.administration.agency_changes import (
    CloseAgency,
    MergeAgencies,
    MergeUnits,
    OpenAgency,
    RenameAgency,
    RenameUnit,
)
from toantrinh.administration.kinds import Change
from toantrinh.government.models import OFFICIAL_CODE, Agency, AgencyKind, Unit, UnitKind
from toantrinh.government.outline import COMMITTEE
from toantrinh.government.plans import read_plan
from toantrinh.government.queries import unit
from toantrinh.kernel.errors import NotAllowed
from toantrinh.web.admin.proposing import ChangeForm, fill
from toantrinh.web.gate.access import Visit, actor_of, administrators
from toantrinh.web.look.forms import DayField

_ASK = ["GET", "HEAD", "POST"]
Choices = list[tuple[str, object]]
_NEW = ""


def _since() -> DayField:
    return DayField(
        label=_("Có hiệu lực từ ngày"),
        help_text=_("Hôm nay hoặc một ngày sau; hồ sơ chỉ chuyển từ ngày đó."),
    )


def _code() -> forms.RegexField:
    return forms.RegexField(
        OFFICIAL_CODE,
        label=_("Mã định danh đã được cấp"),
        help_text=_("Ví dụ H56.30. Chưa có thì để trống, hệ thống đặt mã tạm."),
        required=False,
        error_messages={"invalid": _("Mã có dạng H56, H56.30 hoặc H56.30.01.")},
    )


class _PlanForm(ChangeForm):
    """A form whose answers are those of a plan."""

    as_change: type[Change]
    act: str

    def given(self) -> dict[str, Any]:
        """The plan's data; what was left empty is not in it."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    def change(self) -> Change:
        return self.as_change.model_validate({"plan": read_plan({"act": self.act, **self.given()})})


class RenameAgencyForm(_PlanForm):
    """Another name, or the code that was issued."""

    as_change, act = RenameAgency, "rename_agency"
    name = forms.CharField(label=_("Tên cơ quan"), max_length=250)
    code = _code()
    since = _since()

    def __init__(self, data: Any = None, *, agency: Agency) -> None:
        code = agency.code if agency.official else ""
        super().__init__(data, initial={"name": agency.name, "code": code})
        self.agency = agency

    def given(self) -> dict[str, Any]:
        return {**super().given(), "agency": self.agency.key}


class OpenAgencyForm(_PlanForm):
    """A new agency below another one."""

    as_change, act = OpenAgency, "open_agency"
    name = forms.CharField(label=_("Tên cơ quan"), max_length=250)
    key = forms.RegexField(
        r"^[a-z][a-z0-9-]{0,29}$",
        label=_("Tên viết tắt"),
        help_text=_("Chữ thường không dấu, chữ số và gạch nối, ví dụ so-dl; không đổi về sau."),
        error_messages={"invalid": _("Chỉ dùng chữ thường không dấu, chữ số và gạch nối.")},
    )
    agency_kind = forms.ChoiceField(label=_("Loại cơ quan"))
    code = _code()
    since = _since()

    def __init__(self, data: Any = None, *, agency: Agency) -> None:
        super().__init__(data)
        self.agency = agency
        _choose(self, "agency_kind", _kinds(agency.kind.tier))

    def given(self) -> dict[str, Any]:
        given = super().given()
        unit_code = self.agency.key.partition(".")[0]
        return {**given, "key": f"{unit_code}.{given['key']}", "parent": self.agency.key}


class MergeAgenciesForm(_PlanForm):
    """Agencies that end, and the one that goes on."""

    as_change, act = MergeAgencies, "merge_agencies"
    agencies = forms.MultipleChoiceField(
        label=_("Các cơ quan sáp nhập"), widget=forms.CheckboxSelectMultiple
    )
    into = forms.ChoiceField(label=_("Cơ quan sau sáp nhập"), required=False)
    name = forms.CharField(
        label=_("Tên cơ quan mới"),
        help_text=_("Chỉ ghi khi lập cơ quan mới."),
        required=False,
        max_length=250,
    )
    key = forms.RegexField(
        r"^[a-z][a-z0-9-]{0,29}$",
        label=_("Tên viết tắt của cơ quan mới"),
        help_text=_("Chữ thường không dấu, chữ số và gạch nối, ví dụ so-nnxd."),
        required=False,
        error_messages={"invalid": _("Chỉ dùng chữ thường không dấu, chữ số và gạch nối.")},
    )
    agency_kind = forms.ChoiceField(label=_("Loại của cơ quan mới"), required=False)
    code = _code()
    prefer = forms.ChoiceField(label=_("Giờ và quy tắc theo"), required=False)
    since = _since()

    def __init__(self, data: Any = None, *, agency: Agency) -> None:
        super().__init__(data, initial={"agencies": [agency.key]})
        self.agency = agency
        beside = _agencies(_beside(agency))
        _choose(self, "agencies", beside)
        _choose(self, "into", [(_NEW, _("Cơ quan mới")), *beside])
        _choose(self, "prefer", [("", _("Cơ quan đầu tiên")), *beside])
        _choose(self, "agency_kind", [("", _("Chọn khi lập mới")), *_kinds(agency.kind.tier)])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("into"):
            _ask_for(self, "name", "key", "agency_kind")
        return given

    def given(self) -> dict[str, Any]:
        given = super().given()
        new = f"{self.agency.key.partition('.')[0]}.{given.pop('key', '')}"
        if given.get("into"):
            return _without_new(given, "agency_kind")
        return {**given, "into": new}


class CloseAgencyForm(_PlanForm):
    """Who goes on for an agency that closes."""

    as_change, act = CloseAgency, "close_agency"
    successor = forms.ChoiceField(label=_("Cơ quan tiếp nhận"))
    since = _since()

    def __init__(self, data: Any = None, *, agency: Agency) -> None:
        super().__init__(data)
        self.agency = agency
        others = [one for one in _beside(agency) if one.pk != agency.pk]
        if agency.parent is not None:
            others.append(agency.parent)
        _choose(self, "successor", _agencies(others))

    def given(self) -> dict[str, Any]:
        return {**super().given(), "agency": self.agency.key}


class RenameUnitForm(_PlanForm):
    """Another name or kind."""

    as_change, act = RenameUnit, "rename_unit"
    name = forms.CharField(label=_("Tên, không kèm loại"), max_length=100)
    unit_kind = forms.ChoiceField(label=_("Loại"), widget=forms.RadioSelect)
    since = _since()

    def __init__(self, data: Any = None, *, unit: Unit) -> None:
        super().__init__(data, initial={"name": unit.name, "unit_kind": unit.kind})
        self.unit = unit
        _choose(self, "unit_kind", _unit_kinds(of_province=not unit.parent_code))

    def given(self) -> dict[str, Any]:
        return {**super().given(), "unit": self.unit.code}


class MergeUnitsForm(_PlanForm):
    """Communes that end, and the one that goes on."""

    as_change, act = MergeUnits, "merge_units"
    into = forms.ChoiceField(label=_("Đơn vị sau sáp nhập"), required=False)
    name = forms.CharField(
        label=_("Tên đơn vị mới, không kèm loại"),
        help_text=_("Chỉ ghi khi đơn vị mang tên mới."),
        required=False,
        max_length=100,
    )
    unit_kind = forms.ChoiceField(label=_("Loại của đơn vị mới"), required=False)
    unit_code = forms.RegexField(
        r"^\d{5}$",
        label=_("Mã của đơn vị mới"),
        help_text=_("Năm chữ số, do cơ quan thống kê cấp; có thể là mã của một đơn vị cũ."),
        required=False,
        error_messages={"invalid": _("Mã có năm chữ số.")},
    )
    code = _code()
    prefer = forms.ChoiceField(label=_("Giờ và quy tắc theo"), required=False)
    since = _since()
    units = forms.MultipleChoiceField(
        label=_("Các xã, phường sáp nhập"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None, *, unit: Unit) -> None:
        super().__init__(data, initial={"units": [unit.code]})
        communes = list(agency_queries.communes_of(unit.parent_code))
        first = [one for one in communes if one.code == unit.code]
        rest = [one for one in communes if one.code != unit.code]
        every: Choices = [(one.code, one.full_name) for one in [*first, *rest]]
        _choose(self, "units", every)
        _choose(self, "into", [(_NEW, _("Đơn vị mới")), *every])
        _choose(self, "prefer", [("", _("Đơn vị đầu tiên")), *every])
        of_communes = _unit_kinds(of_province=False)
        _choose(self, "unit_kind", [("", _("Chọn khi lập mới")), *of_communes])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("into"):
            _ask_for(self, "name", "unit_kind", "unit_code")
        return given

    def given(self) -> dict[str, Any]:
        given = super().given()
        new = given.pop("unit_code", "")
        if given.get("into"):
            return _without_new(given, "unit_kind")
        return {**given, "into": new}


def _without_new(given: dict[str, Any], kind: str) -> dict[str, Any]:
    """What concerns a new one only, left out where one that is there goes on."""
    return {name: value for name, value in given.items() if name not in {"name", kind, "code"}}


def _ask_for(form: forms.Form, *names: str) -> None:
    for name in names:
        if name not in form.errors and not form.cleaned_data.get(name):
            form.add_error(name, str(_("Hãy ghi điều này cho nơi lập mới.")))


def _choose(form: forms.Form, name: str, choices: Iterable[tuple[str, object]]) -> None:
    asked = form.fields[name]
    if isinstance(asked, forms.ChoiceField):
        asked.choices = list(choices)


def _beside(agency: Agency) -> list[Agency]:
    """The agencies that stand where this one does, itself too; committees only end with units."""
    if agency.parent is None:
        return []
    rows = agency_queries.directly_below(agency.parent).filter(kind__tier=agency.kind.tier)
    return [row for row in rows.filter(valid_to=None) if not row.key.endswith(COMMITTEE)]


def _agencies(rows: Iterable[Agency]) -> Choices:
    return [(row.key, row.name) for row in rows]


def _kinds(tier: str) -> Choices:
    rows = AgencyKind.objects.filter(tier=tier).order_by("name", "code")
    return [(row.code, row.name) for row in rows]


def _unit_kinds(*, of_province: bool) -> Choices:
    provinces = {UnitKind.PROVINCE, UnitKind.CITY}
    return [(one.value, one.label) for one in UnitKind if (one in provinces) == of_province]


@administrators()
@require_http_methods(_ASK)
def open_one(visit: Visit, key: str) -> HttpResponse:
    """Open an agency below this one."""
    return _about_agency(visit, key, OpenAgencyForm)


@administrators()
@require_http_methods(_ASK)
def rename(visit: Visit, key: str) -> HttpResponse:
    """Rename an agency, or give it its code."""
    return _about_agency(visit, key, RenameAgencyForm)


@administrators()
@require_http_methods(_ASK)
def merge(visit: Visit, key: str) -> HttpResponse:
    """Merge an agency with others beside it."""
    return _about_agency(visit, key, MergeAgenciesForm)


@administrators()
@require_http_methods(_ASK)
def close(visit: Visit, key: str) -> HttpResponse:
    """Close an agency."""
    return _about_agency(visit, key, CloseAgencyForm)


@administrators()
@require_http_methods(_ASK)
def rename_unit(visit: Visit, code: str) -> HttpResponse:
    """Rename a unit or change its kind."""
    return _about_unit(visit, code, RenameUnitForm)


@administrators()
@require_http_methods(_ASK)
def merge_units(visit: Visit, code: str) -> HttpResponse:
    """Merge a commune with others."""
    return _about_unit(visit, code, MergeUnitsForm)


AgencyForm = OpenAgencyForm | RenameAgencyForm | MergeAgenciesForm | CloseAgencyForm


def _about_agency(visit: Visit, key: str, ask: type[AgencyForm]) -> HttpResponse:
    agency = agency_queries.governed(key, actor_of(visit))
    if ask is not OpenAgencyForm:
        _not_their_own(visit, agency)
    form = ask(visit.POST or None, agency=agency)
    back = reverse("admin:agency", args=[key])
    return fill(visit, form, title=ask.as_change.label, back=back, lead=agency.name)


def _about_unit(
    visit: Visit, code: str, ask: type[RenameUnitForm] | type[MergeUnitsForm]
) -> HttpResponse:
    committee = agency_queries.governed(f"{code}{COMMITTEE}", actor_of(visit))
    _not_their_own(visit, committee)
    about = unit(code)
    form = ask(visit.POST or None, unit=about)
    back = reverse("admin:agency", args=[committee.key])
    return fill(visit, form, title=ask.as_change.label, back=back, lead=about.full_name)


def _not_their_own(visit: Visit, agency: Agency) -> None:
    """Say it before anything is typed; the act itself refuses it too."""
    if agency.pk == actor_of(visit).agency_id:
        raise NotAllowed(
            "Không ai tự sắp xếp lại cơ quan mình đang làm việc.",
            remedy="Hãy nhờ người quản trị của cấp trên.",
        )
