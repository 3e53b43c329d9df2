"""Where `audit verify` may look besides this installation: in a backup, or in a database at hand.

Either way this process gets a home of its own that is gone afterwards; the real one is not touched.
"""

import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from toantrinh.command.ground import load_django
from toantrinh.command.keeping import fill
from toantrinh.command.telling import Teller
from toantrinh.host.aside import aside
from toantrinh.host.backup import read_record
from toantrinh.host.database import Address
from toantrinh.host.home import Home

# What a home of its own keeps of the environment: how to speak, and which keys sealed before.
_KEPT = {"TOANTRINH_LOG_LEVEL", "TOANTRINH_FORMER_SEAL_KEYS"}
_ENDED = 128 + signal.SIGTERM


@contextmanager
def backup_opened(source: Path, keys: Path | None, teller: Teller) -> Iterator[None]:
    """The record of a backup in a database of its own; nothing stays of it, also when ended."""
    with _home_of_its_own() as at:
        teller.say("Dựng cơ sở dữ liệu tạm")
        with aside(at) as base:
            fill(base, teller, lambda: read_record(base, source, keys))
            yield


@contextmanager
def database_opened(address: str) -> Iterator[None]:
    """A database that somebody lets us read, such as the auditor's."""
    where = Address.parse(address)
    with _home_of_its_own():
        load_django()
        from django.db import connections

        connections["default"].settings_dict.update(where.django())
        yield


@contextmanager
def _home_of_its_own() -> Iterator[Home]:
    for name in list(os.environ):
        if name.startswith(("TOANTRINH_", "DATABASE_URL")) and name not in _KEPT:
            del os.environ[name]
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(_ENDED))
    try:
        with tempfile.TemporaryDirectory(prefix="toantrinh-") as folder:
            os.environ["TOANTRINH_HOME"] = folder
            yield Home(Path(folder))
    finally:
        signal.signal(signal.SIGTERM, before)
