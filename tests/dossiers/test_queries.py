"""The statements that lists send, so that a change of them is seen and meant."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from syrupy.assertion import SnapshotAssertion

from tests import players as p
from toantrinh.dossiers import queries

pytestmark = pytest.mark.django_db
_ID = re.compile(r"'[0-9a-f]{32}'(::uuid)?")
_COLUMNS = re.compile(r"SELECT .*? FROM", re.DOTALL)


def _statements(captured: CaptureQueriesContext) -> list[str]:
    return [_COLUMNS.sub("SELECT … FROM", _ID.sub("<id>", q["sql"])) for q in captured]


def test_the_queue_is_one_condition_on_the_tree(snapshot: SnapshotAssertion) -> None:
    who = p.players()
    # The officer's agency is then kept in the process.
    queries.queue(who.specialist, states=[])
    with CaptureQueriesContext(connection) as captured:
        list(queries.queue(who.specialist, states=["accepted", "processing"]))
    assert _statements(captured) == snapshot


def test_a_persons_own_dossiers(snapshot: SnapshotAssertion) -> None:
    who = p.players()
    with CaptureQueriesContext(connection) as captured:
        list(queries.mine(who.mother))
    assert _statements(captured) == snapshot


def test_the_tree_filter_uses_its_index() -> None:
    who = p.players()
    path = who.cast.leader.post.agency.path
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT id FROM dossiers_dossier WHERE agency_path >= %s AND agency_path < %s",
            [path, f"{path[:-1]}0"],
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "dossier_queue" in plan
