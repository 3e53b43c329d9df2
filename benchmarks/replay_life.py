"""The statements of one dossier's whole life, recorded and run again by pgbench without Python.

Two lives are recorded as the house serves them: an id that only the second one speaks of was made
in it, and becomes pgbench's own in each run, as does the dossier's code. Hashes stay as they were:
each event still follows the one before it. Each request is one transaction.
"""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from psycopg import ClientCursor

_SPELLED = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=')[0-9a-f]{32}(?=')")
Live = Callable[[Callable[[str, str, Any], Any]], None]


def record_life(live: Live, script: Path) -> int:
    """Write what one life says to the database as a script for pgbench; how many statements.

    `live` is given a way to post: who, path, body, as `full_life_dossiers` does over the line.
    """
    _recorded(live)
    [before, _code], [said, code] = _recorded(live), _recorded(live)
    names = {key: f"id{at}" for at, key in enumerate(sorted(_ids(said) - _ids(before)))}
    lines = [f"SELECT {', '.join(f'uuidv7() AS {name}' for name in names.values())} \\gset"]
    for request in said:
        lines += ["BEGIN;", *(_named(statement, names, code) for statement in request), "COMMIT;"]
    script.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return sum(map(len, said))


def _ids(said: list[list[str]]) -> set[str]:
    """All ids that these statements speak of, without dashes."""
    found = _SPELLED.findall("\n".join(line for request in said for line in request))
    return {key.replace("-", "") for key in found}


def _named(statement: str, names: dict[str, str], code: str) -> str:
    """One statement with pgbench's variables, which it fills in as text, for what was made."""

    def name(found: re.Match[str]) -> str:
        key = found[0].replace("-", "")
        return f":{names[key]}" if key in names else found[0]

    return _SPELLED.sub(name, statement.replace(code, "X-:id0")) + ";"


def _recorded(live: Live) -> tuple[list[list[str]], str]:
    """What each request of one life says, and the dossier's code."""
    from django.db import connection
    from django.test import Client, override_settings

    said: list[list[str]] = []
    codes: list[str] = []

    def listen(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        written = ClientCursor(context["connection"].connection)
        said[-1].append(" ".join(written.mogrify(sql, params).split()).rstrip("; "))
        return execute(sql, params, many, context)

    def post(token: str, path: str, body: Any) -> Any:
        said.append([])
        with connection.execute_wrapper(listen), override_settings(THROTTLE_FACTOR=1000):
            answer = Client().post(
                path,
                json.dumps(body),
                content_type="application/json",
                headers={"authorization": f"Bearer {token}", "host": "localhost"},
            )
        assert answer.status_code < 300, answer.content
        told = answer.json()
        codes.append(told["code"])
        return told

    live(post)
    return said, codes[0]
