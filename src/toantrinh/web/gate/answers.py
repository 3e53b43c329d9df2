"""How the gate says no: a page with a sentence for people, JSON for programs."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from toantrinh.kernel.errors import Refusal
from toantrinh.people.levels import LevelTooLow

_PROGRAMS = "/api/"


def wants_json(request: HttpRequest) -> bool:
    """Whether a program asks."""
    return request.path.startswith(_PROGRAMS)


def refused(request: HttpRequest, refusal: Refusal, status: int | None = None) -> HttpResponse:
    """The refusal's own sentence, with its status."""
    code = status or refusal.status
    if wants_json(request):
        answer = {"error": refusal.text(), "field": refusal.field}
        return JsonResponse(answer, status=code, json_dumps_params={"ensure_ascii": False})
    context = {"heading": _heading(refusal, code), "text": refusal.text(), "code": code}
    return render(request, "look/problem.html", context, status=code)


def too_often(request: HttpRequest, seconds: int) -> HttpResponse:
    """429, and when to come again (RFC 6585)."""
    refusal = Refusal(
        "Từ máy hoặc tài khoản này có quá nhiều lần mở trang trong một phút.",
        remedy="Hãy đợi %(seconds)s giây rồi thử lại.",
        seconds=seconds,
    )
    response = refused(request, refusal, 429)
    response["Retry-After"] = str(seconds)
    return response


def _heading(refusal: Refusal, code: int) -> str:
    if isinstance(refusal, LevelTooLow):
        return _("Cần tài khoản định danh mức cao hơn")
    return {
        401: _("Hãy đăng nhập"),
        403: _("Bạn không được mở trang này"),
        404: _("Không tìm thấy"),
        409: _("Việc này không còn làm được"),
        410: _("Nội dung đã được xóa"),
        429: _("Hãy đợi một chút"),
    }.get(code, _("Chưa làm được"))
