"""A province with many invented dossiers, and sixteen officers who read their desks in it.

Each officer reads a page, looks at it for half a second to one and a half, and asks for the next. A
page is timed in the server, from the request to the last byte, all that other pages take of its
process included; and where it is read, so that waiting for a process counts too. What they read in
the first seconds is not counted: each line to the database learns its statements once, and a server
that began this morning has learnt them. The database's files are read before, since what else was
measured here pushed them out of memory, which nothing does on a machine of its own.
"""

import random
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import quote

from benchmarks.measuring import Figure, Size, house
from benchmarks.serving import TIMED, Line, served
from toantrinh.command.running import prepare_static
from toantrinh.command.telling import Teller
from toantrinh.host.home import home
from toantrinh.host.postgres import Cluster

if TYPE_CHECKING:
    from toantrinh.people.models import Posting

USERS = 16
DOSSIERS: dict[Size, int] = {"small": 6000, "full": 1_000_000}
SECONDS: dict[Size, float] = {"small": 6.0, "full": 90.0}
_LEARNING_SECONDS: dict[Size, float] = {"small": 2.0, "full": 45.0}
_READING_SECONDS = (0.5, 1.5)
_PROVINCE, _UNTIL, _SEED = "38", date(2026, 11, 25), 1
_BLOCK = 1 << 22
_DESK = "/can-bo/"
_PILE = re.compile(rf'href="({_DESK}muc/[^"?/]+/)"')
_NEXT = re.compile(rf'href="((?:{_DESK}muc/[^"?/]+/)?\?[^"]*\btu=[^"]+)"')
_DOSSIER = re.compile(rf'href="({_DESK}ho-so/[^"?/]+/)')
_TYPED = ("nguyen thi lan", "tran van hung", "H56-2610", "0031", "le minh an")


@dataclass(frozen=True)
class Seat:
    """An officer's browser, with the addresses of lists and of dossiers that they read."""

    cookie: str
    queues: list[str]
    dossiers: list[str]


@contextmanager
def desks(size: Size) -> Iterator[tuple[int, list[Seat]]]:
    """A server over the province, its port, and officers of all kinds who have signed in."""
    with house("house" if size == "small" else "province"):
        from tests.authored import officer_of

        from toantrinh.command.story import certificate
        from toantrinh.government.queries import agency
        from toantrinh.synthetic.actions import simulate
        from toantrinh.synthetic.places import communes_of
        from toantrinh.synthetic.world import Asked

        asked = Asked(DOSSIERS[size], _SEED, _PROVINCE, _UNTIL)
        simulate(asked, certificate(), jobs=2)
        prepare_static(Teller(quiet=True))
        _read_through(Cluster.of(home()).data / "base")
        leader = officer_of(agency(f"{_PROVINCE}.ubnd"), "leader")
        postings = [leader, *_staff(communes_of(_PROVINCE, asked.dossiers)[:5])]
        with served(TIMED) as port:
            yield port, [_seat(port, postings[at % len(postings)]) for at in range(USERS)]


def _read_through(folder: Path) -> None:
    """Have the machine keep these files in its memory, as far as that goes."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb", buffering=0) as file:
                while file.read(_BLOCK):
                    pass


def _staff(communes: Sequence[str]) -> Iterator["Posting"]:
    """Officers of each kind at these communes, which have the most dossiers."""
    from toantrinh.people.models import Officer
    from toantrinh.people.queries import postings
    from toantrinh.synthetic.places import MARK

    for commune in communes:
        for place, role in (("ttpvhcc", "reception"), ("ubnd", "specialist"), ("ubnd", "leader")):
            username = f"{MARK}.{commune}.{place}.{role}.1"
            yield postings(Officer.objects.get(user__username=username))[0]


def _seat(port: int, posting: "Posting") -> Seat:
    """Sign an officer in, and see where their lists lead: first leaves, second ones, dossiers."""
    from django.conf import settings
    from tests.signed_in import officer_client

    session = officer_client(posting).cookies[settings.SESSION_COOKIE_NAME].value
    cookie = f"{settings.SESSION_COOKIE_NAME}={session}"
    line = Line(port, {"Cookie": cookie})
    piles = sorted(set(_PILE.findall(line.ask("GET", f"{_DESK}tim/").decode())))
    queues = [*piles, *(f"{_DESK}tim/?q={quote(typed)}" for typed in _TYPED)]
    dossiers: list[str] = []
    for pile in piles:
        page = line.ask("GET", pile).decode()
        queues += [pile.split("?")[0] + _query(found) for found in _NEXT.findall(page)[:1]]
        dossiers += _DOSSIER.findall(page)
    return Seat(cookie, queues, sorted(set(dossiers)))


def _query(address: str) -> str:
    return "?" + address.partition("?")[2].replace("&amp;", "&")


@dataclass(frozen=True)
class Taken:
    """Milliseconds that one page took: in the server, and for who reads it."""

    server: float
    reader: float


def read_all(port: int, seats: Sequence[tuple[str, list[str]]], size: Size) -> list[Taken]:
    """What each page took that the officers read of theirs, once the server has learnt."""
    began, learning = time.monotonic(), _LEARNING_SECONDS[size]
    taken: list[tuple[float, Taken]] = []
    readers = [
        Thread(target=_reader, args=(port, cookie, paths, learning + SECONDS[size], number, taken))
        for number, (cookie, paths) in enumerate(seats)
    ]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    return [one for at, one in taken if at > began + learning]


def _reader(
    port: int,
    cookie: str,
    paths: list[str],
    seconds: float,
    number: int,
    taken: list[tuple[float, Taken]],
) -> None:
    line, rng = Line(port, {"Cookie": cookie}), random.Random(number)
    # What a process keeps of agencies and versions is then there.
    for path in paths[:4] * 2:
        line.ask("GET", path)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        time.sleep(rng.uniform(*_READING_SECONDS))
        began = time.perf_counter()
        line.ask("GET", rng.choice(paths))
        one = Taken(line.worked, (time.perf_counter() - began) * 1000)
        taken.append((time.monotonic(), one))


def told(taken: Sequence[Taken], must: float, size: Size) -> Figure:
    """The figure of a row: the 95th percentile in the server, with the others beside it."""
    server, reader = sorted(one.server for one in taken), sorted(one.reader for one in taken)
    note = (
        f"server's time; p50 {at(server, 0.5):.0f}, p99 {at(server, 0.99):.0f};"
        f" at the reader p50 {at(reader, 0.5):.0f}, p95 {at(reader, 0.95):.0f} ms;"
        f" {len(taken)} pages of {USERS} officers, {DOSSIERS[size]:,} dossiers;"
        " baseline: what must hold"
    )
    return Figure(round(at(server, 0.95), 1), "ms p95", must, note)


def at(ordered: Sequence[float], share: float) -> float:
    """The time under which this share lies."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
