"""Boxes written by hand are those of Django's templates, but for white space between tags."""

import re
from typing import Any

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.functional import lazystr
from django.utils.safestring import mark_safe
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from toantrinh.web.look.forms import DayField, Questions, Renderer
from toantrinh.web.look.plain_boxes import FIELD, FORM, LongSelect, plain_box

_WORDS = st.one_of(
    st.none(),
    st.text("aĐộ<>&\"'\n \u00a0", max_size=12),
    st.integers(-9, 10**9),
    st.just(mark_safe("<b>")),
    st.just(lazystr("Có & không")),
)
_ATTRS = st.dictionaries(
    st.sampled_from(["id", "class", "rows", "disabled", "data-x", "autocomplete"]),
    st.one_of(_WORDS.filter(lambda word: word is not None), st.booleans()),
    max_size=4,
)
_CHOICES = st.lists(
    st.one_of(
        st.tuples(_WORDS, _WORDS),
        st.tuples(st.text("xy<", min_size=1, max_size=4), st.lists(st.tuples(_WORDS, _WORDS))),
    ),
    max_size=4,
)
_SIMPLE = (
    *(forms.TextInput, forms.NumberInput, forms.EmailInput, forms.URLInput, forms.PasswordInput),
    *(forms.HiddenInput, forms.Textarea),
)
_CHOOSING = (forms.Select, forms.RadioSelect, forms.CheckboxSelectMultiple)


def both(widget: forms.Widget, value: Any, attrs: dict[str, Any]) -> list[str]:
    renderers = (Renderer(), TemplatesSetting())
    drawn = [widget.render("tên<", value, attrs, renderer=renderer) for renderer in renderers]
    if isinstance(widget, forms.Textarea):
        return [one.strip() for one in drawn]
    return [re.sub(r">\s+", ">", one.strip()) for one in drawn]


@pytest.mark.parametrize("kind", _SIMPLE)
@given(value=_WORDS, attrs=_ATTRS)
def test_boxes_to_type_in(kind: type[forms.Widget], value: object, attrs: dict[str, Any]) -> None:
    quick, slow = both(kind(), value, attrs)
    assert quick == slow
    assert plain_box(str(kind.template_name), kind().get_context("a", value, attrs)) is not None


@pytest.mark.parametrize("kind", _CHOOSING)
@given(choices=_CHOICES, value=_WORDS, attrs=_ATTRS)
def test_boxes_to_choose_from(
    kind: type[forms.Select], choices: list[Any], value: object, attrs: dict[str, Any]
) -> None:
    widget = kind(choices=choices)
    quick, slow = both(widget, value, attrs)
    assert quick == slow
    assert plain_box(widget.template_name, widget.get_context("a", value, attrs)) is not None


_LINES = st.dictionaries(
    st.text("xyĐ<&'", max_size=4), st.one_of(st.text("aĐ<&"), st.just(lazystr("Có & không")))
)


@given(lines=_LINES, value=_WORDS, attrs=_ATTRS)
def test_a_long_choice_is_like_any_other(
    lines: dict[str, str], value: object, attrs: dict[str, Any]
) -> None:
    long, usual = (kind(choices=list(lines.items())) for kind in (LongSelect, forms.Select))
    assert both(long, value, attrs) == both(usual, value, attrs)


def test_what_was_safe_before_is_escaped_all_the_same() -> None:
    drawn = [
        LongSelect(choices=[("a", word)]).render("b", "a") for word in (mark_safe("<i>"), "<i>")
    ]
    assert drawn[0] == drawn[1] and "&lt;i&gt;" in drawn[0]


def test_errors_and_what_is_not_known() -> None:
    class Form(forms.Form):
        a = forms.CharField()

    wrong = Form({"a": ""}, renderer=Renderer())["a"].errors
    assert "errorlist" in str(wrong)
    assert str(Form({"a": "x"}, renderer=Renderer())["a"].errors) == ""
    assert plain_box("look/day.html", {}) is None


class Slow(TemplatesSetting):
    """The same templates, all by Django."""

    form_template_name = FORM
    field_template_name = FIELD


class Asked(Questions):
    """Questions of every kind that forms have."""

    kept = forms.CharField(widget=forms.HiddenInput)
    name = forms.CharField()
    note = forms.CharField(required=False, widget=forms.Textarea)
    fixed = forms.CharField(required=False, disabled=True)
    kind = forms.ChoiceField(choices=[("a", "A"), ("b", "B & C")], required=False)
    agreed = forms.BooleanField(required=False)
    ways = forms.MultipleChoiceField(
        choices=[("a", "A")], widget=forms.CheckboxSelectMultiple, required=False
    )
    day = DayField(required=False)


def _close(drawn: str) -> str:
    return re.sub(r"\s*([<>])\s*", r"\1", drawn.strip())


@given(
    data=st.none() | st.dictionaries(st.sampled_from([*Asked.base_fields]), st.text("aĐ<& ")),
    label=_WORDS,
    hint=st.sampled_from(["", "Ghi <rõ>", mark_safe("<b>rõ</b>"), lazystr("rõ & đủ")]),
)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_questions(language: str, data: Any, label: Any, hint: Any) -> None:
    drawn = []
    for renderer in (Renderer(), Slow()):
        form = Asked(data, renderer=renderer)
        for field in form.fields.values():
            field.label, field.help_text = label, hint
        with override(language):
            drawn.append(_close(str(form)))
    assert drawn[0] == drawn[1]
