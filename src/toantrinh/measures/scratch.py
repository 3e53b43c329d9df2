"""Folders for what engines put aside while they count; those of the killed are swept."""

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

_LOCK = "lock"


@contextmanager
def scratch(under: Path) -> Iterator[Path]:
    """A folder of one's own, for as long as it is needed."""
    under.mkdir(parents=True, exist_ok=True, mode=0o700)
    with ExitStack() as held:
        with (under / _LOCK).open("w") as gate:
            # Nobody may sweep a folder that is made but not held yet.
            fcntl.flock(gate, fcntl.LOCK_EX)
            _sweep(under)
            made = tempfile.TemporaryDirectory(dir=under, ignore_cleanup_errors=True)
            folder = Path(held.enter_context(made))
            fcntl.flock(held.enter_context((folder / _LOCK).open("w")), fcntl.LOCK_EX)
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
