"""The plain command `toantrinh simulate --nation`, as an operator gives it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pytest_django import Settings

from toantrinh.command import simulate as commands
from toantrinh.lake.actions import folder
from toantrinh.measures import keeping, kept
from toantrinh.measures.asking import By
from toantrinh.measures.queries import show

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _home(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.LAKE_FOLDER = tmp_path / "lake"

    @contextmanager
    def laid(_teller: object) -> Iterator[None]:
        yield

    monkeypatch.setattr(commands, "ground", laid)
    # All months but two take most of the time, and are counted alike.
    monkeypatch.setattr(keeping, "_MOST_MONTHS", 2)


def _run(*words: str) -> Result:
    return CliRunner().invoke(commands.simulate, words, catch_exceptions=False)


def test_a_year_of_the_nation_is_made_counted_and_marked() -> None:
    asked = ("--nation", "--dossiers", "400", "--seed", "3", "--until", "2026-11-20")
    ended = _run(*asked, "--json")
    told = json.loads(ended.stdout)
    assert (ended.exit_code, told["dossiers"]) == (0, 400)
    assert sum(told["pieces"].values()) == 400
    assert set(told["months"]) == {f"{month.first:%Y-%m}" for month in kept.months()}
    assert folder().current().synthetic
    period = kept.months()[-2]
    (row,) = show(["nd224.b1"], By.NATION, period)
    answer = kept.read(["nd224.b1"], By.NATION, period)["nd224.b1", "VN"]
    assert (row["numerator"], row["denominator"]) == (answer.numerator, answer.denominator)


@pytest.mark.parametrize(
    "words",
    [(), ("--dossiers", "0"), ("--dossiers", "x"), ("--dossiers", "9", "--until", "2026-02-30")],
    ids=str,
)
def test_what_is_typed_wrong_ends_with_2(words: tuple[str, ...]) -> None:
    assert CliRunner().invoke(commands.simulate, words).exit_code == 2
