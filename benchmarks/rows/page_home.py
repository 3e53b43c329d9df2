"""The home page over HTTP, for nobody signed in, against the same server saying hello.

Three client processes with connections that stay open; server and clients share the cores.
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
        with served() as port:
            rate = page_rate(port, "/", duration)
        with served(HELLO, "/") as port:
            bare = page_rate(port, "/", duration)
    note = f"{CLIENTS} clients; baseline: the same server saying hello"
    return Figure(round(rate, 1), "pages/s", round(bare, 1), note)
