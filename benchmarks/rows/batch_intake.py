"""Dossiers of another system taken from a file of lines, against raw COPY of the same rows.

A line is parsed, checked, sealed under a key of its own, hashed into a chain, and written to four
tables. The baseline copies those very rows, spelled out before, into the same tables with their
indexes, keys and triggers. Both run in one process and are rolled back, by turns, three times each;
the best counts.
"""

import json
import time
from collections.abc import Sequence
from typing import Any

from benchmarks.measuring import Figure, Size, house

_LINES: dict[Size, int] = {"small": 5000, "full": 50_000}
_TURNS = 3
_TABLES = ("people_datakey", "sync_pushed", "sync_pushedrevision", "journal_event")
# Rows of this turn only; `position` is the trigger's.
_WHERE = {
    "people_datakey": "id IN (SELECT key_id FROM sync_pushed WHERE system_id = '{system}')",
    "sync_pushed": "system_id = '{system}'",
    "sync_pushedrevision": (
        "dossier_id IN (SELECT id FROM sync_pushed WHERE system_id = '{system}')"
    ),
    "journal_event": "actor = 'system/{system}' AND stream LIKE 'pushed/%'",
}


def measure(size: Size) -> Figure:
    """Lines per second."""
    count = _LINES[size]
    with house():
        from django.db import connection, transaction

        from simulators.agency.inventing import dossiers
        from toantrinh.government.queries import agency
        from toantrinh.kernel.actors import SYSTEM
        from toantrinh.sync.accounts import as_system, open_account
        from toantrinh.sync.actions import push_lines

        made = dossiers(1, count, prefix="H98")
        lines = [
            json.dumps({"service": "DongBoHoSoMC", "data": one}, ensure_ascii=False).encode()
            for one in made
        ]
        taking: list[float] = []
        copying: list[float] = []
        for _turn in range(_TURNS):
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL statement_timeout = 0")
                system = open_account("bench", agency("38.ubnd"), actor=SYSTEM)[0]
                system_row = vars(system) | {"_state": None}
                began = time.perf_counter()
                taken = push_lines(system, lines, actor=as_system(system))
                taking.append(time.perf_counter() - began)
                assert taken.batch.accepted == count
                rows = [_out(cursor, table, str(system.pk)) for table in _TABLES]
                transaction.set_rollback(True)
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL statement_timeout = 0")
                type(system)(**{k: v for k, v in system_row.items() if k != "_state"}).save(
                    force_insert=True
                )
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                began = time.perf_counter()
                for table, blocks in zip(_TABLES, rows, strict=True):
                    _in(cursor, table, blocks)
                copying.append(time.perf_counter() - began)
                transaction.set_rollback(True)
    note = (
        f"{count} lines, each a dossier with its key, revision and event;"
        " baseline: COPY of the same rows into the same tables"
    )
    return Figure(round(count / min(taking), 1), "rows/s", round(count / min(copying), 1), note)


def _out(cursor: Any, table: str, system: str) -> Sequence[bytes]:
    """The rows of a table as COPY spells them, chains in their order."""
    where = _WHERE[table].format(system=system)
    order = " ORDER BY stream, seq" if table == "journal_event" else ""
    with cursor.copy(f"COPY (SELECT * FROM {table} WHERE {where}{order}) TO STDOUT") as copy:
        return [bytes(block) for block in copy]


def _in(cursor: Any, table: str, blocks: Sequence[bytes]) -> None:
    with cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for block in blocks:
            copy.write(block)
