"""Stand-ins for providers of messages, each a process of its own, whose faults can be armed."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from pytest_django import Settings

from tests.simulators.vneid.conftest import first_line, stop

TOKEN = "a-token-of-the-tests"
_RUNNING = "messages ready "


@contextmanager
def provider(seconds: float = 0) -> Iterator[str]:
    """The address of one that runs within the block."""
    process = subprocess.Popen(
        [sys.executable, "-m", "simulators.messages"],
        env=os.environ
        | {"MESSAGES_PORT": "0", "MESSAGES_TOKEN": TOKEN, "MESSAGES_SECONDS": str(seconds)}
        | {"MESSAGES_FAULTS": "1", "PYTHONWARNINGS": "error"},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        told = first_line(process)
        assert told.startswith(_RUNNING)
        yield told.removeprefix(_RUNNING)
    finally:
        assert stop(process) == 0


def arm(address: str, **faults: object) -> None:
    """Break in these ways from now on; without any, be whole again."""
    httpx.post(f"{address}/faults", json=faults, trust_env=False).raise_for_status()


@pytest.fixture(scope="session")
def _two() -> Iterator[tuple[str, str]]:
    with provider() as first, provider() as second:
        yield first, second


@pytest.fixture
def two(_two: tuple[str, str], settings: Settings) -> tuple[str, str]:
    """The addresses of two that work, which this installation asks in this order."""
    for address in _two:
        arm(address)
    settings.MESSAGE_PROVIDERS, settings.MESSAGE_TOKENS = list(_two), [TOKEN, TOKEN]
    return _two
