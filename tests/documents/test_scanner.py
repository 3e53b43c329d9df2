"""The wire to a virus scanner, spoken with the stand-in and with worse things than it."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.simulators.scanner.conftest import SAMPLE, scanner
from toantrinh.documents.scanner import Scanner, ScannerAway

__all__ = ["scanner"]


@contextmanager
def saying(words: bytes, at: Path | None = None) -> Iterator[str]:
    """A listener that says this to whoever comes, and hangs up."""
    if at is None:
        listener = socket.create_server(("127.0.0.1", 0))
        address = f"127.0.0.1:{listener.getsockname()[1]}"
    else:
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(at))
        listener.listen()
        address = f"unix:{at}"

    def answer() -> None:
        line, _where = listener.accept()
        with line:
            line.recv(64)
            line.sendall(words)

    thread = threading.Thread(target=answer)
    thread.start()
    try:
        yield address
    finally:
        thread.join(10)
        listener.close()


def test_finds_the_sample_wherever_it_stands(scanner: str) -> None:
    looking = Scanner(scanner)

    assert looking.threat_in(SAMPLE) == "Eicar-Test-Signature"
    # Across the border of two chunks.
    assert looking.threat_in(b"x" * (64 * 1024 - 10) + SAMPLE + b"y") == "Eicar-Test-Signature"
    assert not looking.threat_in(SAMPLE[:-1])
    assert not looking.threat_in(b"")
    assert "stand-in" in looking.version()


def test_a_file_longer_than_it_takes_is_not_called_clean(scanner: str) -> None:
    with pytest.raises(ScannerAway):
        Scanner(scanner).threat_in(bytes(26 * 1024 * 1024))


@pytest.mark.parametrize(
    "words",
    [b"", b"stream: OK, or so\0", b"INSTREAM size limit exceeded. ERROR\0", b"x" * 5000, b"\xff\0"],
)
def test_what_is_no_answer_is_no_verdict(words: bytes) -> None:
    with saying(words) as address, pytest.raises(ScannerAway):
        Scanner(address, seconds=5).threat_in(b"paper")


def test_a_socket_in_the_file_system(tmp_path: Path) -> None:
    with saying(b"stream: OK\0", tmp_path / "s") as address:
        assert Scanner(address, seconds=5).threat_in(b"paper") == ""


@pytest.mark.parametrize("address", ["127.0.0.1:1", "unix:/nowhere", "127.0.0.1:", "", "host"])
def test_nobody_there(address: str) -> None:
    with pytest.raises(ScannerAway):
        Scanner(address, seconds=1).threat_in(b"paper")


def test_one_that_says_nothing_is_not_waited_for(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(ScannerAway):
        Scanner(f"127.0.0.1:{silent.getsockname()[1]}", seconds=0.2).threat_in(b"paper")
