"""Lines that a measure tells are counted by the house, month by month, and marked so."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from pytest_django import Settings

from tests import players as p
from tests.measures.lakes import lake_of
from toantrinh.journal.models import Event
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.errors import NotAllowed, Refusal
from toantrinh.measures.examples import tables
from toantrinh.measures.measure import find, measures
from toantrinh.measures.places import nation
from toantrinh.programme.goals import Standing
from toantrinh.programme.measuring import measure_targets
from toantrinh.programme.models import Report, Target
from toantrinh.programme.queries import find_plan, goals_of, stands
from toantrinh.programme.units import measured_in

pytestmark = pytest.mark.django_db


def test_each_measure_of_a_line_is_one_there_is() -> None:
    keys = set(Target.objects.exclude(measure="").values_list("measure", flat=True))
    assert keys and keys <= {one.key for one in measures()}


def test_the_month_before_is_counted_once(tmp_path: Path, settings: Settings) -> None:
    settings.LAKE_FOLDER = tmp_path / "lake"
    example = find("qd766.4.1").example
    lake_of(tmp_path / "lake", **tables(example, "cases"))
    day = date(2026, 4, 2)
    assert measure_targets(actor=SYSTEM, on=day) >= 1
    made = Report.objects.get(target__plan__code="nq57", target__number="11.4", measured=True)
    share = Decimal(example.numerator * 100) / Decimal(example.denominator)
    assert made.value == share.quantize(Decimal("0.0001"))
    assert made.day == date(2026, 3, 31)
    assert measure_targets(actor=SYSTEM, on=day) == 0
    plan = find_plan("nq57", actor=SYSTEM)
    found = {line.target.number: line for line in stands([plan], day)[plan]}
    assert found["11.4"].last == made and found["11.4"].standing is Standing.GOING
    assert Event.objects.filter(stream="plan/nq57", action="measure").exists()


def test_minutes_are_told_in_the_unit_of_the_line(tmp_path: Path, settings: Settings) -> None:
    settings.LAKE_FOLDER = tmp_path / "lake"
    example = find("nd224.d").example
    lake_of(tmp_path / "lake", **tables(example, "cases"))
    line = Target.objects.filter(plan__code="nq57", number="11.4")
    line.update(measure="nd224.d", unit="giờ", goal="≤2,5", due=date(2099, 12, 31))
    assert measure_targets(actor=SYSTEM, on=date(2026, 4, 2)) >= 1
    made = Report.objects.get(target=line.get(), measured=True)
    # 270 minutes of two dossiers.
    assert made.value == Decimal("2.2500")
    # What pages hold the measure against is in its own unit.
    bound, _who, least = goals_of(["nd224.d"], nation())["nd224.d"]
    assert (bound, least) == (Fraction(150), False)


@pytest.mark.parametrize(
    ("unit", "key", "worth"),
    [
        ("%", "nd224.dd", Fraction(1, 100)),
        ("% dân số", "nd224.dd", Fraction(1, 100)),
        ("Phút", "nd224.d", 1),
        ("giờ", "nd224.d", 60),
        ("ngày", "nd224.d", 1440),
        ("ngày làm việc", "nd224.d", None),
        ("%", "nd224.d", None),
        ("%/năm", "nd224.dd", None),
        ("giờ", "nd224.dd", None),
        ("", "nd224.dd", None),
    ],
)
def test_a_unit_fits_its_measure_or_is_refused(unit: str, key: str, worth: Fraction | None) -> None:
    if worth is not None:
        assert measured_in(unit, find(key)) == worth
        return
    with pytest.raises(Refusal, match=key):
        measured_in(unit, find(key))


def test_what_can_not_be_counted_is_not_kept(tmp_path: Path, settings: Settings) -> None:
    settings.LAKE_FOLDER = tmp_path / "lake"
    lake_of(tmp_path / "lake", **tables(find("qd766.4.1").example, "cases"))
    # Nothing happened in that month.
    assert measure_targets(actor=SYSTEM, on=date(2020, 4, 2)) == 0
    assert not Report.objects.filter(measured=True).exists()
    with pytest.raises(NotAllowed):
        measure_targets(actor=p.players().leader, on=date(2026, 4, 2))
