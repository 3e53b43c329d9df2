"""`audit verify`: exit 0 when the journal is whole, 1 when somebody was there."""

import json

import psycopg
import pytest

from tests.host.installation import Installation
from toantrinh.host.database import database
from toantrinh.host.home import Home

pytestmark = [pytest.mark.slow]


def test_a_changed_event_is_named_and_ends_with_1(running: Installation) -> None:
    running.json("story")
    whole = running.json("audit", "verify")
    assert {"ok", "events", "chains", "seals", "problems"} <= set(whole)
    assert whole["ok"]
    maker = database(Home(running.path)).maker
    with psycopg.connect(maker.url(), autocommit=True) as connection:
        connection.execute("SET session_replication_role = 'replica'")
        stream, seq, actor = connection.execute(
            "SELECT stream, seq, actor FROM journal_event WHERE action = 'approve'"
        ).fetchone() or ("", 0, "")
        change = "UPDATE journal_event SET actor = %s WHERE stream = %s AND seq = %s"
        connection.execute(change, ["officer/nobody", stream, seq])
        try:
            ended = running.run("audit", "verify", "--json")
        finally:
            connection.execute(change, [actor, stream, seq])
    report = json.loads(ended.stdout)
    assert ended.returncode == 1
    assert not report["ok"]
    assert {"stream": stream, "seq": seq} in [
        {"stream": found["stream"], "seq": found["seq"]} for found in report["problems"]
    ]
    assert all(set(found) == {"stream", "seq", "what"} for found in report["problems"])
    assert running.json("audit", "verify")["ok"]
