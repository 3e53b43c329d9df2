"""Steps from the table in which a province approves them: sent, mended where unclear, taken."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from toantrinh.catalogue.drafting import save_draft
from toantrinh.catalogue.models import Draft
from toantrinh.catalogue.part_words import value_word
from toantrinh.catalogue.spreadsheet import LARGEST, read_grids, refused
from toantrinh.catalogue.step_table import POSTS, StepTable, process_of, read_steps
from toantrinh.kernel.errors import Invalid, Refusal
from toantrinh.web.editor.frame import draft_seen, show_draft
from toantrinh.web.gate.access import Visit, actor_of, officers
from toantrinh.web.look.forms import Questions

_MOST_STEPS = 200


class UploadForm(Questions):
    """The table as a file."""

    file = forms.FileField(
        label=gettext_lazy("Bảng quy trình nội bộ"),
        help_text=gettext_lazy(
            "Tệp .xlsx hoặc .csv, có các cột nội dung, người thực hiện, thời gian."
        ),
    )


class StepForm(Questions):
    """One step as it was read, to be looked at."""

    title = forms.CharField(label=gettext_lazy("Nội dung công việc"), max_length=500)
    post = forms.ChoiceField(label=gettext_lazy("Vị trí xử lý"))
    hours = forms.DecimalField(
        label=gettext_lazy("Số giờ làm việc"),
        localize=True,
        min_value=0,
        max_value=5000,
        decimal_places=2,
        widget=forms.TextInput({"inputmode": "decimal"}),
        error_messages={"invalid": gettext_lazy("Hãy ghi một số, ví dụ 4 hoặc 0,5.")},
    )

    def __init__(self, data: Mapping[str, Any] | None, *, prefix: str) -> None:
        super().__init__(data, prefix=prefix)
        asked = self.fields["post"]
        if isinstance(asked, forms.ChoiceField):
            named = [(post, value_word("post", post)) for post in POSTS]
            asked.choices = [("", _("Chọn")), *named]

    def clean_hours(self) -> float:
        """More than nothing."""
        hours = float(self.cleaned_data["hours"])
        if hours <= 0:
            raise forms.ValidationError(_("Thời gian phải lớn hơn 0."))
        return hours


@officers()
@require_http_methods(["GET", "HEAD", "POST"])
def upload(visit: Visit, draft_id: UUID) -> HttpResponse:
    """Send a table; see what was read and mend it; take it in place of the steps so far."""
    draft = draft_seen(visit, draft_id, writing=True)
    form = UploadForm(visit.POST if visit.FILES else None, visit.FILES or None)
    if "so_buoc" in visit.POST:
        return _taken(visit, draft)
    if visit.method != "POST":
        return show_draft(visit, "steps", draft, {"form": form})
    if not form.is_valid():
        form = UploadForm({}, {})
        return show_draft(visit, "steps", draft, {"form": form}, 422)
    try:
        table = _read(form.cleaned_data["file"])
    except Refusal as refusal:
        form.blame(refusal)
        return show_draft(visit, "steps", draft, {"form": form}, refusal.status)
    rows = [StepForm(_typed(table, n), prefix=f"b{n}") for n in range(len(table.rows))]
    context = {"form": form, "table": table, "rows": _beside(rows, table)}
    return show_draft(visit, "steps", draft, context)


def _read(file: "UploadedFile[bytes]") -> StepTable:
    name = Path(str(file.name)).name
    if (file.size or 0) > LARGEST:
        raise refused(name, "Tệp lớn quá 2 MB. Hãy chỉ giữ lại bảng các bước.")
    table = read_steps(read_grids(file.read(), name), name)
    if len(table.rows) > _MOST_STEPS:
        raise Invalid("Bảng có quá nhiều bước.", [])
    return table


def _typed(table: StepTable, number: int) -> dict[str, str]:
    row = table.rows[number]
    hours = "" if row.hours is None else f"{row.hours:g}".replace(".", ",")
    begins = f"b{number}-"
    return {f"{begins}title": row.title, f"{begins}post": row.post or "", f"{begins}hours": hours}


def _beside(rows: list[StepForm], table: StepTable) -> list[tuple[StepForm, str, str]]:
    return [(form, row.cell, row.who) for form, row in zip(rows, table.rows, strict=True)]


def _taken(visit: Visit, draft: Draft) -> HttpResponse:
    count = visit.POST.get("so_buoc", "")
    number = min(int(count), _MOST_STEPS) if count.isdecimal() else 0
    given = {**visit.POST.dict()}
    for n in range(number):
        # People write 0,5; the page is Vietnamese first, whatever language it is read in.
        key = f"b{n}-hours"
        given[key] = str(given.get(key, "")).replace(",", ".").strip()
    forms_ = [StepForm(given, prefix=f"b{n}") for n in range(number)]
    chosen = [form for n, form in enumerate(forms_) if f"b{n}-bo" not in visit.POST]
    wrong = [form for form in chosen if not form.is_valid()]
    if wrong or not chosen:
        rows = [(form, "", visit.POST.get(f"b{n}-ai", "")) for n, form in enumerate(forms_)]
        return show_draft(visit, "steps", draft, {"form": UploadForm(), "rows": rows}, 422)
    said = [
        (f.cleaned_data["title"], f.cleaned_data["post"], f.cleaned_data["hours"]) for f in chosen
    ]
    content = {**draft.content, "process": process_of(said)}
    save_draft(draft.pk, actor=actor_of(visit), revision=draft.revision, content=content)
    messages.success(visit, _("Đã lấy các bước từ bảng."))
    return HttpResponseRedirect(reverse("editor:edit", args=[draft.pk, "buoc"]))
