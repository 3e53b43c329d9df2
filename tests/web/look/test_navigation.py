"""The frame's links come from the doors; what leads nowhere is left out."""

from collections.abc import Iterator
from unittest.mock import patch

import pytest
from django.test import override_settings

from toantrinh.web.look import navigation
from toantrinh.web.look.context_processors import languages
from toantrinh.web.look.navigation import Link


@pytest.fixture(autouse=True)
def _own_links() -> Iterator[None]:
    with (
        override_settings(ROOT_URLCONF="tests.web.look.gallery_urls"),
        patch.dict(navigation._places, clear=True),
        patch.dict(navigation._menus, {"citizen": [], "desk": []}),
    ):
        yield


def test_a_place_without_a_view_is_left_out() -> None:
    navigation.put("home", "home")
    navigation.put("contact", "no-such-view")
    assert navigation.places() == {"home": "/home/"}


def test_a_menu_shows_what_the_visitor_may_use() -> None:
    navigation.add("citizen", Link("search", "Tìm"), Link("papers", "Kho", signed_in=True))
    navigation.add("citizen", Link("search", "Tìm"), Link("no-such-view", "Không"))
    outside = navigation.menu("citizen", here="/search/", signed_in=False)
    inside = navigation.menu("citizen", here="/papers/", signed_in=True)
    assert [(link.url, link.label, link.current) for link in outside] == [("/search/", "Tìm", True)]
    assert [(link.label, link.current) for link in inside] == [("Tìm", False), ("Kho", True)]
    assert navigation.menu("desk", here="/", signed_in=True) == []


def test_languages_call_themselves_by_their_own_names() -> None:
    with override_settings(LANGUAGES=[("vi", "Tiếng Việt"), ("km", "ខ្មែរ")]):
        found = {language["code"]: language for language in languages()}
    assert found["km"] == {"code": "km", "name": "ខ្មែរ", "current": False}
    assert found["vi"]["current"]
