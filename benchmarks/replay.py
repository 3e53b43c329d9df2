"""One act's statements, recorded and run again by pgbench without Python."""

import re
import subprocess
from pathlib import Path
from typing import Any

from psycopg import ClientCursor

from toantrinh.host.database import Database
from toantrinh.host.postgres import Cluster

POOL = 200
# Stand where pgbench puts its own values.
_SEQ, _PREVIOUS = 987_654_321, b"\x5e\x0f\x5e\x0f"
# Each client has dossiers of its own, since their chains' ends are read before they are locked.
_CHOOSE = (
    "SELECT id AS dossier, head_seq + 1 AS seq, encode(head_hash, 'hex') AS previous"
    " FROM dossiers_dossier WHERE id = (ARRAY[POOL]::uuid[])[:n] \\gset"
)


def record(script: Path) -> int:
    """Write what one accept says to the database as a script for pgbench; how many statements."""
    from django.db import connection, transaction
    from tests.players import players, submitted

    from toantrinh.dossiers import actions

    who = players()
    pool = [submitted(who) for _ in range(POOL)]
    one = submitted(who)
    # What is kept in the process is then there, as it is for every act but the first.
    actions.accept(submitted(who), actor=who.reception)
    said: list[str] = []

    def listen(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        written = ClientCursor(context["connection"].connection)
        said.append(_literal(written, sql, _marked(sql, params), str(one.pk)))
        return execute(sql, params, many, context)

    with transaction.atomic(), connection.execute_wrapper(listen):
        actions.accept(one, actor=who.reception)
    ids = ", ".join(f"'{dossier.pk}'" for dossier in pool)
    choose = _CHOOSE.replace("POOL", ids)
    lines = [f"\\set n random(1, {POOL // 2}) * 2 - :client_id", "BEGIN;", choose, *said, "COMMIT;"]
    script.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return len(said)


def _marked(sql: Any, params: Any) -> Any:
    """The parameters, with marks where each run has values of its own."""
    match = re.match(r'INSERT INTO "journal_event" \(([^)]*)\)', str(sql))
    if match:
        names = [name.strip(' "') for name in match[1].split(",")]
        own = {"seq": _SEQ, "prev_hash": _PREVIOUS}
        return [own.get(name, value) for name, value in zip(names, params, strict=True)]
    if str(sql).startswith('UPDATE "dossiers_dossier" SET "head_seq" = %s'):
        return [_SEQ, *params[1:]]
    return params


def _literal(cursor: ClientCursor, sql: Any, params: Any, dossier: str) -> str:
    """One statement as text, on one line, with pgbench's variables in their places."""
    text = " ".join(cursor.mogrify(sql, params).split()).rstrip("; ")
    # A job may be left many times; a dossier's code stays its own.
    text = re.sub(r'"code" = \'[^\']*\'', '"code" = "code"', text)
    text = (
        text.replace(dossier, ":dossier")
        .replace(dossier.replace("-", ""), ":dossier")
        .replace(str(_SEQ), ":seq")
    )
    return text.replace(_PREVIOUS.hex(), ":previous").replace("\\gset", "") + ";"


def pgbench(base: Database, script: Path, *, clients: int, duration: float) -> float:
    """Transactions per second."""
    address = base.address("app")
    ended = subprocess.run(
        [
            str(Cluster.of(base.home).program("pgbench")),
            *("-n", "-c", str(clients), "-j", str(clients), "-T", str(max(3, round(duration)))),
            *("-f", str(script), "-h", address.host, "-p", str(address.port)),
            *("-U", address.user, address.name),
        ],
        env={"PGPASSWORD": address.password},
        capture_output=True,
        text=True,
        check=False,
    )
    found = re.search(r"tps = ([\d.]+)", ended.stdout)
    if ended.returncode or not found or "aborted" in ended.stderr:
        raise RuntimeError(f"pgbench: {ended.stderr or ended.stdout}")
    return float(found[1])
