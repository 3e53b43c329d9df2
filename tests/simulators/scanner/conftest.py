"""The stand-in for a virus scanner as a process of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from simulators.scanner.__main__ import SAMPLE
from tests.simulators.vneid.conftest import first_line, stop

__all__ = ["SAMPLE", "scanner", "scanning"]


@contextmanager
def scanning(port: int = 0) -> Iterator[str]:
    """The address of a scanner that runs within the block."""
    process = subprocess.Popen(
        [sys.executable, "-m", "simulators.scanner"],
        env=os.environ | {"SCANNER_PORT": str(port), "PYTHONWARNINGS": "error"},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        told = first_line(process)
        assert told.startswith("scanner ready ")
        yield told.removeprefix("scanner ready ")
    finally:
        assert stop(process) == 0


@pytest.fixture(scope="session")
def scanner() -> Iterator[str]:
    """The address of one for all tests."""
    with scanning() as address:
        yield address
