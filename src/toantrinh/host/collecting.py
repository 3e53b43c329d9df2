"""Looking for rings of objects that nobody holds any more, which Python does by itself."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """For many small things that are all let go at the end.

    Looking for rings among them again and again takes longer than making them.
    """
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()
