"""How the unit of a plan's line stands to what its measure counts: shares, or minutes. Pure."""

from fractions import Fraction
from typing import Final

from toantrinh.kernel.errors import Refusal
from toantrinh.kernel.text import fold
from toantrinh.measures.measure import Measure

# Measures count minutes of the clock, so a day is one of the calendar and not of an office.
_MINUTES: Final = {"phut": 1, "gio": 60, "ngay": 1440}


def measured_in(unit: str, measure: Measure) -> Fraction:
    """What one of a line's unit is worth in its measure: `%` a hundredth, `giờ` sixty minutes.

    A share of something, such as `% dân số`, is a share. Raises Refusal where the two do not fit.
    """
    plain = unit.strip()
    share, minutes = plain == "%" or plain.startswith("% "), _MINUTES.get(fold(plain))
    if measure.unit == "percent" and share:
        return Fraction(1, 100)
    if measure.unit == "minutes" and minutes is not None:
        return Fraction(minutes)
    told = {"field": "measure", "key": measure.key, "unit": plain}
    if measure.unit == "percent":
        raise Refusal("%(key)s là tỷ lệ: đơn vị phải là %%, không phải “%(unit)s”.", **told)
    raise Refusal(
        "%(key)s là thời gian: đơn vị phải là phút, giờ hoặc ngày, không phải “%(unit)s”.", **told
    )
