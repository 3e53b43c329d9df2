"""One file that holds an installation: the database, the files, the seals; keys go apart.

A backup without keys tells a thief nothing of what is sealed, and a key file alone tells nothing at
all. Keep them in two places.
"""

import json
import os
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from toantrinh.host.database import Address, Database
from toantrinh.host.postgres import Cluster
from toantrinh.kernel.errors import Conflict, Refusal
from toantrinh.kernel.time import wall

Wanted = Callable[[Path], bool]

_DUMP = "database.dump"
_ABOUT = "about.json"
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
        dumping = ("pg_dump", "--format=custom", "--no-privileges", f"--file={dump}")
        _run(base.maker, base, *dumping, base.name)
        about = Path(folder) / _ABOUT
        about.write_text(json.dumps({"made_at": wall().isoformat(), "version": 1}))
        _pack(target, [dump, about], [(base.home.path / name, name) for name in _FOLDERS])
    if keys is not None:
        _pack(keys, [], [(base.home.path / name, name) for name in _KEYS])


def read_backup(base: Database, source: Path, keys: Path | None) -> None:
    """Fill an empty database and home from a backup. Raises Conflict when there is something."""
    if any(base.home.files.iterdir()) or any(base.home.seals.iterdir()):
        raise Conflict("Nơi này đã có dữ liệu; chỉ khôi phục được vào một nơi trống.")
    with _unpacked(base, source) as folder:
        if keys is not None:
            _unpack(keys, base.home.path, lambda name: not name.name.startswith(_OF_THE_PLACE))
        for name in _FOLDERS:
            if (folder / name).is_dir():
                (base.home.path / name).rmdir()
                (folder / name).rename(base.home.path / name)
        _load(base, folder / _DUMP)


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
        _load(base, folder / _DUMP)


@contextmanager
def _unpacked(base: Database, source: Path, wanted: Wanted = lambda _name: True) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=base.home.path) as folder:
        _unpack(source, Path(folder), wanted)
        if not (Path(folder) / _DUMP).exists():
            raise Refusal("Tệp này không phải là bản sao lưu của hệ thống.")
        yield Path(folder)


def _load(base: Database, dump: Path) -> None:
    """Read the dump as the owner, who is nobody on the server: it may come from strangers."""
    _run(
        base.address("owner"),
        base,
        "pg_restore",
        *("--exit-on-error", "--no-owner", "--no-privileges"),
        *(f"--dbname={base.name}", str(dump)),
    )


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
