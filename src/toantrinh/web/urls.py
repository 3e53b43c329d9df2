"""All addresses: the gate's, then each door's."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path


def _door(prefix: str, room: str) -> list[URLPattern | URLResolver]:
    return [path(prefix, include(f"{room}.urls"))] if find_spec(f"{room}.urls") else []


urlpatterns = [
    path("", include("toantrinh.web.gate.urls")),
    *_door("can-bo/", "toantrinh.web.desk"),
    *_door("api/v1/", "toantrinh.api"),
    *_door("", "toantrinh.web.portal"),
]
