"""Dossier codes by TT 03/2025/TT-VPCP Đ13: `<agency>-<yymmdd>-<serial of the day>`."""

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
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [prefix, day])
        row = cursor.fetchone()
    return f"{prefix}-{day:%y%m%d}-{row[0]:04d}" if row else ""
