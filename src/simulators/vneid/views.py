"""The person's pages: start, sign in, sign out."""

from typing import Any, cast

from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from simulators.vneid import settings
from simulators.vneid.models import Citizen
from simulators.vneid.provider import signed_in

WRONG = "Số định danh hoặc mã đăng nhập chưa đúng. Hãy xem lại rồi thử lần nữa."
LOCKED = "Tài khoản này đang bị khóa nên không dùng để đăng nhập được. Hãy chọn người khác."


@require_GET
@never_cache
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "vneid/home.html", {"citizen": signed_in(request)})


def _onward(request: HttpRequest) -> str:
    """Where the person was going: a place of this site, else the start page."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    own = url_has_allowed_host_and_scheme(
        asked, allowed_hosts=None, require_https=settings.SESSION_COOKIE_SECURE
    )
    return asked if own else "/"


def _proven(request: HttpRequest) -> tuple[Citizen | None, str]:
    """Who has shown number and passcode, or why nobody has."""
    number = "".join(request.POST.get("number", "").split())
    passcode = request.POST.get("passcode", "").strip()
    sample = Citizen.objects.filter(number=request.POST.get("sample", "")).first()
    if sample is not None:
        number, passcode = sample.number, sample.passcode
    found: object = authenticate(request, username=number, password=passcode)
    if isinstance(found, Citizen):
        return found, ""
    claimed = Citizen.objects.filter(number=number, is_active=False).first()
    if claimed is not None and claimed.check_password(passcode):
        return None, LOCKED
    return None, WRONG


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """Number and passcode, or one click on a sample person."""
    onward, problem = _onward(request), ""
    if request.method == "POST":
        citizen, problem = _proven(request)
        if citizen is not None:
            # The checker knows one user model, and that is the house's.
            login(request, cast("Any", citizen))
            return HttpResponseRedirect(onward)
    context = {
        "people": Citizen.objects.select_related("person"),
        "next": onward,
        "problem": problem,
        "number": request.POST.get("number", ""),
    }
    return render(request, "vneid/sign_in.html", context, status=422 if problem else 200)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return HttpResponseRedirect("/")
