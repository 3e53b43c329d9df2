"""A signed-in citizen's page about one dossier, against the same server saying hello.

The dossier has been accepted, assigned and proposed, so that the page tells a due moment and a
story. Three client processes with connections that stay open; server and clients share the cores.
"""

from benchmarks.measuring import Figure, Size, house
from benchmarks.serving import CLIENTS, HELLO, page_rate, served
from toantrinh.command.running import prepare_static
from toantrinh.command.telling import Teller


def measure(size: Size) -> Figure:
    """Pages per second of all clients together."""
    duration = 4.0 if size == "small" else 20.0
    with house():
        prepare_static(Teller(quiet=True))
        path, cookie = _signed_in()
        with served() as port:
            rate = page_rate(port, path, duration, cookie)
        with served(HELLO, "/") as port:
            bare = page_rate(port, "/", duration)
    note = f"{CLIENTS} clients; baseline: the same server saying hello"
    return Figure(round(rate, 1), "pages/s", round(bare, 1), note)


def _signed_in() -> tuple[str, str]:
    """The page of a dossier, and the cookie of its applicant's session."""
    from django.conf import settings
    from tests.players import players, proposed
    from tests.web.portal.conftest import enter

    who = players()
    client = enter(who.cast.mother)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    return f"/ho-so/{proposed(who).pk}/", f"{settings.SESSION_COOKIE_NAME}={session}"
