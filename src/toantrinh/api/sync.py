"""`/api/v1/sync`: where systems of other agencies push, in the words of the portal's contract.

Answers are `{error_code, message, …}`; the HTTP status says the same to who knows no codes.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from toantrinh.kernel.errors import Invalid, Problem, Refusal
from toantrinh.sync.accounts import as_system, log_in, system_of
from toantrinh.sync.actions import Taken, lines_of, parsed, push_lines, push_one
from toantrinh.sync.contract import EXISTS, NO_SESSION, OK, WRONG
from toantrinh.sync.models import System
from toantrinh.sync.taking import ALREADY
from toantrinh.web.gate.access import anyone
from toantrinh.web.gate.noticing import notice

# Lists of refused lines are told in full up to here; the rest stands in the house.
_TOLD = 10_000
_LARGEST_CALL = 1024 * 1024


class Unreadable(Refusal):
    """A body that can not be read, whoever sent it: not in this length, packing or language."""

    def __init__(self, message: str, *, status: int, **params: object) -> None:
        super().__init__(message)
        self.status, self.params = status, params


# No cookie is read here, so there is none whose owner could be led to push.
@csrf_exempt
@anyone(per_minute=30)
@require_POST
def login(request: HttpRequest) -> HttpResponse:
    """`{username, password}` → `{session, error_code}`."""
    try:
        told = _body(request)
    except Unreadable as refusal:
        return _answer(WRONG, refusal.text(), refusal.status)
    username, password = (str(told.get(name, "")) for name in ("username", "password"))
    session = log_in(username, password, str(request.META.get("REMOTE_ADDR", "")))
    if session is None:
        notice(request, "wrong_token")
        return _answer(WRONG, _("Sai tên hoặc mật khẩu, hoặc đã thử quá nhiều lần."), 401)
    return _answer(OK, "", session=session)


@csrf_exempt
@anyone(per_minute=600)
@require_POST
def call(request: HttpRequest) -> HttpResponse:
    """`{session, madonvi, service, data, isUpdating, revision}` → `{error_code}`."""
    try:
        told = _body(request)
    except Unreadable as refusal:
        return _answer(WRONG, refusal.text(), refusal.status)
    system = system_of(str(told.get("session", "")))
    if system is None:
        return _no_session(request)
    try:
        new = push_one(system, told, actor=as_system(system))
    except Invalid as refusal:
        known = any(problem.what == ALREADY for problem in refusal.problems)
        problems = [_problem(problem) for problem in refusal.problems]
        return _answer(EXISTS if known else WRONG, refusal.text(), 422, problems=problems)
    return _answer(OK, "") if new else _answer(EXISTS, _("Đã nhận trước đây; không có gì đổi."))


@csrf_exempt
@anyone(per_minute=60)
@require_POST
def batch(request: HttpRequest) -> HttpResponse:
    """Lines of `{service, isUpdating, revision, madonvi, data}`; what was refused, line by line.

    The session comes as `Authorization: Bearer`, the unit as the header `madonvi` or in the line.
    """
    system = system_of(request.headers.get("Authorization", "").removeprefix("Bearer "))
    if system is None:
        return _no_session(request)
    try:
        _check_plain(request)
    except Unreadable as refusal:
        return _answer(WRONG, refusal.text(), refusal.status)
    return _answer(OK, "", 200, **_report(_taken(system, request)))


def _taken(system: System, request: HttpRequest) -> Taken:
    unit = request.headers.get("madonvi", "")
    # As it arrives, none of it kept.
    lines = lines_of(request.read)
    return push_lines(system, lines, unit=unit, actor=as_system(system))


def _report(taken: Taken) -> dict[str, object]:
    refused = [
        {"line": number, **_problem(problem)}
        for number, problems in taken.refused
        for problem in problems
    ]
    return {
        "batch": str(taken.batch.pk),
        "accepted": taken.batch.accepted,
        "unchanged": taken.batch.unchanged,
        "refused": taken.batch.refused,
        "lines": refused[:_TOLD],
    }


def _problem(problem: Problem) -> dict[str, object]:
    return {"field": problem.where, "message": problem.text()}


def _check_plain(request: HttpRequest) -> None:
    """Refuse what would be read as something else than was sent."""
    packed = request.headers.get("Content-Encoding", "identity")
    if packed.lower() != "identity":
        raise Unreadable(
            "Chưa đọc được nội dung nén (%(how)s): hãy gửi không nén.", status=415, how=packed[:40]
        )
    if not request.headers.get("Content-Length", "").isdigit():
        raise Unreadable("Hãy cho biết độ dài nội dung trong Content-Length.", status=411)


def _body(request: HttpRequest) -> dict[str, Any]:
    """The object that was sent; nothing of a document that is no object."""
    _check_plain(request)
    content = request.read(_LARGEST_CALL + 1)
    if len(content) > _LARGEST_CALL:
        raise Unreadable("Nội dung dài quá %(longest)s byte.", status=413, longest=_LARGEST_CALL)
    told = parsed(content)
    if told is None:
        raise Unreadable("Nội dung không phải JSON viết bằng UTF-8.", status=400)
    return told if isinstance(told, dict) else {}


def _no_session(request: HttpRequest) -> HttpResponse:
    notice(request, "wrong_token")
    return _answer(NO_SESSION, _("Phiên không đúng hoặc đã hết hạn; hãy đăng nhập lại."), 401)


def _answer(code: str, message: str, status: int = 200, **more: object) -> HttpResponse:
    return JsonResponse({"error_code": code, "message": message, **more}, status=status)
