"""How often somebody knocks at a view in a minute, counted once for all processes.

The count lives in an unlogged table: one upsert without a write to the log, shared by all workers
and hosts, with nothing else to install. A process takes knocks from the table in small blocks and
hands them out itself, so that a busy visitor costs one upsert for several pages; what one process
took and did not use is lost to the others, never gained.
"""

import hashlib
import threading

from django.conf import settings
from django.db import OperationalError, connection

from toantrinh.kernel.time import wall

_MINUTE = 60
# A sixteenth of a limit is taken at once; small limits, as for signing in, are counted one by one.
_SHARE = 16
# More than anybody can knock; a limit and a block together fit into the column.
_MOST = 10**9
# So many takings later, counts of past minutes are swept out.
_SWEEP = 1000

_TAKE = """
INSERT INTO gate_knock AS kept (key, minute, count) VALUES (%(key)s, %(minute)s, %(block)s)
ON CONFLICT (key) DO UPDATE SET
    count = excluded.count
        + CASE WHEN kept.minute = excluded.minute THEN LEAST(kept.count, %(limit)s) ELSE 0 END,
    minute = excluded.minute
RETURNING count
"""


class Turnstile:
    """The knocks that this process may still hand out, by visitor, in the present minute."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._minute = 0
        self._left: dict[bytes, int] = {}
        self._taken = 0

    def wait(self, name: str, per_minute: int) -> int:
        """Count one knock; 0 if it may pass, else the seconds until the next one may."""
        moment = int(wall().timestamp())
        minute = moment // _MINUTE
        key = hashlib.blake2b(
            name.encode(), digest_size=16, key=bytes.fromhex(settings.GATE_KEY)
        ).digest()
        if self._hand_out(key, minute):
            return 0
        limit = min(per_minute, _MOST)
        block = max(1, limit // _SHARE)
        try:
            taken = self._take(key, minute, block, limit)
        except OperationalError:
            # Without its database the site says so itself; health checks must still pass.
            return 0
        if taken > limit:
            return _MINUTE - moment % _MINUTE
        with self._lock:
            self._left[key] = self._left.get(key, 0) + block - 1
        return 0

    def forget(self) -> None:
        """Hand out nothing that was taken before, e.g. from another database."""
        with self._lock:
            self._left.clear()

    def _hand_out(self, key: bytes, minute: int) -> bool:
        with self._lock:
            if minute != self._minute:
                self._minute = minute
                self._left.clear()
            left = self._left.get(key, 0)
            if left:
                self._left[key] = left - 1
            return left > 0

    def _take(self, key: bytes, minute: int, block: int, limit: int) -> int:
        self._taken += 1
        with connection.cursor() as cursor:
            if self._taken % _SWEEP == 0:
                cursor.execute("DELETE FROM gate_knock WHERE minute < %s", [minute - 1])
            cursor.execute(_TAKE, {"key": key, "minute": minute, "block": block, "limit": limit})
            row = cursor.fetchone()
        return int(row[0]) if row else 0


turnstile = Turnstile()
