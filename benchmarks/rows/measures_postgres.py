"""The same questions in PostgreSQL, over a sample of the nation's cases in one plain table.

Asked is how every measure of dossiers stands in the year, at the nation, each province and each
commune. Both read the same rows and columns, with the same expressions in each one's dialect:

- PostgreSQL gets one statement a measure, as somebody would write it: a sum of cases by place, the
  agencies joined that tell which place an agency belongs to. Counted here is only the statement by
  commune: that of the nation and that of the provinces, which read all of it again, are left out in
  its favour. Its table is unlogged, vacuumed and analysed, in the embedded database with its usual
  settings; it may use as many workers as it likes, and parts of the table lie in its memory.
- We count as the worker and the command do (`DuckDB.tally`): all measures in one reading of the
  lake's files by agency, then places put together, nation and provinces too.

Each is the best of two times. The rows below tell each measure alone, the very same statement in
both: there nothing is read together. The note tells what PostgreSQL takes for all counts and sums
in one statement.
Bar: ours takes at most a twentieth.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from benchmarks.measuring import Figure, Size, house, seconds
from benchmarks.nation import home_of, nation, year

if TYPE_CHECKING:
    from toantrinh.lake.manifest import Folder, Manifest
    from toantrinh.measures.expressions import Expr

_SAMPLE: dict[Size, int] = {"small": 100_000, "full": 4_000_000}
_TIMES: dict[Size, int] = {"small": 1, "full": 2}
_TABLES = ("cases", "agencies")
_TYPES = {"text": "text", "whole": "bigint", "bytes": "bytea"}
_CHUNK = 20_000


def measure(size: Size) -> dict[str, Figure]:
    """Seconds for all measures against PostgreSQL's statements, summed; each alone below."""
    lake = nation(size)
    with house(home_of(size)) as base:
        from toantrinh.measures import asking
        from toantrinh.measures.asking import By
        from toantrinh.measures.engines import DuckDB
        from toantrinh.measures.measure import measures

        folder, sample = _sampled(lake, _SAMPLE[size])
        those = [one for one in measures() if one.table == "cases"]
        statements = {one.key: _by_commune([one.key], spread=one.is_spread) for one in those}
        engine, times = DuckDB(folder, sample), _TIMES[size]
        kinds = (By.NATION, By.PROVINCE, By.COMMUNE)
        ours = _best(partial(engine.tally, those, year(), kinds), times)
        alone = {
            key: _best(partial(engine.ask, asking.sql(asked, "duckdb")), times)
            for key, asked in statements.items()
        }
        together = _by_commune([one.key for one in those if not one.is_spread])
        with psycopg.connect(base.address("owner").url(), autocommit=True) as line:
            rows = _loaded(line, folder, sample)
            theirs = {
                key: _best(partial(line.execute, _theirs(asked)), times)
                for key, asked in statements.items()
            }
            once = _best(partial(line.execute, _theirs(together)), times)
            for table in _TABLES:
                line.execute(f"DROP TABLE {_named(table)}")
    note = (
        f"{rows:,} dossiers, {len(those)} measures; baseline: PostgreSQL, a statement each; "
        f"all its counts and sums in one statement: {once:.2f} s"
    )
    return {
        "measures_postgres": Figure(round(ours, 3), "s", round(sum(theirs.values()), 3), note),
        **{
            f"  pg {key}": Figure(round(alone[key], 4), "s", round(theirs[key], 4), "alone")
            for key in statements
        },
    }


def _by_commune(keys: Sequence[str], *, spread: bool = False) -> "Expr":
    """These measures by commune, of whichever agency there: the sum of what its agencies have."""
    from toantrinh.measures import asking
    from toantrinh.measures.asking import Atom

    if spread:
        counted = asking.spread(keys[0], Atom.AGENCY, year())
    else:
        counted = asking.ratios(keys, "cases", Atom.AGENCY, year())
    known = asking.agencies()
    placed = counted.inner_join(known, counted.atom == known.agency)
    by = ["commune_now", *(["bucket"] if spread else [])]
    numbers = [name for name in counted.columns if name not in {"atom", "bucket"}]
    return placed.group_by(by).aggregate(**{name: placed[name].sum() for name in numbers})


def _theirs(asked: "Expr") -> str:
    """The statement as PostgreSQL reads it."""
    from ibis.backends.sql.compilers import PostgresCompiler

    said = str(PostgresCompiler().to_sqlglot(asked).sql("postgres"))
    for table in _TABLES:
        said = said.replace(f'"{table}"', f'"{_named(table)}"')
    return said


def _named(table: str) -> str:
    return f"bench_{table}"


def _best(work: Callable[[], object], times: int) -> float:
    return min(seconds(work) for _ in range(times))


def _sampled(lake: Path, count: int) -> tuple["Folder", "Manifest"]:
    """A lake of some of the cases, those of every month; agencies are the same."""
    from toantrinh.lake.manifest import Folder, Manifest

    whole, part = Folder(lake), Folder(lake.with_name("sample"))
    known = whole.current()
    part.path.mkdir(exist_ok=True)
    for left in part.path.glob("*.parquet"):
        left.unlink()
    made = Manifest()
    share = count / known.rows("cases")
    for table, pieces in known.pieces.items():
        for piece, parts in pieces.items():
            rows = whole.load(table, parts)
            most = int(len(rows) * share) if table == "cases" else len(rows)
            made.put(table, piece, [part.write(table, piece, rows.slice(0, most))])
    return part, made


def _loaded(line: psycopg.Connection, lake: "Folder", made: "Manifest") -> int:
    """The same rows in tables, of which the planner knows how they are spread; how many cases."""
    from toantrinh.lake.shapes import TABLES

    line.execute("SET statement_timeout = 0")
    for table in _TABLES:
        columns = TABLES[table].items()
        typed = ", ".join(f'"{name}" {_TYPES[kind]}' for name, kind in columns)
        line.execute(f"DROP TABLE IF EXISTS {_named(table)}")
        line.execute(f"CREATE UNLOGGED TABLE {_named(table)} ({typed})")
        into = f"COPY {_named(table)} FROM STDIN (FORMAT csv)"
        with line.cursor() as cursor, cursor.copy(into) as copy:
            for text in _lines(lake, made, table):
                copy.write(text)
        line.execute(f"VACUUM ANALYZE {_named(table)}")
    return made.rows("cases")


def _lines(lake: "Folder", made: "Manifest", table: str) -> Iterator[bytes]:
    import pyarrow as pa
    from pyarrow import csv

    plain = csv.WriteOptions(include_header=False)
    for part in made.parts(table):
        for batch in lake.load(table, [part]).to_batches(max_chunksize=_CHUNK):
            told = pa.BufferOutputStream()
            csv.write_csv(batch, told, plain)
            yield told.getvalue().to_pybytes()
