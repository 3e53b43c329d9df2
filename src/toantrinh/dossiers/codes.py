"""Codes of dossiers, and numbers of the letters that decide them.

A dossier's is `<agency>-<yymmdd>-<serial of the day>` (TT 03/2025/TT-VPCP Đ13). An agency numbers
what it issues from 1 each year, kind by kind (NĐ 30/2020/NĐ-CP, phụ lục I).
"""

from datetime import date

from django.db import connection

_NEXT = """
INSERT INTO dossiers_codecounter AS counter (prefix, day, last) VALUES (%s, %s, 1)
ON CONFLICT (prefix, day) DO UPDATE SET last = counter.last + 1
RETURNING last
"""


def next_code(prefix: str, day: date) -> str:
    """The next code of an agency on a day; the row stays locked until the act ends.

    Four digits at least, more when a day needs them. An act that fails gives its serial back.
    """
    return f"{prefix}-{day:%y%m%d}-{_next(prefix, day):04d}"


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
