"""One file that holds an installation: the database, the files, the seals; keys go apart.

A backup without keys tells a thief nothing of what is sealed, and a key file alone tells nothing at
all. Keep them in two places. The data keys are in the key file too: the newest one opens every
older backup, but not what was erased since.
"""

import json
import os
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from toantrinh.host.database import Address, Database
from toantrinh.host.postgres import Cluster
from toantrinh.kernel.errors import Conflict, Refusal
from toantrinh.kernel.time import wall

_NAMING = """
SELECT c.conrelid::regclass::text, a.attname
FROM pg_constraint c
JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
WHERE c.contype = 'f' AND c.confrelid = %s::regclass
ORDER BY 1, 2
"""
# A row whose data key came with no key file keeps its place: the name tells what is missing.
_NO_KEY = """
INSERT INTO {keys} (id, wrapped, wrapping_key, created_at)
SELECT DISTINCT {column}, '\\x00'::bytea, 'data_key_missing', now() FROM {table}
WHERE {column} IS NOT NULL AND {column} NOT IN (SELECT id FROM {keys})
"""

Wanted = Callable[[Path], bool]

_DUMP = "database.dump"
_DATA_KEYS = "data_keys.dump"
_KEY_TABLE = "people_datakey"
_ABOUT = "about.json"
# In the home's `run` folder: when the last backup was made.
LAST_BACKUP = "backup.json"
_FOLDERS = ("files", "seals")
_KEYS = ("secrets", "keys")
# Passwords of database roles and the name of the home belong to the place, not to the data.
_OF_THE_PLACE = ("database_", "home_id")


def write_backup(base: Database, target: Path, keys: Path | None) -> None:
    """Write the backup whole or not at all. The database first: its files are older than its rows.

    Seals that are written meanwhile are cut off again when the backup is restored.
    """
    with tempfile.TemporaryDirectory(dir=target.absolute().parent) as folder:
        dump = Path(folder) / _DUMP
        _dump(base, dump, f"--exclude-table-data={_KEY_TABLE}")
        about = Path(folder) / _ABOUT
        told = {"made_at": wall().isoformat(), "version": 2, "sealed": _sealed_columns(base)}
        about.write_text(json.dumps(told))
        _pack(target, [dump, about], [(base.home.path / name, name) for name in _FOLDERS])
    # After the database, so that no row of it lacks its key.
    if keys is not None:
        write_keys(base, keys)
    (base.home.run / LAST_BACKUP).write_text(json.dumps({"made_at": told["made_at"]}))


def write_keys(base: Database, target: Path) -> None:
    """Write the key file whole, in the place of an older one: secrets, seal key, data keys."""
    with tempfile.TemporaryDirectory(dir=target.absolute().parent) as folder:
        dump = Path(folder) / _DATA_KEYS
        _dump(base, dump, "--data-only", f"--table={_KEY_TABLE}")
        _pack(target, [dump], [(base.home.path / name, name) for name in _KEYS])


def read_backup(base: Database, source: Path, keys: Path | None) -> None:
    """Fill an empty database and home from a backup. Raises Conflict when there is something."""
    if any(base.home.files.iterdir()) or any(base.home.seals.iterdir()):
        raise Conflict("Nơi này đã có dữ liệu; chỉ khôi phục được vào một nơi trống.")
    with _unpacked(base, source) as folder:
        if keys is not None:
            _unpack(keys, base.home.path, _for_the_home)
            _unpack(keys, folder, lambda name: name == Path(_DATA_KEYS))
        for name in _FOLDERS:
            if (folder / name).is_dir():
                (base.home.path / name).rmdir()
                (folder / name).rename(base.home.path / name)
        _load(base, folder)


