"""Leaders' pages over an invented year of the country, each asked in this process.

Django's client asks through all that a server asks through but the socket, so that what is timed
is the server's time alone. Kept from one request to the next is what a server process keeps.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from typing import TYPE_CHECKING

from benchmarks.measuring import Size, house
from benchmarks.nation import home_of, nation, year
from toantrinh.command.running import prepare_static
from toantrinh.command.telling import Teller

if TYPE_CHECKING:
    from django.test import Client

_TIMES: dict[Size, int] = {"small": 1, "full": 3}
_PLACES = {"nation": ["VN"], "province": ["38", "79"], "commune": ["14797", "00004"]}
_AGENCIES = {
    "committee": ["38.ubnd", "79.ubnd", "14797.ubnd", "00004.ubnd"],
    "other agency": ["38.so-xd", "79.so-tc", "38.ca", "14797.ca"],
    "agency of the nation": ["00.bca", "00.btp"],
}
# A rate, a time told as a half and nine in ten, and what stands open.
_KEYS = ("nd224.dd", "nd224.d_spread", "work.late_backlog")
# Of so many procedures pages are asked, those with most dossiers.
_PROCEDURES = 2
_FILES = ("csv", "xlsx", "pdf", "png")
_SUMMER, _OPENED = "?thang=2026-06", "chi-so/{key}/{code}/thu-tuc/"
_PAGES = {
    "{place}": "noi/{code}/",
    "{place}, long past": f"noi/{{code}}/{_SUMMER}",
    "{place}, measure": "chi-so/{key}/{code}/",
    "{place}, procedures": _OPENED,
    "{place}, steps": _OPENED + "{one}/",
    "steps, longest": _OPENED + "{one}/?buoc=officer&page=2",
    "steps, long past": _OPENED + "{one}/" + _SUMMER,
    "all measures": "noi/{code}/chi-so/",
    "points": "noi/{code}/diem/",
    "explained": "chi-so/{key}/",
    "alerts": "canh-bao/",
    "bottlenecks": "diem-nghen/",
    "bottleneck": "diem-nghen/{one}/",
    "forecasts": "du-bao/",
    **{f"file {kind}": f"chi-so/{{key}}/{{code}}/tai-ve?tep={kind}" for kind in _FILES},
}


@dataclass(frozen=True)
class Asking:
    """Milliseconds that a page of a kind took: on the clock, and of this process's processors."""

    kind: str
    path: str
    clock: float
    processor: float


@contextmanager
def leading(size: Size) -> Iterator["Client"]:
    """The browser of who leads the government, over that year with all that is kept of it."""
    lake = nation(size)
    with house(home_of(size)):
        from django.conf import settings
        from django.test import override_settings

        prepare_static(Teller(quiet=True))
        with override_settings(LAKE_FOLDER=lake, THROTTLE_FACTOR=1000, DEMO=True):
            from tests.authored import officer_of
            from tests.signed_in import officer_client

            from toantrinh.alerts.actions import look
            from toantrinh.government.queries import agency
            from toantrinh.kernel.actors import SYSTEM
            from toantrinh.kernel.time import turned
            from toantrinh.measures.keeping import keep

            # The evening on which that year is over.
            with turned(datetime.fromtimestamp(year().as_of * 60, UTC)):
                keep()
                look(actor=SYSTEM)
                client = officer_client(officer_of(agency("00.cp"), "leader"))
                client.defaults["HTTP_HOST"] = settings.ALLOWED_HOSTS[0]
                yield client


def pages(size: Size) -> list[tuple[str, str]]:
    """Every kind of page with an address; leaders' own small tables are no part of it."""
    from toantrinh.measures.measure import find
    from toantrinh.measures.standing import by_procedure, month_told

    month = month_told("")
    if month is None:
        raise RuntimeError("nothing was kept")
    # At the small size of one measure and one procedure.
    keys, most = (_KEYS, _PROCEDURES) if size == "full" else (_KEYS[:1], 1)
    busy = [code for code, _counts in by_procedure(find(_KEYS[0]), month) if code][:most]
    found = [
        (kind.format(place=place), path.format(code=code, key=key, one=one))
        for (kind, path), (place, codes) in product(_PAGES.items(), _PLACES.items())
        for code, key, one in product(codes, keys, busy)
    ]
    found += [(kind, f"co-quan/{key}/") for kind, keys in _AGENCIES.items() for key in keys]
    # Each once, whatever it does not name.
    return [*dict.fromkeys(found)]


def asked(client: "Client", size: Size) -> list[Asking]:
    """Each page some times, one after the other; what a process loads once is there before."""
    those = pages(size)
    _ask(client, *those[0])
    return [_ask(client, *page) for _time in range(_TIMES[size]) for page in those]


def _ask(client: "Client", kind: str, path: str) -> Asking:
    address = f"/dieu-hanh/{path}"
    clock, processor = time.perf_counter(), time.process_time()
    answer = client.get(address)
    took = Asking(
        kind,
        address,
        (time.perf_counter() - clock) * 1000,
        (time.process_time() - processor) * 1000,
    )
    if answer.status_code != 200:
        raise RuntimeError(f"{address}: {answer.status_code}")
    return took
