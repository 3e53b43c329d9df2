"""Points of QĐ 766: bounds that hold whatever the unknown turns out to be."""

from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from tests.measures.lakes import lake_of
from toantrinh.kernel.errors import Invalid
from toantrinh.kernel.time import turned
from toantrinh.measures.asking import By
from toantrinh.measures.examples import agency, case
from toantrinh.measures.keeping import keep
from toantrinh.measures.measure import Cell
from toantrinh.measures.points import Group, Indicator, groups, points
from toantrinh.measures.reported import as_told
from toantrinh.measures.scoring import GroupScore, Scored, as_json, bounds, scores
from toantrinh.measures.standing import month_told

ONE = st.tuples(
    st.fractions(0, 1, max_denominator=50),
    st.sampled_from([Fraction(1), Fraction(4, 5), Fraction(1, 2)]),
    st.integers(0, 9),
    st.booleans(),
    st.booleans(),
)


@given(st.lists(ONE, min_size=1, max_size=6))
def test_the_truth_lies_between_the_bounds(
    told: list[tuple[Fraction, Fraction, int, bool, bool]],
) -> None:
    # By hand: what all would bring if everything were known.
    truth = sum(
        most if rate >= threshold else rate * most / threshold
        for rate, threshold, most, _known, _counted in told
    )
    whole = Fraction(sum(most for _rate, _threshold, most, _known, _counted in told))
    scored = tuple(
        Scored(
            Indicator(str(number), Fraction(most) if known else None, threshold),
            None,
            rate if counted else None,
            "",
        )
        for number, (rate, threshold, most, known, counted) in enumerate(told)
    )
    found = GroupScore(Group(1, "", whole, tuple(one.indicator for one in scored)), scored)
    assert 0 <= found.least <= truth <= found.most <= whole
    if all(known and counted for _rate, _threshold, _most, known, counted in told):
        assert found.least == truth == found.most


@pytest.mark.django_db
def test_nothing_is_made_up_and_everything_missing_says_why(
    tmp_path: Path, settings: Settings
) -> None:
    settings.LAKE_FOLDER = tmp_path / "lake"
    moments = ("created", "submitted", "received", "accepted", "decided", "returned", "ended")
    at_once: dict[str, Cell] = dict.fromkeys(moments, "2026-10-10 08:00")
    rows = [case(**at_once, signed_result=int(number < 3)) for number in range(4)]
    lake_of(settings.LAKE_FOLDER, agencies=[agency()], cases=rows, versions=[])
    with turned(datetime(2026, 10, 20, 3, tzinfo=UTC)):
        keep()
    month = month_told("2026-10")
    assert month is not None and month.first == date(2026, 10, 1)
    told = scores(By.PROVINCE, ["38", "01"], month)
    assert bounds(told["38"]) == bounds(told["01"]) == (Fraction(0), Fraction(100))
    assert all(one.why_not for score in told.values() for group in score for one in group.scored)
    assert "chưa xác minh" in str(as_json(told["38"])["why_not"])
    at = {one.indicator.number: one for group in told["38"] for one in group.scored}
    # Its rate is counted; how many points it may bring, no source told.
    assert (at["4.1"].rate, at["4.1"].brought) == (Fraction(3, 4), None)
    assert at["5.4"].rate is None and at["2.2"].rate is None

    given_ = tmp_path / "points.csv"
    given_.write_text(
        "group,name,indicator,points,threshold,source,certainty\n"
        "4,Số hóa,,22,,x,found\n4,,4.1,10,,x,found\n4,,4.2,12,4/5,x,found\n"
    )
    settings.QD766_POINTS = str(given_)
    score = scores(By.PROVINCE, ["38"], month)["38"]
    (group,) = score
    assert group.scored[0].brought == points(Fraction(3, 4), Fraction(1), Fraction(10))
    assert bounds(score) == (Fraction(15, 2), Fraction(39, 2))
    assert (as_json(score)["least"], as_json(score)["most"]) == ("7.50", "19.50")
    assert as_json(score)["why_not"] is None
    given_ = tmp_path / "wrong.csv"
    given_.write_text("group,name,indicator,points,threshold\n4,S,,22,\n4,,4.1,23,\n")
    settings.QD766_POINTS = str(given_)
    with pytest.raises(Invalid):
        groups()


def test_the_dti_is_marked_as_reported() -> None:
    rows = as_told("dti")
    assert {row["told"] for row in rows} == {"reported"} and len(rows) >= 2
