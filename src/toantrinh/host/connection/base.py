"""Django's connection to PostgreSQL, whose health is seen on the line and not asked for each time.

Django asks the server before the first use in every request, which costs an eighth of a small one.
A server that ended, or ended this connection, has closed its end: then something can be read. Only
in that case, which a notice may be too, it is asked as Django does.
"""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """What Django's ENGINE names; the file's name is Django's wish."""

    def is_usable(self) -> bool:
        """Whether the connection still stands, as far as this end can see."""
        return self._silent() or super().is_usable()

    def _silent(self) -> bool:
        """Whether the line is open and nothing came over it that nobody asked for."""
        if self.connection is None or self.connection.closed:
            return False
        line = select.poll()
        line.register(self.connection.fileno(), select.POLLIN)
        return not line.poll(0)
