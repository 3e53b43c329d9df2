"""Choosing procedures without a script: what was chosen as boxes, and words to look for more."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict

from toantrinh.catalogue.queries import procedures_by_code
from toantrinh.catalogue.search import search

_SHOWN = 8


@dataclass(frozen=True)
class Choice:
    """A procedure as a box; ticked only if somebody ticked it."""

    code: str
    label: str
    chosen: bool


class ProcedureBoxes(forms.Widget):
    """The chosen procedures, those found, and a box to look for others.

    `typed` is all that was sent; `offered` are codes to show at first, unticked.
    """

    template_name = "look/procedures.html"
    use_fieldset = True

    def __init__(self, typed: QueryDict | None, offered: list[str]) -> None:
        super().__init__()
        self.typed = typed or QueryDict()
        self.offered = offered

    def value_from_datadict(self, data: Mapping[str, Any], _files: Any, name: str) -> list[str]:
        """The codes that were ticked."""
        return list(data.getlist(name)) if isinstance(data, QueryDict) else []

    def get_context(self, name: str, value: Any, attrs: Mapping[str, Any] | None) -> dict[str, Any]:
        """What was ticked first, then what was looked for."""
        context = super().get_context(name, value, dict(attrs or {}))
        text = self.typed.get(f"{name}_find", "").strip()
        ticked = list(value or [])
        hits = search(text, limit=_SHOWN) if text else []
        codes = dict.fromkeys([*ticked, *self.offered, *(hit.code for hit in hits)])
        known = procedures_by_code(codes)
        choices = [
            Choice(code, known[code].plain_name, code in ticked) for code in codes if code in known
        ]
        return context | {"choices": choices, "text": text, "none": bool(text) and not hits}

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """The box to type in, where an error leads to."""
        del index
        return f"{id_}_find" if id_ else id_


def asks_to_look(typed: QueryDict, name: str) -> bool:
    """Whether somebody looks for a procedure rather than going on."""
    if typed.get("find") == name:
        return True
    text = typed.get(f"{name}_find", "").strip()
    # Enter pressed in the box means the same as the button beside it.
    return bool(text) and text != typed.get(f"{name}_found", "").strip()
