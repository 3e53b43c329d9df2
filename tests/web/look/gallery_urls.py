"""Addresses for the gallery's frame; nothing answers there."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def _nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


NAMES = [
    *("home", "search", "account_login", "account_logout", "account", "set_language"),
    *("about", "privacy", "accessibility", "contact", "dossiers", "papers", "seen", "queue"),
]
urlpatterns = [path(f"{name}/", _nothing, name=name) for name in NAMES]
