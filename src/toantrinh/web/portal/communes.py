"""Choosing a commune without a script: words and a province, then a list to choose from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from toantrinh.government.memory import remembered
from toantrinh.government.models import Unit
from toantrinh.government.queries import find_unit, provinces, unit_now, units_of
from toantrinh.kernel.text import tokens
from toantrinh.kernel.time import today

# So many can be read as a list of circles; more come as one list to roll through.
_AS_CIRCLES = 20


@dataclass(frozen=True)
class Choice:
    """A commune as people tell it from others of its name."""

    code: str
    label: str
    chosen: bool


def commune(code: str) -> Unit | None:
    """The commune that has this code today, or that came after it; a province is none."""
    found = _unit(code, today())
    return found if found and found.parent_code else None


@remembered
def _unit(code: str, on: date) -> Unit | None:
    return unit_now(code, on)


@remembered
def _provinces(on: date) -> dict[str, str]:
    return {one.code: one.full_name for one in provinces(on)}


def search(text: str, province_code: str) -> list[Unit]:
    """Communes whose names have these words, of one province or of all; or all of a province."""
    words = tokens(text)
    if province_code:
        return [one for one in units_of(province_code) if _begins(one, words)]
    found = find_unit(text) if words else []
    communes = [one for one in found if one.parent_code]
    if communes or not found:
        return communes
    return list(units_of(found[0]))


def _begins(one: Unit, words: Iterable[str]) -> bool:
    named = one.folded.split()
    return all(any(name.startswith(word) for name in named) for word in words)


class CommuneBox(forms.Widget):
    """The chosen commune, and boxes to look for another one."""

    template_name = "portal/commune.html"
    use_fieldset = True

    def __init__(self, typed: Mapping[str, str], attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.typed = typed

    def get_context(self, name: str, value: Any, attrs: Mapping[str, Any] | None) -> dict[str, Any]:
        """What was chosen, what was looked for, what was found."""
        context = super().get_context(name, value, dict(attrs or {}))
        text = self.typed.get(f"{name}_find", "")
        province_code = self.typed.get(f"{name}_province", "")
        looked = bool(text.strip() or province_code)
        found = search(text, province_code) if looked else []
        every = _provinces(today())
        code = str(value or "")
        chosen = commune(code) if code else None
        if chosen and chosen not in found:
            found = [chosen, *found]
        choices = [
            Choice(one.code, f"{one.full_name}, {every.get(one.parent_code, '')}", one == chosen)
            for one in found
        ]
        return context | {
            "choices": choices,
            "rolled": len(choices) > _AS_CIRCLES + 1,
            "looked": looked,
            "none": looked and not [one for one in choices if not one.chosen],
            "text": text,
            "province_box": forms.Select(choices=[("", _("Mọi nơi")), *every.items()]).render(
                f"{name}_province",
                province_code,
                {"id": f"{context['widget']['attrs'].get('id', name)}_province"},
            ),
            "open": looked or chosen is None,
        }

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """The box to type in, where an error leads to."""
        del index
        return f"{id_}_find" if id_ else id_


def asks_to_look(typed: Mapping[str, str], key: str) -> bool:
    """Whether somebody looks for a commune rather than going on."""
    if typed.get("find") == key:
        return True
    text = typed.get(f"{key}_find", "").strip()
    # Enter pressed in the box means the same as the button beside it.
    return bool(text) and not typed.get(key) and text != typed.get(f"{key}_found", "").strip()
