"""How long a search takes: what people type, against the bare SQL that a full-text search would be.

The 99th percentile in milliseconds over the queries of `tests/catalogue/queries.csv`, in this
process, after a warming one. The baseline is the same percentile of `ts_rank` in PostgreSQL over
the same words, which knows neither people's words nor slips. The note tells the middle, the first
search, which reads the catalogue, and the processor's time without what others on the machine take.
"""

import csv
import time

from benchmarks.measuring import REPOSITORY, Figure, Size, house, invented_records, records

BARE = (
    "SELECT code, plain_name, ts_rank(words, query) AS score"
    " FROM catalogue_procedure, to_tsquery('simple', %s) query"
    " WHERE open AND words @@ query ORDER BY score DESC LIMIT 20"
)


def measure(size: Size) -> Figure:
    """The 99th percentile of once or five times through all queries."""
    with (REPOSITORY / "tests/catalogue/queries.csv").open(encoding="utf-8", newline="") as file:
        queries = [row["query"] for row in csv.DictReader(file)]
    with house():
        from django.db import connection

        from toantrinh.catalogue.actions import import_records
        from toantrinh.catalogue.models import Procedure
        from toantrinh.catalogue.search import search
        from toantrinh.kernel.actors import SYSTEM
        from toantrinh.kernel.text import tokens

        source = records() or invented_records()
        if Procedure.objects.count() < 4000:
            import_records(source, actor=SYSTEM)
        began = time.perf_counter()
        search("khai sinh")
        cold = (time.perf_counter() - began) * 1000
        taken, busy, bare = [], [], []
        for query in queries * (1 if size == "small" else 5):
            began, worked = time.perf_counter(), time.thread_time()
            search(query)
            busy.append(time.thread_time() - worked)
            taken.append(time.perf_counter() - began)
        with connection.cursor() as cursor:
            for query in queries:
                began = time.perf_counter()
                cursor.execute(BARE, [" & ".join(tokens(query))])
                cursor.fetchall()
                bare.append(time.perf_counter() - began)
        procedures = Procedure.objects.count()
    note = (
        f"{procedures} procedures, p50 {_percentile(taken, 50)} ms, first search {cold:.0f} ms,"
        f" processor p99 {_percentile(busy, 99)} ms; baseline: ts_rank of the same words"
    )
    return Figure(_percentile(taken, 99), "ms", _percentile(bare, 99), note)


def _percentile(seconds: list[float], percent: int) -> float:
    """In milliseconds."""
    return round(sorted(seconds)[len(seconds) * percent // 100] * 1000, 2)
