"""A calendar for tests: office hours of many provinces, the days off of 2026 as far as noticed."""

from datetime import date

from toantrinh.government.calendar import Calendar, Hours, Week

WEEK: Week = (((480, 720), (780, 1020)),) * 5 + ((), ())
# Friday the 13th is the last working day before; mùng 1 is 17/02/2026.
TET = tuple(date(2026, 2, day) for day in range(16, 21))
NATIONAL = (date(2026, 8, 31), date(2026, 9, 1), date(2026, 9, 2))
CULTURE = date(2026, 11, 24)

STANDARD = Calendar(
    off=frozenset([date(2026, 1, 1), *TET, *NATIONAL, CULTURE]),
    made_up=frozenset([date(2026, 8, 22)]),
    hours=(Hours(WEEK),),
    names=(
        *((day, "Tết Nguyên đán") for day in TET),
        *((day, "Quốc khánh") for day in NATIONAL),
        (CULTURE, "Ngày Văn hóa Việt Nam"),
    ),
    replaces=((date(2026, 8, 22), date(2026, 8, 31)),),
)
