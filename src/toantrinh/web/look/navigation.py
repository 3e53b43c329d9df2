"""Where the frame's links lead: the doors say so when they start, since the look knows no door."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from django.urls import NoReverseMatch, reverse

Frame = Literal["citizen", "desk"]
Place = Literal[
    "home",
    "desk",
    "administration",
    "editing",
    "search",
    "sign_in",
    "sign_out",
    "account",
    "language",
    "about",
    "privacy",
    "accessibility",
    "contact",
    "seals",
    "to_cut",
]


@dataclass(frozen=True)
class Link:
    """One line of a menu: the view's name in urls.py, and what people read (lazily translated)."""

    view: str
    label: object
    signed_in: bool = False


@dataclass(frozen=True)
class Shown:
    """A link as a template sees it."""

    url: str
    label: str
    current: bool


# What Django and the sign-in library call their own views; a door may say otherwise.
_places: dict[Place, str] = {
    "sign_in": "account_login",
    "sign_out": "account_logout",
    "language": "set_language",
}
_menus: dict[Frame, list[Link]] = {"citizen": [], "desk": []}


def put(place: Place, view: str) -> None:
    """Say which view a fixed link of the frame leads to."""
    _places[place] = view


def add(frame: Frame, *links: Link) -> None:
    """Add lines to a frame's menu, in this order; what is there already is not added again."""
    menu = _menus[frame]
    menu.extend(link for link in links if link not in menu)


def places() -> dict[str, str]:
    """The fixed links that lead somewhere now; a template leaves out the others."""
    found = {name: _address(view) for name, view in _places.items()}
    return {name: url for name, url in found.items() if url}


def menu(frame: Frame, *, here: str, signed_in: bool) -> list[Shown]:
    """A frame's menu for this visitor on this page."""
    return list(_shown(frame, here, signed_in))


def _shown(frame: Frame, here: str, signed_in: bool) -> Iterator[Shown]:
    for link in _menus[frame]:
        url = _address(link.view)
        if url and (signed_in or not link.signed_in):
            yield Shown(url, str(link.label), current=here == url)


def _address(view: str) -> str:
    try:
        return reverse(view)
    except NoReverseMatch:
        return ""
