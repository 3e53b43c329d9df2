"""What people read while the database is away: come again in a moment, nothing typed is lost.

Django asks its error handlers wherever the error came from: a view, another middleware, or the
session as it is written at the end. The page is made without asking the database who is here.
"""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.views import defaults

from toantrinh.kernel.errors import Refusal
from toantrinh.web.gate import answers, held

_SECONDS = 5


def broken(request: HttpRequest) -> HttpResponse:
    """The handler for what nobody expected: 503 while the database is away, otherwise 500."""
    if _is_away(sys.exception()):
        return _away(request)
    if answers.wants_json(request):
        refusal = Refusal(
            "Hệ thống gặp lỗi ngoài dự kiến và đã ghi lại.", remedy="Hãy thử lại sau."
        )
        return answers.refused(request, refusal, 500)
    return defaults.server_error(request)


def interrupted(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The handler for bad requests; a session that could not be written seems to be one."""
    return _away(request) if _is_away(exception) else defaults.bad_request(request, exception)


def _is_away(problem: BaseException | None) -> bool:
    """Whether the database is behind it; the library for jobs wraps the error in its own."""
    while problem is not None:
        if isinstance(problem, OperationalError | InterfaceError):
            return True
        problem = problem.__cause__ or problem.__context__
    return False


def _away(request: HttpRequest) -> HttpResponse:
    refusal = Refusal(
        "Lúc này hệ thống chưa trả lời được. Những gì đã lưu vẫn còn.",
        remedy="Hãy thử lại sau ít giây.",
    )
    if answers.wants_json(request):
        response = answers.refused(request, refusal, 503)
    else:
        context = {"text": refusal.text(), "code": 503, "csrf_token": get_token(request)}
        page = render_to_string("gate/away.html", {**context, "held": held.offer(request)})
        response = HttpResponse(page, status=503)
    response["Retry-After"] = str(_SECONDS)
    return response
