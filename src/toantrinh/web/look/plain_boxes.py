"""Forms and their boxes written by hand: what their templates give, but for space between tags.

A page of thirty questions spent four fifths of its time in these templates. A test compares each
with the template whose place it takes.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from html import escape
from typing import Any

from django.forms import BoundField, Select
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

FORM, FIELD = "look/form.html", "look/field.html"
_Widget = Mapping[str, Any]


def safe(value: Any) -> str:
    """Escaped, unless it is marked as safe."""
    # Django's own takes as long again to see whether plain words are lazy.
    return escape(value) if type(value) is str else conditional_escape(value)


def plain_box(template: str, context: Mapping[str, Any]) -> SafeString | None:
    """What a template would give; None for one that is not known here, or asked for more."""
    if template in _ERRORS and not context["errors"]:
        return mark_safe("")
    if template == FORM:
        return mark_safe(_form(context))  # noqa: S308 (each part is)
    if template == FIELD:
        return None if _apart(context) else mark_safe(_field(context["field"]))  # noqa: S308
    write = _WRITERS.get(template.removeprefix(_WIDGETS)) if template.startswith(_WIDGETS) else None
    return mark_safe(write(context["widget"])) if write else None  # noqa: S308 (all is escaped)


def _form(context: Mapping[str, Any]) -> str:
    hidden = (str(field) for field in context["hidden_fields"])
    return "".join([*hidden, *(field.as_field_group() for field, _errors in context["fields"])])


def _apart(context: Mapping[str, Any]) -> bool:
    """Whether a question is more than a label over a box."""
    field: BoundField = context["field"]
    return bool(context.get("alone") or field.use_fieldset or field.widget_type == "checkbox")


def _field(field: BoundField) -> str:
    wrong = "wrong" if field.errors else ""
    parts = [f'<div class="field {wrong}"><label for="{safe(field.id_for_label)}">']
    parts.append(safe(field.label))
    if not field.field.required and not field.field.disabled:
        parts.append(f' <span class="soft small">{_("(không bắt buộc)")}</span>')
    parts.append("</label>")
    if field.help_text:
        named = safe(field.auto_id)
        parts.append(f'<div class="hint" id="{named}_helptext">{safe(field.help_text)}</div>')
    return "".join([*parts, str(field.errors), str(field), "</div>"])


def _attrs(widget: _Widget) -> str:
    return "".join(
        f" {safe(name)}" if value is True else f' {safe(name)}="{safe(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


def _input(widget: _Widget) -> str:
    value = widget["value"]
    said = "" if value is None else f' value="{safe(value)}"'
    opening = f'<input type="{safe(widget["type"])}" name="{safe(widget["name"])}"'
    return f"{opening}{said}{_attrs(widget)}>"


def _textarea(widget: _Widget) -> str:
    text = safe(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{safe(widget["name"])}"{_attrs(widget)}>\n{text}</textarea>'


def _select(widget: _Widget) -> str:
    parts = [f'<select name="{safe(widget["name"])}"{_attrs(widget)}>']
    for group, options, _index in widget["optgroups"]:
        if group:
            parts.append(f'\n  <optgroup label="{safe(group)}">')
        parts += [f"\n  {_option(option)}" for option in options]
        if group:
            parts.append("\n  </optgroup>")
    return "".join([*parts, "\n</select>"])


class LongSelect(Select):
    """A choice among very many that pages offer again and again: their lines are written once."""

    def render(
        self, name: str, value: Any, attrs: Mapping[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """As any select, all its choices without groups."""
        del renderer
        box = {"name": name, "attrs": self.build_attrs(self.attrs, dict(attrs or {}))}
        chosen = "" if value is None else str(value)
        parts = [f'<select name="{safe(name)}"{_attrs(box)}>']
        for key, (opening, rest) in _lines(tuple(self.choices)).items():
            parts.append(f"\n  {opening}{' selected' if key == chosen else ''}{rest}")
        return mark_safe("".join([*parts, "\n</select>"]))  # noqa: S308 (all is escaped)


@lru_cache(maxsize=128)
def _lines(choices: tuple[tuple[Any, Any], ...]) -> dict[str, tuple[str, str]]:
    """Each line in two, between which stands whether it is the chosen one.

    Always escaped: to what keeps these lines, text that is marked as safe is like any other.
    """
    return {
        str(value): (f'<option value="{escape(str(value))}"', f">{escape(str(label))}</option>")
        for value, label in choices
    }


def _option(option: _Widget) -> str:
    value, label = safe(option["value"]), safe(option["label"])
    return f'<option value="{value}"{_attrs(option)}>{label}</option>'


def _several(widget: _Widget) -> str:
    attrs = widget["attrs"]
    named = f' id="{safe(attrs["id"])}"' if attrs.get("id") else ""
    styled = f' class="{safe(attrs["class"])}"' if attrs.get("class") else ""
    parts = [f"<div{named}{styled}>"]
    for group, options, _index in widget["optgroups"]:
        if group:
            parts.append(f"\n  <div><label>{safe(group)}</label>")
        parts += [f"<div>\n    {_circle(option)}</div>" for option in options]
        if group:
            parts.append("\n  </div>")
    return "".join([*parts, "\n</div>"])


def _circle(option: _Widget) -> str:
    if not option.get("wrap_label"):
        return _input(option)
    named = option["attrs"].get("id")
    leads = f' for="{safe(named)}"' if named else ""
    return f"<label{leads}>{_input(option)} {safe(option['label'])}</label>"


_WIDGETS = "django/forms/widgets/"
_ERRORS = frozenset({"django/forms/errors/list/default.html", "django/forms/errors/list/ul.html"})
_WRITERS: Mapping[str, Callable[[_Widget], str]] = {
    **{
        f"{kind}.html": _input
        for kind in ("text", "number", "email", "tel", "url", "search", "password", "hidden")
    },
    "textarea.html": _textarea,
    "select.html": _select,
    "radio.html": _several,
    "checkbox_select.html": _several,
}
