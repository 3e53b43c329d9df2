"""A version goes out as a folder and comes back the same."""

from datetime import date
from pathlib import Path

import pytest

from toantrinh.catalogue.actions import load_authored, publish
from toantrinh.catalogue.authored import FOLDER, Authored, all_authored, read_authored
from toantrinh.catalogue.folder import write_folder
from toantrinh.catalogue.models import Source, Version
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
    first = next(all_authored())
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
