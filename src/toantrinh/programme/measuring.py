"""Lines of plans that a measure tells: the house counts them itself from what happened."""

from contextlib import closing
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.db import transaction

from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotAllowed
from toantrinh.kernel.time import now
from toantrinh.lake.actions import folder
from toantrinh.measures.asking import NATION, By
from toantrinh.measures.engines import engine
from toantrinh.measures.measure import find
from toantrinh.measures.period import Period
from toantrinh.measures.places import place_of
from toantrinh.measures.values import Counts, value
from toantrinh.programme.actions import keep
from toantrinh.programme.models import Target
from toantrinh.programme.perms import owned_by
from toantrinh.programme.units import measured_in

_DIGITS = Decimal("0.0001")


def measure_targets(*, actor: Actor, on: date) -> int:
    """Keep what each line with a measure came to in the month before a day; how many were kept.

    Counted for the place whose plan it is, told in the line's unit. A value that can't be counted
    is not kept: nothing is never zero. Again for the same month it changes nothing.
    """
    if actor.kind != "system":
        raise NotAllowed("Chỉ hệ thống được tính chỉ tiêu.")
    last = on.replace(day=1) - timedelta(days=1)
    period = Period.of(last.replace(day=1), last, now())
    kept = 0
    with closing(engine("", folder())) as count:
        for target in Target.objects.exclude(measure="").select_related("plan").order_by("pk"):
            agency = owned_by(target.plan)
            if agency is None:
                continue
            by, place = place_of(agency) or (By.NATION, NATION)
            measure = find(target.measure)
            answer = count.answer([measure], by, period)
            number = value(answer.get((target.measure, place), Counts())).number
            if number is None:
                continue
            told = _rounded(number / measured_in(target.unit, measure))
            kept += _keep(target, last, told, actor)
    return kept


@transaction.atomic
def _keep(target: Target, day: date, number: Decimal, actor: Actor) -> bool:
    if target.reports.filter(day=day, measured=True, value=number).exists():
        return False
    keep(target, day, number, None, target.measure, certainty="found", actor=actor, measured=True)
    return True


def _rounded(number: Fraction) -> Decimal:
    """To four places; exact until then."""
    exact = Decimal(number.numerator) / Decimal(number.denominator)
    return exact.quantize(_DIGITS, ROUND_HALF_UP)
