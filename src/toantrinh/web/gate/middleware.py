"""The entrance: who comes, whether they may, how often, and what they read when they may not."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import ImproperlyConfigured
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.urls import reverse
from django.utils.cache import patch_cache_control

from toantrinh.kernel.errors import NotAllowed, Refusal
from toantrinh.people.confirming import NotConfirmed
from toantrinh.people.models import LoginKind
from toantrinh.web.gate import answers, held, lasting
from toantrinh.web.gate.access import Access, Visit, Who, access_of
from toantrinh.web.gate.noticing import notice
from toantrinh.web.gate.onward import with_path
from toantrinh.web.gate.throttle import turnstile
from toantrinh.web.gate.visiting import arrive

_READING = {"GET", "HEAD", "OPTIONS"}
_METHODS = [*sorted(_READING), "DELETE", "PATCH", "POST", "PUT"]
_REFUSED = {401, 403}
# The role that a post must give for addresses that are not every officer's.
_ROLES = {Who.ADMINISTRATORS: "administrator", Who.DATA_OFFICERS: "data_officer"}


class Entrance:
    """Fills in the visit, and holds every view to the access that it declares."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in _METHODS:
            return HttpResponseNotAllowed(_METHODS)
        if request.user.is_authenticated and lasting.is_over(request):
            notice(request, "timed_out")
            logout(request)
        visit = arrive(request)
        response = self.get_response(visit)
        if not response.has_header("Cache-Control"):
            if "Authorization" in visit.headers:
                patch_cache_control(response, private=True, no_store=True)
            elif visit.user.is_authenticated:
                # Not no-store: going back must show what was typed.
                patch_cache_control(response, private=True, no_cache=True)
        return response

    def process_view(
        self, visit: Visit, view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        """Turn away who may not open this address, or not so often."""
        access = access_of(view)
        if access is None:
            return _undeclared(visit, view)
        if settings.TLS and answers.wants_json(visit) and not visit.is_secure():
            return answers.refused(visit, NotAllowed("Hãy gọi bằng https và dùng một mã mới."))
        seconds = turnstile.wait(_knocker(visit, view), _limit(visit, access))
        if seconds:
            notice(visit, "too_often")
            return answers.too_often(visit, seconds)
        turned_away = _turned_away(visit, access.who)
        if turned_away is not None and turned_away.status_code in _REFUSED:
            notice(visit, "refused")
        return turned_away

    def process_exception(self, visit: Visit, problem: Exception) -> HttpResponse | None:
        """A refusal is an answer, not an error of ours."""
        if not isinstance(problem, Refusal):
            return None
        if isinstance(problem, NotConfirmed) and visit.posting is not None:
            onward = held.keep(visit, held.Why.TO_SIGN)
            return HttpResponseRedirect(with_path(reverse("confirm_factor"), onward))
        if problem.status in _REFUSED:
            notice(visit, "refused")
        return answers.refused(visit, problem)


def _undeclared(visit: Visit, view: Callable[..., Any]) -> HttpResponse:
    if settings.STRICT_ACCESS:
        raise ImproperlyConfigured(f"{view} does not declare who may come")
    return answers.refused(visit, NotAllowed("Trang này chưa mở cho ai."))


def _knocker(visit: Visit, view: Callable[..., Any]) -> str:
    who = visit.user.pk if visit.user.is_authenticated else visit.META.get("REMOTE_ADDR", "")
    return f"{view.__module__}.{getattr(view, '__qualname__', '')}|{who}"


def _limit(visit: Visit, access: Access) -> int:
    shared = not visit.user.is_authenticated and visit.method in _READING
    often = settings.THROTTLE_SHARED_ADDRESS if shared else 1
    return access.per_minute * often * int(settings.THROTTLE_FACTOR)


def _turned_away(visit: Visit, who: Who) -> HttpResponseBase | None:
    if who is Who.ANYONE:
        return None
    if who is Who.SIGNED_IN:
        return None if visit.user.is_authenticated else _to_sign_in(visit, "account_login")
    if who is Who.CITIZENS:
        return None if visit.person else _no_citizen(visit)
    if visit.posting is None:
        return _no_officer(visit)
    role = _ROLES.get(who)
    return None if role is None or role in visit.posting.post.roles else _other_post(visit)


def _no_citizen(visit: Visit) -> HttpResponseBase:
    if visit.user.is_authenticated:
        return answers.refused(
            visit,
            NotAllowed(
                "Trang này dành cho công dân, còn bạn đang đăng nhập bằng tài khoản cán bộ.",
                remedy="Hãy đăng xuất rồi đăng nhập bằng tài khoản định danh điện tử của mình.",
            ),
        )
    return _to_sign_in(visit, "account_login")


def _no_officer(visit: Visit) -> HttpResponseBase:
    if not visit.user.is_authenticated:
        return _to_sign_in(visit, "officer_sign_in")
    if visit.user.kind == LoginKind.OFFICER:
        return answers.refused(
            visit,
            NotAllowed(
                "Hôm nay tài khoản này không giữ vị trí nào.",
                remedy="Hãy hỏi người quản trị của cơ quan.",
            ),
        )
    return answers.refused(
        visit,
        NotAllowed(
            "Trang này dành cho cán bộ, còn bạn đang đăng nhập với tư cách công dân.",
            remedy="Hãy đăng xuất rồi đăng nhập bằng tài khoản cán bộ.",
        ),
    )


def _other_post(visit: Visit) -> HttpResponseBase:
    return answers.refused(
        visit,
        NotAllowed(
            "Vị trí bạn đang làm việc không mở được trang này.",
            remedy="Nếu bạn giữ thêm vị trí khác, hãy chuyển sang vị trí đó.",
        ),
    )


def _to_sign_in(visit: Visit, view: str) -> HttpResponseBase:
    if answers.wants_json(visit):
        return answers.refused(visit, NotAllowed("Hãy đăng nhập để tiếp tục."), 401)
    path = visit.get_full_path() if visit.method in _READING else held.keep(visit)
    return HttpResponseRedirect(with_path(reverse(view), path))
