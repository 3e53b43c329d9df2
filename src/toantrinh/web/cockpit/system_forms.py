"""The questions about a digital system, and the one file that tells of many."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from toantrinh.government.models import Agency
from toantrinh.government.queries import posts_of
from toantrinh.inventory.content import DAYS, Costs, Said, said_of
from toantrinh.inventory.layers import layers
from toantrinh.inventory.models import CODE, LEVELS, Hosting, Kind, System
from toantrinh.kernel.errors import Refusal
from toantrinh.kernel.money import parse_dong
from toantrinh.kernel.text import clean
from toantrinh.kernel.time import today
from toantrinh.web.cockpit.system_words import FIELDS, HOSTINGS, KINDS, layer_name
from toantrinh.web.look.forms import DayField, Questions

_LINES = forms.Textarea(attrs={"rows": 3})
_MOST_TYPED = 20_000


class AmountField(forms.CharField):
    """Đồng as people write them, `1.250.000`; nothing is none."""

    def clean(self, value: Any) -> int | None:
        """The whole amount, or a sentence."""
        typed = super().clean(value)
        if not typed:
            return None
        try:
            return parse_dong(typed)
        except Refusal as refused:
            raise ValidationError(refused.text()) from None


class SystemForm(Questions):
    """All that is said of one system; its code only while it is new."""

    code = forms.RegexField(
        rf"^{CODE}$",
        label=_("Mã"),
        help_text=_("Chữ thường không dấu, ví dụ mot-cua-dien-tu; không đổi về sau."),
        error_messages={"invalid": _("Mã chỉ có chữ thường không dấu, chữ số và gạch nối.")},
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(label=FIELDS["name"], max_length=300)
    kind = forms.ChoiceField(label=FIELDS["kind"], choices=[*KINDS.items()])
    purpose = forms.CharField(label=FIELDS["purpose"], max_length=2000, widget=_LINES)
    level = forms.TypedChoiceField(
        label=_("Cấp độ an toàn hệ thống thông tin"),
        choices=[("", _("Chưa xác định")), *((each, each) for each in LEVELS)],
        coerce=int,
        empty_value=None,
        required=False,
    )
    level_approved = DayField(label=FIELDS["level_approved"], required=False)
    layer = forms.ChoiceField(label=FIELDS["layer"])
    planned_on = DayField(label=FIELDS["planned_on"], required=False)
    building_on = DayField(label=FIELDS["building_on"], required=False)
    running_on = DayField(label=FIELDS["running_on"], required=False)
    stopped_on = DayField(label=FIELDS["stopped_on"], required=False)
    procedures = forms.CharField(
        label=FIELDS["procedures"],
        help_text=_("Mã thủ tục, mỗi mã một dòng."),
        max_length=_MOST_TYPED,
        required=False,
        widget=_LINES,
    )
    registers = forms.CharField(
        label=FIELDS["registers"],
        help_text=_("Tên cơ sở dữ liệu, mỗi tên một dòng."),
        max_length=_MOST_TYPED,
        required=False,
        widget=_LINES,
    )
    hosting = forms.ChoiceField(label=FIELDS["hosting"], choices=[*HOSTINGS.items()])
    hosted_at = forms.CharField(label=FIELDS["hosted_at"], max_length=300, required=False)
    contact_post = forms.ChoiceField(label=FIELDS["contact_post"])

    def __init__(self, owner: Agency, system: System | None, data: Any = None) -> None:
        said = said_of(system) if system else None
        known = {**_initial(said), "seen": system.revision} if said and system else None
        super().__init__(data, initial=known)
        del self.fields["code" if system else "seen"]
        posts = [(post.code, post.title) for post in posts_of(owner)]
        cast("forms.ChoiceField", self.fields["contact_post"]).choices = [("", "–"), *posts]
        named = [(key, layer_name(key)) for key in layers()]
        cast("forms.ChoiceField", self.fields["layer"]).choices = [("", "–"), *named]
        self.years = sorted(
            {today().year + each for each in (-1, 0, 1)} | set(said.costs if said else ())
        )
        self.ask(dict(_amounts(self.years)))

    def said(self) -> Said:
        """What was said, from a form that is valid."""
        given = self.cleaned_data
        parts = {year: (given[f"build:{year}"], given[f"run:{year}"]) for year in self.years}
        return Said(
            **{
                key: given[key]
                for key in ("level", "level_approved", "layer", "contact_post", *DAYS)
            },
            name=clean(given["name"]),
            kind=Kind(given["kind"]),
            purpose=clean(given["purpose"]),
            hosting=Hosting(given["hosting"]),
            hosted_at=clean(given["hosted_at"]),
            procedures=_several(given["procedures"]),
            registers=_several(given["registers"]),
            costs={
                year: Costs(build or 0, run or 0)
                for year, (build, run) in parts.items()
                if build is not None or run is not None
            },
        )


class TableForm(Questions):
    """A table of an agency's systems."""

    file = forms.FileField(label=_("Bảng Excel hoặc CSV"))


def _amounts(years: list[int]) -> Iterator[tuple[str, forms.Field]]:
    for year in years:
        for part, words in (
            ("build", gettext("Chi phí xây dựng năm %(year)s (đồng)")),
            ("run", gettext("Chi phí vận hành năm %(year)s (đồng)")),
        ):
            yield (
                f"{part}:{year}",
                AmountField(label=words % {"year": year}, max_length=30, required=False),
            )


def _initial(said: Said) -> Mapping[str, object]:
    amounts = {
        f"{part}:{year}": amount
        for year, each in said.costs.items()
        for part, amount in vars(each).items()
    }
    several = {key: "\n".join(getattr(said, key)) for key in ("procedures", "registers")}
    return {**said.columns(), **several, **amounts}


def _several(typed: str) -> tuple[str, ...]:
    """What was typed on lines or with semicolons between, each once."""
    return tuple(dict.fromkeys(each for part in re.split(r"[;\n]", typed) if (each := clean(part))))
