"""A version goes out as a folder and comes back the same."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.publishing import publish
from toantrinh.catalogue.actions import load_authored
from toantrinh.catalogue.authored import FOLDER, Authored, all_authored, read_authored
from toantrinh.catalogue.folder import read_rough, write_draft, write_folder
from toantrinh.catalogue.models import Draft, Source, Version
from toantrinh.catalogue.queries import find_procedure, version_in_force
from toantrinh.kernel.actors import SYSTEM

DAY = date(2026, 1, 1)


@pytest.mark.parametrize("entry", list(all_authored()), ids=lambda entry: entry.content.code)
def test_out_and_in_again_loses_nothing(entry: Authored, tmp_path: Path) -> None:
    write_folder(entry.content, entry.valid_from, tmp_path)
    again = read_authored(tmp_path / "procedure.yaml")
    assert again == entry
    write_folder(again.content, again.valid_from, tmp_path / "twice")
    twice = (tmp_path / "twice" / "procedure.yaml").read_text("utf-8")
    assert twice == (tmp_path / "procedure.yaml").read_text("utf-8")


def test_letters_of_its_own_go_along(tmp_path: Path) -> None:
    first = read_authored(FOLDER / "1.001193" / "procedure.yaml")
    own = first.content.model_copy(update={"templates": ()}).model_dump(exclude_defaults=True)
    own["templates"] = [{"name": "giay", "source": "= #d.title\n"}]
    content = type(first.content).model_validate(own)
    write_folder(content, DAY, tmp_path)
    assert (tmp_path / "giay.typ").read_text("utf-8") == "= #d.title\n"
    assert read_authored(tmp_path / "procedure.yaml").content == content
    write_folder(first.content, DAY, tmp_path)
    assert not (tmp_path / "giay.typ").exists()


@pytest.mark.django_db
def test_what_was_published_here_stays_when_the_house_is_loaded_again() -> None:
    shipped = read_authored(FOLDER / "1.001193" / "procedure.yaml")
    own = shipped.content.model_copy(update={"plain_name": "Khai sinh cho bé"})
    version, new = publish(Authored(DAY, own), actor=SYSTEM)
    assert new
    assert publish(Authored(DAY, own), actor=SYSTEM) == (version, False)
    assert load_authored(actor=SYSTEM).unchanged > 0
    procedure = find_procedure("1.001193")
    assert version_in_force(procedure).read.plain_name == "Khai sinh cho bé"
    back, new = publish(Authored(DAY, shipped.content), actor=SYSTEM)
    assert new
    assert version_in_force(procedure) == back
    numbers = Version.objects.filter(procedure=procedure, source=Source.AUTHORED)
    assert list(numbers.order_by("number").values_list("number", flat=True)) == [1, 2, 3]


_TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | _TEXTS | st.dates().map(date.isoformat),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXTS, inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@settings(deadline=None)
@given(
    st.dictionaries(
        (st.sampled_from(["name", "fees", "pages", "process"]) | _TEXTS).filter(
            lambda key: key not in {"code", "valid_from"}
        ),
        _VALUES | st.lists(st.fixed_dictionaries({"valid_from": st.dates().map(date.isoformat)})),
        max_size=4,
    ),
    st.dictionaries(st.from_regex(r"[a-z][a-z0-9_]{0,9}\.typ", fullmatch=True), _TEXTS, max_size=2),
)
def test_a_draft_goes_out_and_in_as_it_was_typed(
    content: dict[str, Any], templates: dict[str, str]
) -> None:
    draft = Draft(code="9.800001", content={**content, "code": "9.800001"}, templates=templates)
    with TemporaryDirectory() as folder:
        write_draft(draft, Path(folder))
        again = read_rough(Path(folder))
    assert again.content == draft.content
    assert again.templates == templates
