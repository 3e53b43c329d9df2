"""Fill a province with invented dossiers: the same ones for the same seed, number and last day.

What is written is recorded batch by batch in the batch's own transaction, so that a simulation
that was broken off goes on where it was.
"""

import gc
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import datetime, time
from functools import partial
from itertools import pairwise
from multiprocessing import get_context
from uuid import UUID

from django.conf import settings
from django.db import connection, connections, transaction
from django.db.models import QuerySet

from toantrinh.documents.actions import store_upload
from toantrinh.host.collecting import uncollected
from toantrinh.journal.actions import append_to_stream
from toantrinh.journal.models import Event
from toantrinh.kernel.actors import SYSTEM, Actor
from toantrinh.kernel.errors import Conflict
from toantrinh.kernel.time import HANOI
from toantrinh.people.sealing import new_key
from toantrinh.synthetic.people import someone
from toantrinh.synthetic.world import FIRST, Asked, cases, world
from toantrinh.synthetic.writing import write_dossiers, write_people

STREAM = "simulation"
_BATCH = 5000
Progress = Callable[[str, int, int], None]
# Writes the rows with numbers from, up to; how many of each state.
Work = Callable[[Asked, int, int], Mapping[str, int]]


def simulate(
    asked: Asked, sample: bytes, *, jobs: int = 1, progress: Progress | None = None
) -> Counter[str]:
    """Write what is not there yet; how many dossiers are in each state.

    `sample` is the PDF that stands for all papers; `jobs` processes write at once. Raises Conflict
    where another simulation was begun before.
    """
    # Officers are hired here, once, before processes look for them.
    world(asked)
    _begin(asked, sample)
    _write("people", asked, range(0, asked.people, _BATCH), jobs, progress)
    return _write("dossiers", asked, world(asked).days.beginnings(_BATCH), jobs, progress)


@transaction.atomic
def _begin(asked: Asked, sample: bytes) -> None:
    begun = _told("begin").first()
    if begun is None:
        key = new_key()
        key.save(force_insert=True)
        officer = next(iter(world(asked).staff.of.values()))["leader"][0]
        file = store_upload(sample, actor=Actor("officer", officer.pk), key=key)
        payload = {**asked.as_payload(), "sample": str(file.pk)}
        append_to_stream(STREAM, "begin", actor=SYSTEM, payload=payload)
    elif {**begun.payload, **asked.as_payload()} != begun.payload:
        raise Conflict(
            "Nơi này đã có một bộ mô phỏng khác: %(dossiers)s hồ sơ, hạt giống %(seed)s, "
            "tỉnh %(province)s, đến ngày %(until)s.",
            remedy="Hãy dùng một thư mục dữ liệu khác, hoặc chạy lại đúng các số này.",
            **{name: begun.payload[name] for name in asked.as_payload()},
        )


def _told(action: str) -> QuerySet[Event]:
    return Event.objects.filter(stream=STREAM, action=action).order_by("seq")


def _write(
    name: str, asked: Asked, beginnings: Sequence[int], jobs: int, progress: Progress | None
) -> Counter[str]:
    """Write the batches of a kind that are not there yet; how many are in each state."""
    count = asked.people if name == "people" else asked.dossiers
    states: Counter[str] = Counter()
    done: dict[int, int] = {}
    for event in _told(name):
        states.update(event.payload["states"])
        done[event.payload["first"]] = sum(event.payload["states"].values())
    with _each(jobs) as run:
        for made in run(partial(_batch, name, asked), left(beginnings, count, done)):
            states.update(made)
            if progress:
                progress(name, states.total(), count)
    return states


def left(beginnings: Sequence[int], count: int, done: Mapping[int, int]) -> list[tuple[int, int]]:
    """From and up to which number each missing batch goes; those done may be cut otherwise."""
    ends = {first + many for first, many in done.items()}
    cuts = sorted({*beginnings, *done, *ends, count})
    there, found = 0, []
    for first, end in pairwise(cuts):
        there = max(there, first + done.get(first, 0))
        if end > there:
            found.append((first, end))
    return found


@contextmanager
def _each(jobs: int) -> Iterator[Callable[..., Iterable[Mapping[str, int]]]]:
    """`map`, in this process or in several, which inherit the world that was worked out here."""
    if jobs == 1:
        yield map
        return
    # A line to the database belongs to one process.
    connections.close_all()
    with ProcessPoolExecutor(jobs, mp_context=get_context("fork")) as pool:
        yield pool.map


def _batch(name: str, asked: Asked, span: tuple[int, int]) -> Mapping[str, int]:
    """Write one batch, and record it in the same transaction."""
    with uncollected():
        written = _written(name, asked, *span)
    gc.collect()
    return written


def _written(name: str, asked: Asked, first: int, end: int) -> Mapping[str, int]:
    with transaction.atomic(), connection.cursor() as cursor:
        # Thousands of rows take longer than a page may.
        cursor.execute("SET LOCAL statement_timeout = 0")
        states = _people(asked, first, end) if name == "people" else _dossiers(asked, first, end)
        payload = {"first": first, "states": states}
        append_to_stream(STREAM, name, actor=SYSTEM, payload=payload)
    return states


def _people(asked: Asked, first: int, end: int) -> Mapping[str, int]:
    communes = world(asked).communes
    known = (someone(asked.seed, at, communes) for at in range(first, end))
    write_people(known, settings.KEYRING.current(), datetime.combine(FIRST, time(), HANOI))
    return {"known": end - first}


def _dossiers(asked: Asked, first: int, end: int) -> Mapping[str, int]:
    [begun] = _told("begin")
    return write_dossiers(cases(asked, first, end), UUID(begun.payload["sample"]))
