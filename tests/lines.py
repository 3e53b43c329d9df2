"""Django's lines to databases: what one test leaves open must not reach the next."""


def drop_lost_lines() -> None:
    """Forget lines to databases that are gone.

    A browser's driver runs tests in a context of its own, in which Django has connections of its
    own that nobody closed. They are dropped by hand: beside a browser's loop Django would refuse
    to close them itself.
    """
    from django.db import connections

    for one in connections.all(initialized_only=True):
        line = one.connection
        if line is not None and (line.closed or line.info.dbname != one.settings_dict["NAME"]):
            line.close()
            one.connection = None
