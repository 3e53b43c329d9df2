"""Folders for what engines put aside while they count; those of the killed are swept."""

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_LOCK = "lock"


@contextmanager
def scratch(under: Path) -> Iterator[Path]:
    """A folder of one's own, for as long as it is needed."""
    under.mkdir(parents=True, exist_ok=True, mode=0o700)
    _sweep(under)
    with tempfile.TemporaryDirectory(dir=under, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with (folder / _LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield folder


def _sweep(under: Path) -> None:
    """Remove folders that nobody holds any more: their owner was killed."""
    for place in under.glob(f"*/{_LOCK}"):
        with place.open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            shutil.rmtree(place.parent, ignore_errors=True)
