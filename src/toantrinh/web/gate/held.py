"""Nothing typed is lost: a form that was turned away waits, and can be sent again by one press.

A form waits in the session, sealed, while its owner signs in again, or shows a second factor
because the form signs. Files do not wait; the page says so. Passwords and codes never wait.
"""

import json
import secrets
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from toantrinh.kernel.errors import NotFound
from toantrinh.kernel.time import wall
from toantrinh.web.gate.access import anyone
from toantrinh.web.gate.onward import safe
from toantrinh.web.gate.sealing import seal, unseal

_SESSION = "tt_held"
# Two tabs and one to spare; each form as large as a long petition.
_MOST_FORMS = 3
_MOST_BYTES = 256 * 1024
_SECONDS = 30 * 60
_SECRETS = {"password", "code", "credential"}
_FORM_STAMP = "csrfmiddlewaretoken"


class Why(StrEnum):
    """Why a form waits."""

    SIGNED_OUT = "signed_out"
    # Its owner shows a second factor meanwhile, since the form signs.
    TO_SIGN = "to_sign"


@dataclass(frozen=True)
class Held:
    """A form as it was sent: where to, the fields in order, and whether files came with it."""

    path: str
    fields: list[tuple[str, str]]
    files: bool


def keep(request: HttpRequest, why: Why = Why.SIGNED_OUT) -> str:
    """Keep a form that was turned away; the path where its owner finds it afterwards."""
    form = _read(request)
    if form is None:
        return safe(urlsplit(request.headers.get("Referer", "")).path)
    text = json.dumps([form.path, form.fields, form.files, why])
    name = secrets.token_urlsafe(9)
    kept = _waiting(request)
    while len(kept) >= _MOST_FORMS:
        kept.pop(min(kept, key=lambda each: kept[each][0]))
    kept[name] = (int(wall().timestamp()), seal(text, f"{_SESSION}/{name}"))
    request.session[_SESSION] = kept
    return reverse("held", args=[name])


@anyone(per_minute=60)
@require_GET
def held(request: HttpRequest, name: str) -> HttpResponse:
    """The form that waited, and the button that sends it."""
    kept = _waiting(request).get(name)
    text = unseal(kept[1], f"{_SESSION}/{name}") if kept else None
    if text is None:
        raise NotFound("Biểu mẫu này không còn chờ ở đây nữa.")
    path, fields, files, why = json.loads(text)
    form = Held(path, [(key, value) for key, value in fields], files)
    heading = {
        Why.SIGNED_OUT: _("Bạn đã đăng nhập lại"),
        Why.TO_SIGN: _("Bạn đã xác nhận, còn một bước nữa"),
    }[Why(why)]
    return _page(request, form, heading, status=200)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A page that stood open while its owner signed in elsewhere may be sent again from here.

    Only if the browser itself says that the form came from this site; else it is refused.
    """
    del reason
    form = offer(request)
    if form is None:
        return render(request, "403_csrf.html", status=403)
    return _page(request, form, _("Trang này đã mở quá lâu"), status=403)


def offer(request: HttpRequest) -> Held | None:
    """What was typed, to be sent again; only if the browser says that it came from this site."""
    return _read(request) if _own(request) else None


def _own(request: HttpRequest) -> bool:
    origin = request.headers.get("Origin")
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    return origin == f"{request.scheme}://{request.get_host()}" and site == "same-origin"


def _read(request: HttpRequest) -> Held | None:
    posted: QueryDict = request.POST
    if request.method != "POST" or _SECRETS & posted.keys():
        return None
    fields = [
        (key, value) for key, values in posted.lists() if key != _FORM_STAMP for value in values
    ]
    if sum(len(key) + len(str(value)) for key, value in fields) > _MOST_BYTES:
        return None
    return Held(request.get_full_path(), fields, bool(request.FILES))


def _waiting(request: HttpRequest) -> dict[str, tuple[int, str]]:
    oldest = wall().timestamp() - _SECONDS
    kept = request.session.get(_SESSION) or {}
    return {name: (at, text) for name, (at, text) in kept.items() if at >= oldest}


def _page(request: HttpRequest, form: Held, heading: str, status: int) -> HttpResponse:
    context = {"held": form, "heading": heading}
    return render(request, "gate/held.html", context, status=status)
