"""The same questions in PostgreSQL, over a sample of the nation's cases in one analysed table.

Each measure by itself, by agency, the same SQL for both, each engine's best of some times, summed.
The note tells what all of them in one statement take. Bar: DuckDB takes at most a twentieth.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from benchmarks.measuring import Figure, Size, house, seconds
from benchmarks.nation import nation, year

if TYPE_CHECKING:
    from toantrinh.lake.manifest import Folder, Manifest

_SAMPLE: dict[Size, int] = {"small": 200_000, "full": 4_000_000}
_TIMES = 2
_TABLE = "bench_cases"
_TYPES = {"text": "text", "whole": "bigint", "bytes": "bytea"}


def measure(size: Size) -> Figure:
    """Seconds for all counts and sums of dossiers by agency, one after the other."""
    lake = nation(size)
    with house() as base:
        from toantrinh.measures.engines import DuckDB
        from toantrinh.measures.measure import measures

        folder, sample = _sampled(lake, _SAMPLE[size])
        keys = [one.key for one in measures() if one.table == "cases" and not one.is_spread]
        asked = [_asked([key]) for key in keys] + [_asked(keys)]
        engine = DuckDB(folder, sample)
        ours = [_best(partial(engine.ask, said)) for said, _theirs in asked]
        with psycopg.connect(base.address("owner").url(), autocommit=True) as line:
            rows = _load(line, folder, sample)
            theirs = [_best(partial(line.execute, said)) for _ours, said in asked]
            line.execute(f"DROP TABLE {_TABLE}")
    whole = f"all in one statement {ours[-1]:.2f} s against {theirs[-1]:.2f} s"
    note = f"{rows:,} dossiers, {len(keys)} measures; baseline: PostgreSQL; {whole}"
    return Figure(round(sum(ours[:-1]), 3), "s", round(sum(theirs[:-1]), 3), note)


def _asked(keys: list[str]) -> tuple[str, str]:
    """The same statement as each of the two reads it."""
    from ibis.backends.sql.compilers import PostgresCompiler

    from toantrinh.measures import asking
    from toantrinh.measures.asking import Atom

    asked = asking.ratios(keys, "cases", Atom.AGENCY, year())
    theirs = str(PostgresCompiler().to_sqlglot(asked).sql("postgres"))
    return asking.sql(asked, "duckdb"), theirs.replace('"cases"', f'"{_TABLE}"')


def _best(work: Callable[[], object]) -> float:
    return min(seconds(work) for _ in range(_TIMES))


def _sampled(lake: Path, count: int) -> tuple["Folder", "Manifest"]:
    """A lake of some of the cases, those of every month."""
    from toantrinh.lake.manifest import Folder, Manifest

    whole, part = Folder(lake), Folder(lake / "sample")
    known = whole.current()
    part.path.mkdir(exist_ok=True)
    made = Manifest()
    share = count / known.rows("cases")
    for piece, parts in known.pieces["cases"].items():
        rows = whole.load("cases", parts)
        made.put(
            "cases", piece, [part.write("cases", piece, rows.slice(0, int(len(rows) * share)))]
        )
    return part, made


def _load(line: psycopg.Connection, lake: "Folder", made: "Manifest") -> int:
    """The same rows in a table, of which the planner knows how they are spread."""
    from toantrinh.lake.shapes import CASES

    typed = ", ".join(f'"{name}" {_TYPES[kind]}' for name, kind in CASES.items())
    line.execute("SET statement_timeout = 0")
    line.execute(f"DROP TABLE IF EXISTS {_TABLE}")
    line.execute(f"CREATE UNLOGGED TABLE {_TABLE} ({typed})")
    with line.cursor() as cursor, cursor.copy(f"COPY {_TABLE} FROM STDIN") as copy:
        for part in made.parts("cases"):
            for batch in lake.load("cases", [part]).to_batches(max_chunksize=20_000):
                for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                    copy.write_row(row)
    line.execute(f"VACUUM ANALYZE {_TABLE}")
    return made.rows("cases")
