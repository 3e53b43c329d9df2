"""Whether the database looks for a way anew each time a prepared statement is asked.

Left to itself it tries five times and then judges by what it guesses of any values. For a list in
many pieces, each a stretch of one index, the looking takes longer than the going; for a search the
guess is wrong, since one name is rare and the next one common.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from django.db import DEFAULT_DB_ALIAS, connections
from psycopg import Connection
from psycopg.pq import TransactionStatus


class Plans(StrEnum):
    """How often it looks."""

    ONCE = "force_generic_plan"
    EACH = "force_custom_plan"
    ITSELF = "auto"


@contextmanager
def planned(plans: Plans) -> Iterator[None]:
    """Within it prepared statements are planned so."""
    if plans is Plans.ITSELF:
        yield
        return
    wrapper = connections[DEFAULT_DB_ALIAS]
    wrapper.ensure_connection()
    line: Connection = wrapper.connection
    # Past the wrapper, which would write these two down for every list.
    line.execute(f"SET plan_cache_mode = {plans}")
    try:
        yield
    finally:
        # A transaction that failed takes the setting back by itself, and a line that broke is gone.
        if not line.closed and line.info.transaction_status is not TransactionStatus.INERROR:
            line.execute(f"SET plan_cache_mode = {Plans.ITSELF}")
