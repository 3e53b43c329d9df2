"""The page on adding a measure can be followed as written."""

import re
from pathlib import Path

import pytest
import yaml

from tests.measures.lakes import lake_of
from toantrinh.measures import of_cases, slow_cases
from toantrinh.measures.asking import NATION, By
from toantrinh.measures.engines import engine
from toantrinh.measures.examples import PERIOD, tables
from toantrinh.measures.expressions import RATIOS
from toantrinh.measures.measure import Measure
from toantrinh.measures.values import Counts

_PAGE = Path(__file__).parents[2] / "docs" / "add-a-measure.md"


def test_the_page_can_be_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said, expression, slow = re.findall(
        r"```(?:yaml|python)\n(.*?)```", _PAGE.read_text(), re.DOTALL
    )
    [told] = yaml.safe_load(said)
    one = Measure.model_validate(told)
    exec(expression, dict(vars(of_cases)))  # noqa: S102
    judges = eval(f"{{{slow}}}", dict(vars(slow_cases)))  # noqa: S307
    monkeypatch.setitem(slow_cases.CASES, one.key, judges[one.key])
    lake = lake_of(tmp_path / "lake", **tables(one.example, one.table))
    expected = Counts(one.example.numerator, one.example.denominator)
    try:
        for name in ("duckdb", "slow"):
            answer = engine(name, lake).answer([one], By.NATION, PERIOD)
            assert answer[one.key, NATION] == expected
    finally:
        RATIOS.pop(one.key)
