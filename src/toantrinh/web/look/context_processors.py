"""What every page of the look needs to know."""

from typing import TypedDict

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from toantrinh.web.look import navigation


class Language(TypedDict):
    """One language the visitor may choose."""

    code: str
    name: str
    current: bool


def look(request: HttpRequest) -> dict[str, object]:
    """The demo flag, the languages, the frame's links, and whether somebody is signed in."""
    user = getattr(request, "user", None)
    signed_in = bool(user is not None and user.is_authenticated)
    return {
        "DEMO": bool(getattr(settings, "DEMO", False)),
        "languages": languages(),
        "places": navigation.places(),
        "citizen_menu": navigation.menu("citizen", here=request.path, signed_in=signed_in),
        "desk_menu": navigation.menu("desk", here=request.path, signed_in=signed_in),
        "signed_in": signed_in,
        "here": request.get_full_path(),
    }


def languages() -> list[Language]:
    """All languages, each by its own name."""
    current = get_language() or settings.LANGUAGE_CODE
    return [
        {"code": code, "name": str(name), "current": code == current}
        for code, name in settings.LANGUAGES
    ]
