"""Render the look's templates by themselves: no database, no door."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.template.loader import get_template
from django.test import RequestFactory, override_settings

from toantrinh.web.look import navigation
from toantrinh.web.look.navigation import Link

LOOK = Path(navigation.__file__).parent
GALLERY = Path(__file__).parent / "gallery"


@dataclass(frozen=True)
class Visitor:
    """Somebody, signed in or not, without a row."""

    is_authenticated: bool


def _templates() -> list[dict[str, Any]]:
    """The template engine as a door would have it, with the gallery's pages."""
    import django.forms

    forms = Path(django.forms.__file__).parent / "templates"
    return [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [LOOK / "templates", GALLERY, forms],
            "APP_DIRS": False,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "toantrinh.web.look.context_processors.look",
                ],
                "libraries": {
                    "look": "toantrinh.web.look.templatetags.look",
                    "allauth": "allauth.templatetags.allauth",
                },
            },
        }
    ]


@contextmanager
def frame() -> Iterator[None]:
    """Give the frame somewhere to lead to."""
    places: dict[Any, str] = {
        "home": "home",
        "search": "search",
        "sign_in": "account_login",
        "sign_out": "account_logout",
        "account": "account",
        "language": "set_language",
        "about": "about",
        "privacy": "privacy",
        "accessibility": "accessibility",
        "contact": "contact",
    }
    menus = {
        "citizen": [
            Link("dossiers", "Hồ sơ của tôi", signed_in=True),
            Link("papers", "Kho giấy tờ", signed_in=True),
            Link("seen", "Ai đã xem dữ liệu của tôi", signed_in=True),
        ],
        "desk": [],
    }
    with (
        override_settings(
            ROOT_URLCONF="tests.web.look.gallery_urls",
            TEMPLATES=_templates(),
            FORM_RENDERER="toantrinh.web.look.forms.Renderer",
            STATIC_URL="/static/",
            STORAGES={
                "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
                "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
            },
            DEMO=True,
        ),
        patch.dict(navigation._places, places, clear=True),
        patch.dict(navigation._menus, menus),
    ):
        yield


def page(name: str, context: Mapping[str, Any] | None = None, *, signed_in: bool = True) -> str:
    """A template rendered for a visitor."""
    request = RequestFactory().get("/dossiers/?q=khai+sinh")
    vars(request)["user"] = Visitor(signed_in)
    return get_template(name).render(dict(context or {}), request)
