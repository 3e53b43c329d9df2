"""Anybody checks a signed paper: by its code, or by the file itself."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from toantrinh.documents.authority import trusted_roots
from toantrinh.documents.queries import check_document, document_by_code
from toantrinh.documents.uploads import UploadLimits, check_size
from toantrinh.documents.verifying import verify_pdf
from toantrinh.kernel.errors import Gone, NotFound, Refusal
from toantrinh.web.gate.access import Visit, anyone
from toantrinh.web.portal.showing import show


@anyone(per_minute=20)
@require_http_methods(["GET", "HEAD", "POST"])
def verify(visit: Visit) -> HttpResponse:
    """Ask for the code, or for the file."""
    typed = visit.GET.get("ma", "").strip()
    if visit.method == "POST":
        return _file(visit)
    if not typed:
        return show(visit, "verify", {})
    try:
        code = document_by_code(typed).code
    except NotFound as unknown:
        return show(visit, "verify", {"typed": typed, "problem": unknown.text()}, status=404)
    return HttpResponseRedirect(reverse("portal:verification", args=[code]))


@anyone(per_minute=60)
@require_safe
def verification(visit: Visit, code: str) -> HttpResponse:
    """What is known of one paper: whether whole, by whom, still in force; no person's name."""
    try:
        document = document_by_code(code)
    except NotFound as unknown:
        return show(visit, "verify", {"typed": code, "problem": unknown.text()}, status=404)
    context: dict[str, Any] = {"document": document}
    try:
        context["checked"] = check_document(document)
    except Gone:
        context["erased"] = True
    return show(visit, "verification", context)


def _file(visit: Visit) -> HttpResponse:
    """Check the signature of a file that somebody holds; the file is not kept."""
    context: dict[str, Any] = {}
    upload = visit.FILES.get("file")
    try:
        if upload is None:
            raise Refusal("Hãy chọn tệp PDF cần kiểm tra.", field="file")
        check_size(upload.size or 0, UploadLimits())
        context["checked"] = verify_pdf(upload.read(), trusted_roots())
        context["file_name"] = upload.name or _("tệp của bạn")
    except Refusal as refused:
        return show(visit, "verify", {"file_problem": refused.text()}, status=422)
    return show(visit, "verification", context)
