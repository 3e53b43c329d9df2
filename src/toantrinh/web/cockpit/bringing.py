"""An agency's own plan comes in as a table, all of it or nothing."""

from pathlib import Path

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from toantrinh.catalogue.spreadsheet import LARGEST
from toantrinh.government.queries import agency_by_id
from toantrinh.kernel.errors import Invalid, Refusal
from toantrinh.programme import perms
from toantrinh.programme.actions import bring_plan
from toantrinh.programme.models import Plan
from toantrinh.programme.sheet import read_plan
from toantrinh.web.cockpit.frame import show
from toantrinh.web.gate.access import Visit, actor_of, officers, posting_of
from toantrinh.web.look.forms import Questions


class BringForm(Questions):
    """A plan and its table."""

    name = forms.CharField(label=_("Tên chương trình, kế hoạch"), max_length=300)
    code = forms.RegexField(
        r"^[a-z][a-z0-9-]{1,39}$",
        label=_("Mã"),
        help_text=_("Chữ thường không dấu, ví dụ kh-2026. Mã đã có thì kế hoạch đó được sửa."),
        error_messages={"invalid": _("Mã chỉ có chữ thường không dấu, chữ số và gạch nối.")},
    )
    source = forms.CharField(label=_("Căn cứ"), max_length=400)
    file = forms.FileField(
        label=_("Bảng Excel hoặc CSV"),
        help_text=_(
            "Hàng tiêu đề: TT, Chỉ tiêu nhiệm vụ, Đơn vị tính, Mục tiêu, Thời hạn, Trụ cột, Nhóm, "
            "Mã cơ quan chủ trì, Căn cứ, Mã chỉ số. Dòng không có mục tiêu là nhiệm vụ; dòng có mã "
            "chỉ số thì hệ thống tự tính mỗi tháng."
        ),
    )


@officers()
@require_http_methods(["GET", "HEAD", "POST"])
def bring(visit: Visit) -> HttpResponse:
    """Bring in a plan of the agency for which the officer acts."""
    perms.check_sees(actor_of(visit))
    form = BringForm(visit.POST or None, visit.FILES or None)
    if visit.method == "POST" and form.is_valid():
        try:
            made = _bring(visit, form)
        except Invalid as refused:
            # A cell's address says more than any field of the form.
            for problem in refused.problems:
                form.add_error("file", f"{problem.where}: {problem.text()}")
        except Refusal as refused:
            form.blame(refused)
        else:
            return HttpResponseRedirect(reverse("cockpit:plan", args=[made.code]))
    return show(visit, "bring", {"form": form}, 422 if form.errors else 200)


def _bring(visit: Visit, form: BringForm) -> Plan:
    file: UploadedFile[bytes] = form.cleaned_data["file"]
    table = read_plan(file.read(LARGEST + 1), Path(str(file.name)).name)
    made = bring_plan(
        form.cleaned_data["code"],
        actor=actor_of(visit),
        name=form.cleaned_data["name"],
        source=form.cleaned_data["source"],
        agency_key=agency_by_id(posting_of(visit).post.agency_id).key,
        lines=table.lines,
    )
    for each in table.warnings:
        messages.warning(visit, f"{each.where}: {each.text()}")
    return made
