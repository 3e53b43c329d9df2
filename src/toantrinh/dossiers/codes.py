"""Codes of dossiers, and numbers of the letters that decide them.

A dossier's is `<agency>-<yymmdd>-<serial of the day>` (TT 03/2025/TT-VPCP Đ13). An agency numbers
what it issues from 1 each year, kind by kind (NĐ 30/2020/NĐ-CP, phụ lục I).
"""

from collections.abc import Mapping
from datetime import date

from django.db import connection

from toantrinh.government.queries import rule

_NEXT = """
INSERT INTO dossiers_codecounter AS counter (prefix, day, last) VALUES (%s, %s, 1)
ON CONFLICT (prefix, day) DO UPDATE SET last = counter.last + 1
RETURNING last
"""

# In one order, so that two who set aside many wait for each other and do not lock each other out.
_MANY = """
INSERT INTO dossiers_codecounter AS counter (prefix, day, last)
SELECT * FROM unnest(%s::text[], %s::date[], %s::int[]) ORDER BY 1, 2
ON CONFLICT (prefix, day) DO UPDATE SET last = counter.last + EXCLUDED.last
RETURNING prefix, day, last
"""


def next_code(prefix: str, day: date) -> str:
    """The next code of an agency on a day; the row stays locked until the act ends.

    At least as many digits as the dated rule says, more when a day needs them. An act that fails
    gives its serial back.
    """
    return code(prefix, day, _next(prefix, day))


def code(prefix: str, day: date, serial: int) -> str:
    """A dossier's code, as it is spelled."""
    digits = int(str(rule("code.serial_digits", day)))
    return f"{prefix}-{day:%y%m%d}-{serial:0{digits}d}"


def set_aside(counts: Mapping[tuple[str, date], int]) -> dict[tuple[str, date], int]:
    """Take so many serials under each prefix and day at once; the first serial of each."""
    asked = [(*key, count) for key, count in counts.items()]
    columns = [list(column) for column in zip(*asked, strict=True)] or [[], [], []]
    with connection.cursor() as cursor:
        cursor.execute(_MANY, columns)
        last = {(prefix, day): int(at) for prefix, day, at in cursor.fetchall()}
    return {key: last[key] - count + 1 for key, count in counts.items()}


def next_number(agency_code: str, notation: str, day: date) -> str:
    """The next number of an agency's letters of a kind, e.g. `07/QĐ-UBND`; counted by the year."""
    serial = _next(f"{agency_code}/{notation}"[:50], day.replace(month=1, day=1))
    return f"{serial:02d}/{notation}"


def next_of_day(agency_code: str, notation: str, day: date) -> str:
    """The next number of an agency's forms of a kind on a day, e.g. `03-261126/PBS`."""
    return f"{_next(f'{agency_code}/{notation}'[:50], day):02d}-{day:%y%m%d}/{notation}"


def _next(prefix: str, day: date) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [prefix, day])
        return int(cursor.fetchone()[0])
