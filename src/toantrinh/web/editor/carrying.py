"""A draft out as its folder, and a folder in as a draft: a zip, or the sheet alone."""

import io
import tempfile
import zipfile
from pathlib import Path
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_http_methods, require_safe

from toantrinh.catalogue.drafting import open_draft
from toantrinh.catalogue.folder import SHEET, Rough, is_letter, read_rough, write_draft
from toantrinh.catalogue.perms import check_write
from toantrinh.catalogue.sheet import refusal
from toantrinh.kernel.errors import Problem, Refusal
from toantrinh.web.editor.frame import draft_seen, show
from toantrinh.web.gate.access import Visit, actor_of, officers
from toantrinh.web.look.forms import Questions

_LARGEST = 2 * 1024 * 1024
_MOST_UNPACKED = 4 * 1024 * 1024
_MOST_FILES = 100
_ZIP = b"PK\x03\x04"


class BringForm(Questions):
    """A folder from elsewhere."""

    file = forms.FileField(
        label=gettext_lazy("Thư mục thủ tục"),
        help_text=gettext_lazy("Tệp zip của thư mục, hoặc riêng tệp procedure.yaml."),
    )


@officers()
@require_safe
def take_out(visit: Visit, draft_id: UUID) -> HttpResponse:
    """The draft as its folder, zipped, right or not."""
    draft = draft_seen(visit, draft_id)
    with tempfile.TemporaryDirectory() as kept:
        write_draft(draft, Path(kept))
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
            for place in sorted(Path(kept).iterdir()):
                out.write(place, f"{draft.code}/{place.name}")
    answer = HttpResponse(packed.getvalue(), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{draft.code}.zip"'
    return answer


@officers()
@require_http_methods(["GET", "HEAD", "POST"])
def bring(visit: Visit) -> HttpResponse:
    """A folder becomes a draft; what is wrong in it can be mended there."""
    actor = actor_of(visit)
    check_write(actor, None)
    form = BringForm(visit.POST or None, visit.FILES or None)
    if visit.method != "POST":
        return show(visit, "bring", {"form": form})
    if not form.is_valid():
        return show(visit, "bring", {"form": form}, 422)
    try:
        rough = _read(form.cleaned_data["file"])
        code = str(rough.content.get("code", ""))
        draft = open_draft(code, actor=actor, content=rough.content, templates=rough.templates)
    except Refusal as refused:
        form.blame(refused)
        return show(visit, "bring", {"form": form}, refused.status)
    return HttpResponseRedirect(reverse("editor:draft", args=[draft.pk]))


def _read(file: "UploadedFile[bytes]") -> Rough:
    """What a folder says. Raises Invalid with the line of what is no YAML."""
    name = Path(str(file.name)).name
    if (file.size or 0) > _LARGEST:
        raise refusal(name, [Problem(name, _("Tệp lớn quá 2 MB. Hãy chia nhỏ."))])
    given = file.read()
    files = _unpacked(given, name) if given.startswith(_ZIP) else {SHEET: given}
    if SHEET not in files:
        raise refusal(name, [Problem(name, _("Trong tệp không có procedure.yaml."))])
    with tempfile.TemporaryDirectory() as kept:
        for each, content in files.items():
            (Path(kept) / each).write_bytes(content)
        try:
            return read_rough(Path(kept))
        except UnicodeDecodeError as problem:
            told = Problem(name, _("Tệp không phải là UTF-8. Hãy lưu lại bằng UTF-8."))
            raise refusal(name, [told]) from problem


def _unpacked(given: bytes, name: str) -> dict[str, bytes]:
    """The sheet and the letters of a zip, whatever folder they lie in; all else is left alone."""
    files: dict[str, bytes] = {}
    left = _MOST_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(given)) as packed:
            for info in packed.infolist()[:_MOST_FILES]:
                base = info.filename.rpartition("/")[2]
                if base != SHEET and not is_letter(base):
                    continue
                left -= info.file_size
                if left < 0:
                    raise refusal(name, [Problem(name, _("Tệp bung ra quá lớn."))])
                files[base] = packed.read(info)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as problem:
        told = Problem(name, _("Tệp zip bị hỏng hoặc có mật khẩu."))
        raise refusal(name, [told]) from problem
    return files
