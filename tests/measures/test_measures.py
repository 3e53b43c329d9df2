"""Each measure comes to what its example says, by every engine, and says all that people need."""

from fractions import Fraction
from pathlib import Path

import pytest

from tests.measures.lakes import lake_of
from toantrinh.kernel.errors import NotFound
from toantrinh.measures.asking import NATION, By
from toantrinh.measures.engines import engine
from toantrinh.measures.examples import PERIOD, tables
from toantrinh.measures.expressions import RATIOS, SPREADS
from toantrinh.measures.measure import Measure, find, measures, not_counted
from toantrinh.measures.queries import describe, explain
from toantrinh.measures.slow_cases import CASES, HOURS
from toantrinh.measures.slow_services import SERVICES
from toantrinh.measures.values import Counts, decimal, percentile, value


def test_what_is_said_and_what_is_counted_go_together() -> None:
    keys = [one.key for one in measures()]
    assert len(keys) == len(set(keys)) >= 25
    assert set(keys) == {*RATIOS, *SPREADS} == {*CASES, *SERVICES, *HOURS}
    assert not set(keys) & {one.key for one in not_counted()}
    for one in (*measures(), *not_counted()):
        texts = [said for said in describe(one).values() if isinstance(said, str)]
        assert all(text.strip() for text in texts), one.key


@pytest.mark.parametrize("name", ["duckdb", "slow"])
@pytest.mark.parametrize("one", measures(), ids=lambda one: str(one.key))
def test_the_example_comes_to_what_it_says(one: Measure, name: str, tmp_path: Path) -> None:
    lake = lake_of(tmp_path / "lake", **tables(one.example, one.table))
    by = one.by[0]
    place = NATION if by is By.NATION else "1.001193"
    counts = engine(name, lake).answer([one], by, PERIOD)[one.key, place]
    hours = tuple((hour * 60, count) for hour, count in sorted(one.example.hours.items()))
    assert counts == Counts(one.example.numerator, one.example.denominator, hours)
    assert counts.rows > 0
    # An example that a measure without its condition would pass as well tells nothing.
    assert one.is_spread or counts.numerator != counts.denominator or one.key == "work.cleared"


def test_what_rests_on_nothing_says_why() -> None:
    nothing = value(Counts())
    assert nothing.number is None
    assert "Không có trường hợp nào" in str(nothing.why_not)
    assert value(Counts(0, 3)).number == 0
    assert value(Counts(1, 3)).number == Fraction(1, 3)
    assert value(Counts(buckets=((0, 5), (60, 4), (600, 1)))).percentiles == {50: 0, 90: 60}
    assert percentile(((0, 9), (60, 1)), 91) == 60
    assert [decimal(Fraction(n, 8)) for n in (1, -1, 0)] == ["0.1250", "-0.1250", "0.0000"]
    assert decimal(Fraction(1, 20000)) == "0.0001"


def test_what_is_unknown_or_not_counted_is_told() -> None:
    with pytest.raises(NotFound, match="chưa thu đánh giá"):
        find("nd224.e")
    with pytest.raises(NotFound, match="Không có chỉ số"):
        find("nd224.x")
    told = explain("nd224.b1")
    assert isinstance(told["example"], dict)
    assert told["example"]["fraction"] == "1/4"
    assert told["example"]["value"] == "0.2500"


def test_each_row_of_an_example_says_what_it_adds() -> None:
    for one in measures():
        example = explain(one.key)["example"]
        assert isinstance(example, dict)
        added = example["each"]
        assert len(added) == len(example["rows"])
        if one.is_spread:
            continue
        assert sum(row["numerator"] for row in added) == one.example.numerator
        assert sum(row["denominator"] for row in added) == one.example.denominator
