"""Searching the catalogue, against the bare SQL that a full-text search would be.

Queries per second of one process over the queries of `tests/catalogue/queries.csv`, as typed by
citizens and officers. The baseline ranks the same words with `ts_rank` in PostgreSQL, which knows
neither people's words nor slips. The note tells the times of single queries.
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
    """Queries per second, once or ten times through all queries."""
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
        search("khai sinh")
        taken = []
        for query in queries * (1 if size == "small" else 10):
            began = time.perf_counter()
            search(query)
            taken.append(time.perf_counter() - began)
        bare = 0.0
        with connection.cursor() as cursor:
            for query in queries:
                began = time.perf_counter()
                cursor.execute(BARE, [" & ".join(tokens(query))])
                cursor.fetchall()
                bare += time.perf_counter() - began
        procedures = Procedure.objects.count()
    taken.sort()
    half, most = taken[len(taken) // 2], taken[int(len(taken) * 0.95)]
    note = f"{procedures} procedures, p50 {half * 1000:.0f} ms, p95 {most * 1000:.0f} ms"
    return Figure(
        round(len(taken) / sum(taken), 1),
        "queries/s",
        round(len(queries) / bare, 1),
        f"{note}; baseline: ts_rank of the same words",
    )
