"""Places of a draft as people call them, and the pages on which they are written."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from toantrinh.catalogue import drafts
from toantrinh.catalogue.editing import Content, dotted
from toantrinh.catalogue.models import Draft
from toantrinh.catalogue.part_words import value_word, word_of
from toantrinh.catalogue.parts import Place
from toantrinh.catalogue.shapes import is_row, model_at
from toantrinh.web.editor.sections import section_of

_NAMES = ("label", "title", "name", "key", "kind")
_LETTER = ".typ"


def whole(draft: Draft) -> Content:
    """What a draft says, its letters among the rest."""
    return drafts.whole(draft.content, draft.templates)


def parted(content: Content) -> tuple[Content, dict[str, str]]:
    """The same as drafts are saved: the letters apart, by the names of their files."""
    rest = {name: value for name, value in content.items() if name != "templates"}
    letters: dict[str, str] = {}
    for number, letter in enumerate(content.get("templates") or (), 1):
        said = letter if isinstance(letter, Mapping) else {}
        name = f"{said.get('name') or f'mau_{number}'}{_LETTER}"
        while name in letters:
            name = f"{name.removesuffix(_LETTER)}_{number}{_LETTER}"
        letters[name] = str(said.get("source") or "")
    return rest, letters


def place_words(content: Mapping[str, Any], place: Place) -> str:
    """A place as people call it, items by their names, e.g. “Tờ khai › Về bé › Nhãn”."""
    words: list[str] = []
    found: Any = content
    for step in place:
        try:
            found = found[step]
        except (KeyError, IndexError, TypeError):
            found = None
        if isinstance(step, str):
            words.append(word_of(step) or step)
        else:
            named = found if isinstance(found, Mapping) else {}
            name = next((each for each in _NAMES if named.get(each)), "")
            told = value_word(name, named[name]) if name == "kind" else named.get(name)
            words.append(str(told or step + 1))
    return " › ".join(words)


def place_url(draft: Draft, place: Place) -> str:
    """Where something is written: the page of the innermost item that has one, and the box."""
    for length in range(len(place), 0, -1):
        around = place[:length]
        model = model_at(around)
        if model and isinstance(around[-1], int) and not is_row(model):
            url = reverse("editor:edit", args=[draft.pk, dotted(around)])
            return f"{url}#id_{dotted(place)}"
    section = section_of(place[0] if place else "")
    return f"{reverse('editor:edit', args=[draft.pk, section.slug])}#id_{dotted(place)}"


def left_out_words(draft: Draft, left_out: list[Place]) -> list[tuple[str, str]]:
    """What could not be read yet, each leading to its place."""
    content = whole(draft)
    return [(place_url(draft, place), place_words(content, place)) for place in left_out]
