"""A draft out as its folder, and a folder in as a draft: a zip, or the sheet alone."""

import io
import tempfile
import zipfile
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.drafting import open_draft
from toantrinh.catalogue.drafts import findings
from toantrinh.catalogue.folder import SHEET, write_folder
from toantrinh.catalogue.perms import check_write
from toantrinh.catalogue.sheet import read_text, refusal
from toantrinh.kernel.errors import Conflict, Problem, Refusal
from toantrinh.kernel.time import today
from toantrinh.web.editor.frame import draft_seen, show
from toantrinh.web.gate.access import Visit, actor_of, administrators
from toantrinh.web.look.forms import Questions

_LARGEST = 2 * 1024 * 1024
_MOST_UNPACKED = 4 * 1024 * 1024
_MOST_FILES = 100
_ZIP = b"PK\x03\x04"


class BringForm(Questions):
    """A folder from elsewhere."""

    file = forms.FileField(
        label=_("Thư mục thủ tục"),
        help_text=_("Tệp zip của thư mục, hoặc riêng tệp procedure.yaml."),
    )


@administrators()
@require_safe
def take_out(visit: Visit, draft_id: UUID) -> HttpResponse:
    """The draft as its folder, zipped. A draft that is not right yet has no folder."""
    draft = draft_seen(visit, draft_id)
    if findings(draft):
        raise Conflict("Bản nháp còn lỗi, chưa xuất được.", remedy="Hãy sửa các lỗi đã nêu trước.")
    content = ProcedureContent.model_validate(draft.content)
    with tempfile.TemporaryDirectory() as kept:
        write_folder(content, draft.valid_from or today(), Path(kept))
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
            for place in sorted(Path(kept).iterdir()):
                out.write(place, f"{draft.code}/{place.name}")
    answer = HttpResponse(packed.getvalue(), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{draft.code}.zip"'
    return answer


@administrators()
@require_http_methods(["GET", "HEAD", "POST"])
def bring(visit: Visit) -> HttpResponse:
    """A folder becomes a draft; what is wrong in it can be mended there."""
    check_write(actor_of(visit))
    form = BringForm(visit.POST or None, visit.FILES or None)
    if visit.method != "POST":
        return show(visit, "bring", {"form": form})
    if not form.is_valid():
        return show(visit, "bring", {"form": form}, 422)
    try:
        content = read_folder(form.cleaned_data["file"])
        draft = open_draft(str(content.get("code", "")), actor=actor_of(visit), content=content)
    except Refusal as refused:
        form.blame(refused)
        return show(visit, "bring", {"form": form}, refused.status)
    return HttpResponseRedirect(reverse("editor:draft", args=[draft.pk]))


def read_folder(file: "UploadedFile[bytes]") -> dict[str, Any]:
    """What a folder says, as a draft keeps it. Raises Invalid with the line of what is wrong."""
    name = Path(str(file.name)).name
    if (file.size or 0) > _LARGEST:
        raise refusal(name, [Problem(name, "Tệp lớn quá 2 MB. Hãy chia nhỏ.")])
    given = file.read()
    files = _unpacked(given, name) if given.startswith(_ZIP) else {SHEET: given}
    if SHEET not in files:
        raise refusal(name, [Problem(name, "Trong tệp không có procedure.yaml.")])
    said = dict(read_text(files[SHEET], SHEET).fields)
    # A draft gets its day when it is published.
    said.pop("valid_from", None)
    letters = [
        {"name": each.removesuffix(".typ"), "source": _text(files[each], each)}
        for each in sorted(files)
        if each.endswith(".typ")
    ]
    plain: dict[str, Any] = _plain({**said, "templates": letters} if letters else said)
    return plain


def _unpacked(given: bytes, name: str) -> dict[str, bytes]:
    """The sheet and the letters of a zip, whatever folder they lie in; all else is left alone."""
    files: dict[str, bytes] = {}
    left = _MOST_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(given)) as packed:
            for info in packed.infolist()[:_MOST_FILES]:
                base = info.filename.rpartition("/")[2]
                if base != SHEET and not base.endswith(".typ"):
                    continue
                left -= info.file_size
                if left < 0:
                    raise refusal(name, [Problem(name, "Tệp bung ra quá lớn.")])
                files[base] = packed.read(info)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as problem:
        told = Problem(name, "Tệp zip bị hỏng hoặc có mật khẩu.")
        raise refusal(name, [told]) from problem
    return files


def _text(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as problem:
        said = "Tệp không phải là UTF-8. Hãy lưu lại bằng UTF-8."
        raise refusal(name, [Problem(name, said, 1)]) from problem


def _plain(value: Any) -> Any:
    """As JSON has it: days as texts, names as texts."""
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)
