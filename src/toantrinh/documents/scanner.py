"""The wire to a virus scanner: what ClamAV's daemon speaks on its socket, `INSTREAM`.

A stream is sent in chunks, each with its length before it, and ends with an empty one. The answer
is one line: `stream: OK`, `stream: <name> FOUND`, or `<why> ERROR`.
"""

import socket
import struct
from dataclasses import dataclass

_CHUNK = 64 * 1024
_LONGEST_ANSWER = 4096


class ScannerAway(Exception):
    """The scanner does not answer, or can't say what a file is."""


@dataclass(frozen=True)
class Scanner:
    """Where a scanner listens: `unix:<path>` or `<host>:<port>`; `seconds` bounds each wait."""

    address: str
    seconds: float = 20.0

    def threat_in(self, content: bytes) -> str:
        """The name of what was found; empty when nothing was. Raises ScannerAway."""
        answer = self._ask(b"zINSTREAM\0", content)
        if answer == "stream: OK":
            return ""
        if answer.startswith("stream: ") and answer.endswith(" FOUND"):
            return answer.removeprefix("stream: ").removesuffix(" FOUND")
        raise ScannerAway(answer)

    def version(self) -> str:
        """What listens there. Raises ScannerAway."""
        return self._ask(b"zVERSION\0")

    def _ask(self, command: bytes, content: bytes | None = None) -> str:
        try:
            with self._line() as line:
                line.settimeout(self.seconds)
                line.sendall(command)
                if content is not None:
                    _stream(line, content)
                return _answer(line)
        except (OSError, ValueError) as away:
            raise ScannerAway(str(away)) from away

    def _line(self) -> socket.socket:
        kind, _, place = self.address.partition(":")
        if kind != "unix":
            return socket.create_connection((kind, int(place)), timeout=self.seconds)
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(self.seconds)
        try:
            line.connect(place)
        except OSError:
            line.close()
            raise
        return line


def _stream(line: socket.socket, content: bytes) -> None:
    try:
        for start in range(0, len(content), _CHUNK):
            piece = content[start : start + _CHUNK]
            line.sendall(struct.pack("!I", len(piece)) + piece)
        line.sendall(struct.pack("!I", 0))
    except (BrokenPipeError, ConnectionResetError):
        # It stopped listening because it has answered already, as when a file is too long for it.
        return


def _answer(line: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0"):
        piece = line.recv(_LONGEST_ANSWER)
        if not piece:
            break
        said += piece
        if len(said) > _LONGEST_ANSWER:
            raise ScannerAway("it says too much")
    if not said:
        raise ScannerAway("it hung up without a word")
    return said.rstrip(b"\0").decode(errors="replace").strip()
