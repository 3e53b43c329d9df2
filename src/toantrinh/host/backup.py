"""One file that holds an installation: the database, the files, the seals; keys go apart.

A backup without keys tells a thief nothing of what is sealed, and a key file alone tells nothing at
all. Keep them in two places.
"""

import json
import os
import subprocess
import tarfile
import tempfile
from pathlib import Path

from toantrinh.host.database import Database
from toantrinh.host.postgres import Cluster
from toantrinh.kernel.errors import Conflict, Refusal
from toantrinh.kernel.time import wall

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
        _run(base, "pg_dump", "--format=custom", "--no-privileges", f"--file={dump}", base.name)
        about = Path(folder) / _ABOUT
        about.write_text(json.dumps({"made_at": wall().isoformat(), "version": 1}))
        _pack(target, [dump, about], [(base.home.path / name, name) for name in _FOLDERS])
    if keys is not None:
        _pack(keys, [], [(base.home.path / name, name) for name in _KEYS])


def read_backup(base: Database, source: Path, keys: Path | None) -> None:
    """Fill an empty database and home from a backup. Raises Conflict when there is something."""
    if any(base.home.files.iterdir()) or any(base.home.seals.iterdir()):
        raise Conflict("Nơi này đã có dữ liệu; chỉ khôi phục được vào một nơi trống.")
    with tempfile.TemporaryDirectory(dir=base.home.path) as folder:
        try:
            _unpack(source, Path(folder))
            if keys is not None:
                _unpack(keys, base.home.path, skip=_OF_THE_PLACE)
        except (tarfile.TarError, OSError, EOFError) as problem:
            raise Refusal("Không đọc được bản sao lưu: %(why)s", why=str(problem)) from problem
        dump = Path(folder) / _DUMP
        if not dump.exists():
            raise Refusal("Tệp này không phải là bản sao lưu của hệ thống.")
        for name in _FOLDERS:
            if (Path(folder) / name).is_dir():
                (base.home.path / name).rmdir()
                (Path(folder) / name).rename(base.home.path / name)
        _run(
            base,
            "pg_restore",
            "--exit-on-error",
            "--no-owner",
            "--no-privileges",
            f"--role={base.role_name('owner')}",
            f"--dbname={base.name}",
            str(dump),
        )


def _run(base: Database, program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's own programs as the maker; the password goes by the environment."""
    path = str(Cluster.of(base.home).program(program)) if base.embedded else program
    maker = base.maker
    where = {"PGHOST": maker.host, "PGPORT": str(maker.port), "PGUSER": maker.user}
    try:
        done = subprocess.run(
            [path, *arguments],
            env={**os.environ, **where, "PGPASSWORD": maker.password},
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


def _unpack(source: Path, target: Path, skip: tuple[str, ...] = ()) -> None:
    with tarfile.open(source) as archive:
        members = [m for m in archive if not Path(m.name).name.startswith(skip or ("\0",))]
        archive.extractall(target, members=members, filter="data")
