"""The same questions in PostgreSQL, over a sample of the nation's cases in one plain table.

Asked is how every measure of dossiers stands in the year: of the nation, of each province, of each
commune. Both read the same rows and columns, with the same expressions in each one's dialect.

- PostgreSQL gets a statement for each measure and kind of place, as somebody would write it: a sum
  of cases by place, the agencies joined that tell which place an agency belongs to. Its table is
  unlogged, vacuumed and analysed, in the embedded database with its usual settings; it may use as
  many workers as these allow.
- We count as the worker and the command do (`DuckDB.tally`): all measures in one reading of the
  lake's files by agency, from which the places of all three kinds are put together.

So most of what is won is won by reading once for all. What remains without that, the note and the
rows below tell: PostgreSQL asked by commune only; PostgreSQL with all counts and sums of communes
in one statement; and each measure alone by commune, the very same statement in both. All is read
from memory, since it was written just before. Bar: ours takes at most a twentieth.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from benchmarks.measuring import Figure, Size, Took, house, took
from benchmarks.nation import home_of, nation, year

if TYPE_CHECKING:
    from toantrinh.lake.manifest import Folder, Manifest
    from toantrinh.measures.asking import By
    from toantrinh.measures.expressions import Expr

_SAMPLE: dict[Size, int] = {"small": 50_000, "full": 4_000_000}
_TABLES = ("cases", "agencies")
_TYPES = {"text": "text", "whole": "bigint", "bytes": "bytea"}
_CHUNK = 20_000
# Of what Linux says of a process: who started it, its processor time, that of those who ended.
_PARENT, _OWN, _ENDED = 1, slice(11, 13), slice(13, 15)


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
        kinds = (By.NATION, By.PROVINCE, By.COMMUNE)
        asked = {
            by: {one.key: _by_place([one.key], by, spread=one.is_spread) for one in those}
            for by in kinds
        }
        engine = DuckDB(folder, sample)
        ours = took(partial(engine.tally, those, year(), kinds))
        alone = {
            key: took(partial(engine.ask, asking.sql(one, "duckdb")))
            for key, one in asked[By.COMMUNE].items()
        }
        with psycopg.connect(base.address("owner").url(), autocommit=True) as line:
            rows = _loaded(line, folder, sample)
            ask = _asking(line)
            theirs = {
                by: {key: ask(_theirs(one)) for key, one in each.items()}
                for by, each in asked.items()
            }
            together = _by_place([one.key for one in those if not one.is_spread], By.COMMUNE)
            once = ask(_theirs(together))
            for table in _TABLES:
                line.execute(f"DROP TABLE {_named(table)}")
    of = {by: _sum(each.values()) for by, each in theirs.items()}
    whole, by_commune = _sum(of.values()), of[By.COMMUNE]
    note = (
        "bar: a twentieth of the baseline, PostgreSQL, a statement for each and kind of place; "
        f"{rows:,} dossiers, {len(those)} measures; processor {ours.processor:.1f} and "
        f"{whole.processor:.1f} s, {ours.processor / whole.processor:.3f} of it; "
        f"by commune alone {by_commune.clock:.1f} s, in one {once.clock:.1f} s"
    )
    return {
        "measures_postgres": Figure(round(ours.clock, 3), "s", round(whole.clock, 3), note),
        **{f"  pg {key}": _alone(one, theirs[By.COMMUNE][key]) for key, one in alone.items()},
    }


def _alone(ours: Took, theirs: Took) -> Figure:
    note = f"alone; of processor {ours.processor / theirs.processor:.3f} of it"
    return Figure(round(ours.clock, 4), "s", round(theirs.clock, 4), note)


def _sum(each: Iterable[Took]) -> Took:
    return Took(*map(sum, zip(*each, strict=True)))


def _asking(line: psycopg.Connection) -> Callable[[str], Took]:
    """Ask, and tell what it took here: of the processor also of the workers that helped."""
    serving = line.info.backend_pid
    started_by = int(_stat(serving)[_PARENT])

    def used() -> float:
        # Workers end with their statement; who started them knows what they used.
        own, all_ended = _stat(serving), _stat(started_by)
        ticks = sum(map(int, (*own[_OWN], *all_ended[_ENDED])))
        return ticks / os.sysconf("SC_CLK_TCK")

    def ask(statement: str) -> Took:
        return took(partial(line.execute, statement), used)

    return ask


def _stat(process: int) -> list[str]:
    """What Linux says of a process, from its state on."""
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()


def _by_place(keys: Sequence[str], by: "By", *, spread: bool = False) -> "Expr":
    """These measures for each place of a kind: the sum of what its agencies have."""
    from toantrinh.measures import asking
    from toantrinh.measures.asking import Atom, By

    if spread:
        counted = asking.spread(keys[0], Atom.AGENCY, year())
    else:
        counted = asking.ratios(keys, "cases", Atom.AGENCY, year())
    numbers = [name for name in counted.columns if name not in {"atom", "bucket"}]
    within = ["bucket"] if spread else []
    if by is not By.NATION:
        known = asking.agencies()
        counted = counted.inner_join(known, counted.atom == known.agency)
        within.append(f"{by.value}_now")
    sums = {name: counted[name].sum() for name in numbers}
    return counted.group_by(within).aggregate(**sums) if within else counted.aggregate(**sums)


def _theirs(asked: "Expr") -> str:
    """The statement as PostgreSQL reads it."""
    from ibis.backends.sql.compilers import PostgresCompiler

    said = str(PostgresCompiler().to_sqlglot(asked).sql("postgres"))
    for table in _TABLES:
        said = said.replace(f'"{table}"', f'"{_named(table)}"')
    return said


def _named(table: str) -> str:
    return f"bench_{table}"


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