def read_record(base: Database, source: Path, keys: Path | None) -> None:
    """Fill an empty database from a backup with what the journal is checked by: no one's files.

    Of the keys only the one that seals.
    """
    with _unpacked(base, source, lambda name: name.parts[:1] != ("files",)) as folder:
        if keys is not None:
            _unpack(keys, base.home.path, lambda name: name == Path("keys/seal.pem"))
        if (folder / "seals").is_dir():
            base.home.seals.rmdir()
            (folder / "seals").rename(base.home.path / "seals")
        _load(base, folder)


@contextmanager
def _unpacked(base: Database, source: Path, wanted: Wanted = lambda _name: True) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=base.home.path) as folder:
        _unpack(source, Path(folder), wanted)
        if not (Path(folder) / _DUMP).exists():
            raise Refusal("Tệp này không phải là bản sao lưu của hệ thống.")
        yield Path(folder)


def _for_the_home(name: Path) -> bool:
    return name.parts[0] in _KEYS and not name.name.startswith(_OF_THE_PLACE)


def _dump(base: Database, target: Path, *what: str) -> None:
    dumping = ("pg_dump", "--format=custom", "--no-privileges", f"--file={target}", *what)
    _run(base.maker, base, *dumping, base.name)


def _load(base: Database, folder: Path) -> None:
    """Read the dump as the owner, who is nobody on the server: it may come from strangers."""
    _restore(base, folder / _DUMP, "--section=pre-data", "--section=data")
    with psycopg.connect(base.address("owner").url()) as connection:
        if (folder / _DATA_KEYS).exists():
            connection.execute(sql.SQL("TRUNCATE {}").format(sql.Identifier(_KEY_TABLE)))
            connection.commit()
            _restore(base, folder / _DATA_KEYS, "--data-only")
        for table, column in json.loads((folder / _ABOUT).read_text()).get("sealed", []):
            connection.execute(
                sql.SQL(_NO_KEY).format(
                    keys=sql.Identifier(_KEY_TABLE),
                    table=sql.Identifier(table),
                    column=sql.Identifier(column),
                )
            )
    _restore(base, folder / _DUMP, "--section=post-data")


def _restore(base: Database, dump: Path, *what: str) -> None:
    _run(
        base.address("owner"),
        base,
        "pg_restore",
        *("--exit-on-error", "--no-owner", "--no-privileges", *what),
        *(f"--dbname={base.name}", str(dump)),
    )


def _sealed_columns(base: Database) -> list[tuple[str, str]]:
    """Where rows name their data key: table and column."""
    with psycopg.connect(base.maker.url()) as connection:
        found = connection.execute(_NAMING, [_KEY_TABLE]).fetchall()
    return [(str(table), str(column)) for table, column in found]


def _run(who: Address, base: Database, program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's own programs; the password goes by the environment."""
    path = str(Cluster.of(base.home).program(program)) if base.embedded else program
    where = {"PGHOST": who.host, "PGPORT": str(who.port), "PGUSER": who.user}
    try:
        done = subprocess.run(
            [path, *arguments],
            env={**os.environ, **where, "PGPASSWORD": who.password},
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError as missing:
        raise Refusal(
            "Thiếu chương trình %(program)s.",
            remedy="Trên Debian: apt-get install postgresql-client.",
            program=program,
        ) from missing
    if done.returncode:
        raise Refusal("%(program)s báo lỗi: %(why)s", program=program, why=done.stderr.strip())


def _pack(target: Path, files: list[Path], folders: list[tuple[Path, str]]) -> None:
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        with tarfile.open(fileobj=out, mode="w") as archive:
            for file in files:
                archive.add(file, arcname=file.name)
            for folder, name in folders:
                archive.add(folder, arcname=name)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(target)


def _unpack(source: Path, target: Path, wanted: Wanted) -> None:
    try:
        with tarfile.open(source) as archive:
            members = [member for member in archive if wanted(Path(member.name))]
            archive.extractall(target, members=members, filter="data")
    except (tarfile.TarError, OSError, EOFError) as problem:
        raise Refusal("Không đọc được bản sao lưu: %(why)s", why=str(problem)) from problem
