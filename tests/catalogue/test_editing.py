"""The editor's ground: what can be said is read off the schema, and no edit loses anything."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from toantrinh.catalogue import content as content_module
from toantrinh.catalogue import handling, questions
from toantrinh.catalogue.authored import all_authored
from toantrinh.catalogue.boxes import read, spelled, spelled_part
from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.editing import ACTS, act, at, dotted, items_at, place_of, put, write
from toantrinh.catalogue.part_words import value_word, word_of
from toantrinh.catalogue.parts import Part, Place
from toantrinh.catalogue.questions import FormField
from toantrinh.catalogue.rough import readable
from toantrinh.catalogue.shapes import Entry, entries_of, is_row, model_at, suits
from toantrinh.kernel.errors import NotFound

MODELS = sorted(
    {
        model
        for module in (content_module, handling, questions)
        for model in vars(module).values()
        if isinstance(model, type) and issubclass(model, Part) and model is not Part
    },
    key=lambda model: model.__name__,
)
SAID: dict[str, Any] = {
    "code": "9.800001",
    "name": "Ghi tên con mèo",
    "later": {"the schema": "will know"},
    "legal_bases": [{"title": "Luật", "number": "1/2025", "new": 1}, {"title": "Nghị định"}],
    "pages": [
        {"key": "cat", "title": "Mèo", "fields": [{"key": "a", "label": "A", "kind": "text"}]},
        {"key": "owner", "title": "Chủ", "fields": []},
    ],
}
AUTHORED = [
    entry.content.model_dump(mode="json", exclude_defaults=True) for entry in all_authored()
]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_part_and_value_has_a_word(model: type[Part]) -> None:
    for entry in entries_of(model):
        assert word_of(entry.name), f"{model.__name__}.{entry.name}: add it to part_words.py"
        for value in entry.options:
            told = value_word(entry.name, value)
            assert told != value, f"{entry.name}.{value}: add it to part_words.py"


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_part_can_be_reached(model: type[Part]) -> None:
    """A part that stands nowhere in a version, or has a shape that no box holds, is forgotten."""
    if model is not ProcedureContent:
        assert model in {entry.inside for each in MODELS for entry in entries_of(each)}


def test_shapes_are_read_off_the_schema() -> None:
    shapes = {entry.name: entry.shape for entry in entries_of(handling.FeeRow)}
    assert shapes["amount"] == "whole"
    assert shapes["valid_from"] == "day"
    assert shapes["when"] == "rule"
    assert shapes["channels"] == "choices"
    assert shapes["exemptions"] == "parts"
    assert not is_row(handling.FeeRow)
    assert is_row(handling.Exemption)
    assert not is_row(content_module.Template)
    assert model_at(("channels", 0, "limit")) is handling.TimeLimit
    assert model_at(("pages", 0, "fields", 1, "fields", 2)) is FormField
    for nowhere in [("pages",), ("name",), ("pages", 0, 1), (0,), ("channels", "limit")]:
        assert model_at(nowhere) is None


def test_a_question_is_asked_only_what_its_kind_has_a_use_for() -> None:
    def names(said: dict[str, Any]) -> set[str]:
        return {entry.name for entry in entries_of(FormField) if suits(entry, said)}

    assert "options" in names({"kind": "choice"})
    assert names({"kind": "text"}).isdisjoint({"options", "formula", "fields", "least"})
    # What it says anyway must not be hidden.
    assert "formula" in names({"kind": "text", "formula": "1"})


def _places(model: type[BaseModel], said: dict[str, Any], place: Place = ()) -> list[Place]:
    found = [place]
    for name, value in said.items():
        inside = model_at((*place, name, 0))
        if inside and isinstance(value, list):
            for number, item in enumerate(value):
                found += _places(inside, item, (*place, name, number))
    return found


@pytest.mark.parametrize("said", AUTHORED, ids=lambda said: str(said["code"]))
def test_to_open_and_to_save_every_page_of_a_procedure_changes_nothing(
    said: dict[str, Any],
) -> None:
    content = deepcopy(said)
    for place in _places(ProcedureContent, said):
        model = model_at(place)
        assert model
        prefix = f"{dotted(place)}." if place else ""
        part = at(said, place)
        typed = spelled_part(model, part, prefix)
        names = [entry.name for entry in entries_of(model) if suits(entry, part)]
        for entry in entries_of(model):
            if entry.shape == "parts" and entry.inside and is_row(entry.inside):
                for number, row in enumerate(items_at(part, entry.name)):
                    at_row = f"{prefix}{entry.name}.{number}."
                    typed |= spelled_part(entry.inside, row, at_row) | {at_row: ["1"]}
            elif entry.shape == "parts":
                names.remove(entry.name) if entry.name in names else None
        content = write(content, place, model, names, typed)
    assert ProcedureContent.model_validate(content) == ProcedureContent.model_validate(said)


def test_what_an_edit_does_not_speak_of_stays() -> None:
    before = deepcopy(SAID)
    typed = {
        "name": ["Ghi tên mèo"],
        "legal_bases.0.": ["1"],
        "legal_bases.0.title": ["Luật Mèo"],
        "legal_bases.0.number": ["1/2025"],
    }
    after = write(SAID, (), ProcedureContent, ["name", "legal_bases"], typed)
    assert before == SAID
    assert after["name"] == "Ghi tên mèo"
    assert after["later"] == SAID["later"]
    assert after["pages"] == SAID["pages"]
    assert after["legal_bases"] == [{"title": "Luật Mèo", "number": "1/2025", "new": 1}]


def test_what_cannot_be_read_is_kept_as_typed() -> None:
    content = act(SAID, (), "add", "fees")
    typed = {
        "fees.0.name": ["Lệ phí"],
        "fees.0.amount": ["tám nghìn"],
        "fees.0.valid_from": ["31/2/2026"],
    }
    names = ["name", "amount", "valid_from"]
    content = write(content, ("fees", 0), handling.FeeRow, names, typed)
    assert content["fees"] == [{"name": "Lệ phí", "amount": "tám nghìn", "valid_from": "31/2/2026"}]
    typed |= {"fees.0.amount": ["1.250.000"], "fees.0.valid_from": ["1 / 7 / 2026"]}
    content = write(content, ("fees", 0), handling.FeeRow, names, typed)
    assert at(content, ("fees", 0, "amount")) == 1_250_000
    assert at(content, ("fees", 0, "valid_from")) == "2026-07-01"


def test_names_are_made_of_words_and_stand_once() -> None:
    content = act(SAID, ("pages", 0), "add", "fields")
    place: Place = ("pages", 0, "fields", 1)
    typed = {"pages.0.fields.1.label": ["Họ, chữ đệm, tên"]}
    content = write(content, place, FormField, ["key", "label"], typed)
    assert at(content, place)["key"] == "ho_chu_dem_ten"
    content = act(content, ("pages", 1), "add", "fields")
    typed = {"pages.1.fields.0.label": ["Họ, chữ đệm, tên"]}
    content = write(content, ("pages", 1, "fields", 0), FormField, ["key", "label"], typed)
    assert at(content, ("pages", 1, "fields", 0))["key"] == "ho_chu_dem_ten_2"


def test_what_is_gone_is_told() -> None:
    with pytest.raises(NotFound, match="không còn"):
        at(SAID, ("pages", 7))
    with pytest.raises(NotFound, match="không còn"):
        act(SAID, ("pages", 0), "drop", "fields", 3)
    with pytest.raises(NotFound, match="không còn"):
        put(SAID, ("pages", 7, "title"), "x")


DOING = st.tuples(st.sampled_from(ACTS), st.integers(0, 4))


@given(st.lists(DOING, max_size=12))
def test_items_are_moved_as_a_plain_list_would_be(doings: list[tuple[Any, int]]) -> None:
    content: dict[str, Any] = {"papers": [{"key": name} for name in "abc"], "x": 1}
    slow: list[dict[str, str]] = [{"key": name} for name in "abc"]
    for doing, number in doings:
        if doing == "add":
            slow.append({})
        elif number >= len(slow):
            continue
        elif doing == "drop":
            del slow[number]
        elif doing == "up" and number:
            slow[number - 1], slow[number] = slow[number], slow[number - 1]
        elif doing == "down" and number + 1 < len(slow):
            slow[number + 1], slow[number] = slow[number], slow[number + 1]
        content = act(content, (), doing, "papers", number)
    assert items_at(content, "papers") == slow
    assert content["x"] == 1


WHOLE = Entry("amount", "whole", None, needed=False)
VALUES: list[tuple[Entry, st.SearchStrategy[Any]]] = [
    (WHOLE, st.integers()),
    (Entry("hours", "number", None, needed=True), st.integers(0, 5000) | st.just(0.5)),
    (Entry("day", "day", None, needed=True), st.dates().map(str)),
    (
        Entry("lines", "lines", (), needed=False),
        st.lists(st.text("abc đ", min_size=1).filter(lambda x: x == x.strip()), min_size=1),
    ),
    (
        Entry("pairs", "pairs", {}, needed=False),
        st.dictionaries(st.sampled_from("abc"), st.sampled_from("xyz"), min_size=1),
    ),
]


@given(st.data(), st.sampled_from(VALUES))
def test_what_is_spelled_is_read_again(
    data: st.DataObject, one: tuple[Entry, st.SearchStrategy[Any]]
) -> None:
    entry, values = one
    value = data.draw(values)
    assert read(entry, spelled(entry, value)) == value


@pytest.mark.parametrize("text", ["tám", "1,2", "1.00", "--1"])
def test_no_number_is_guessed(text: str) -> None:
    assert read(WHOLE, [text]) == text


def test_a_place_is_spelled_as_it_is_read() -> None:
    for place in [(), ("pages", 0, "fields", 12), ("name",)]:
        assert place_of(dotted(place)) == place


def test_a_draft_is_read_as_far_as_it_can_be() -> None:
    said: dict[str, Any] = {
        "later": 1,
        "fees": [{"name": "Lệ phí"}, {"name": "Phí", "amount": 0, "valid_from": "2026-07-01"}],
        "pages": [
            {
                "key": "cat",
                "title": "Mèo",
                "fields": [
                    {"key": "a", "label": "A", "kind": "text", "longest": "dài"},
                    {"key": "b", "label": "B", "kind": "text", "show_if": "nobody == 1"},
                    {"label": "C", "kind": "text"},
                ],
            }
        ],
    }
    content, left_out = readable(said)
    assert content.name == "…"
    assert [field.key for field in content.fields()] == ["a", "b"]
    assert [row.name for row in content.fees] == ["Phí"]
    assert {dotted(place) for place in left_out} == {
        "later",
        "fees.0",
        "pages.0.fields.0.longest",
        "pages.0.fields.2",
        "pages.0.fields.1.show_if",
    }


def test_nothing_at_all_is_read_as_nothing() -> None:
    assert readable({})[0].pages == ()
    assert readable({"pages": 5, "code": 7})[0].pages == ()
