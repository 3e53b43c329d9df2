"""The form by which a procedure changes hands."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from toantrinh.administration import agency_queries
from toantrinh.administration.hands_changes import ChangeHands
from toantrinh.administration.kinds import Change
from toantrinh.government.files import kinds
from toantrinh.government.hands import decides_hands
from toantrinh.government.models import Agency, Tier
from toantrinh.government.queries import in_force
from toantrinh.kernel.errors import NotFound
from toantrinh.kernel.text import sort_key
from toantrinh.kernel.time import today
from toantrinh.web.admin.proposing import ChangeForm, fill
from toantrinh.web.gate.access import Visit, actor_of, administrators
from toantrinh.web.look.forms import DayField

_ASK = ["GET", "HEAD", "POST"]


class ChangeHandsForm(ChangeForm):
    """Which procedure, from whom to whom, from which day, by which decision."""

    procedure = forms.RegexField(
        r"^[0-9A-Za-z.]{3,20}$",
        label=_("Mã thủ tục"),
        help_text=_("Ví dụ 1.001193; xem ở trang thủ tục."),
        error_messages={"invalid": _("Mã thủ tục có dạng 1.001193.")},
    )
    giver = forms.ChoiceField(label=_("Cơ quan đang giải quyết"))
    taker = forms.ChoiceField(label=_("Cơ quan giải quyết từ ngày đó"))
    since = DayField(
        label=_("Có hiệu lực từ ngày"),
        help_text=_("Hôm nay hoặc một ngày sau; hồ sơ chỉ chuyển từ ngày đó."),
    )
    basis = forms.CharField(
        label=_("Văn bản làm căn cứ"),
        help_text=_("Số, ký hiệu, ngày; hiện cho người dân xem."),
        max_length=300,
    )

    def __init__(self, data: Any = None, *, committee: Agency) -> None:
        super().__init__(data)
        self.province = committee.unit.province_code if committee.unit else ""
        choices = [("", "…"), *_kinds(), *_singles(self.province)]
        for name in ("giver", "taker"):
            asked = self.fields[name]
            if isinstance(asked, forms.ChoiceField):
                asked.choices = choices

    def change(self) -> Change:
        return ChangeHands.model_validate({"province": self.province, **self.cleaned_data})


def _kinds() -> list[tuple[str, str]]:
    """Kinds of which every place has one, by tier; a desk decides nothing."""
    tiers = {tier.value: tier.label for tier in Tier}
    deciding = (kind for kind in kinds() if kind.suffix and not kind.one_stop)
    found = [kind for kind in deciding if kind.tier != "nation"]
    ordered = sorted(found, key=lambda kind: (kind.tier != "province", sort_key(kind.name)))
    return [(kind.code, f"{kind.name} ({tiers[kind.tier].lower()})") for kind in ordered]


def _singles(province: str) -> list[tuple[str, str]]:
    """Agencies of which there is one: ministries, and departments of this province alone."""
    rows = Agency.objects.filter(in_force(today()), kind__in=["bo", "cuc", "so-khac"])
    return [
        (row.key, row.name)
        for row in rows.select_related("unit").order_by("name_sort")
        if row.unit is None or row.unit.province_code == province
    ]


@administrators()
@require_http_methods(_ASK)
def change_hands(visit: Visit, key: str) -> HttpResponse:
    """Let a procedure change hands in the province of this committee, or in the whole nation."""
    committee = agency_queries.governed(key, actor_of(visit))
    if not decides_hands(committee):
        raise NotFound("Thẩm quyền do Ủy ban nhân dân tỉnh, thành phố quyết định.")
    form = ChangeHandsForm(visit.POST or None, committee=committee)
    back = reverse("admin:agency", args=[key])
    return fill(visit, form, title=ChangeHands.label, back=back, lead=committee.name)
