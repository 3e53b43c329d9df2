"""Listen on the loopback until SIGTERM; `SCANNER_PORT` says where.

It knows the test string that all scanners agree on (EICAR), and nothing else; as they do, it looks
into the packed streams of a PDF.
"""

import os
import re
import signal
import socketserver
import struct
import sys
import threading
import zlib

# In halves, so that a real scanner does not take this file away.
SAMPLE = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}" + rb"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
_LONGEST = 25 * 1024 * 1024
_LONGEST_COMMAND = 64
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)


class Line(socketserver.StreamRequestHandler):
    """One question and its answer."""

    timeout = 30

    def handle(self) -> None:
        """Read a command that ends with a zero byte, and answer it."""
        command = self._command()
        if command == b"zPING":
            self._say("PONG")
        elif command == b"zVERSION":
            self._say("Toan Trinh scanner stand-in 1")
        elif command == b"zINSTREAM":
            self._say(self._verdict())
        else:
            self._say("UNKNOWN COMMAND")

    def _command(self) -> bytes:
        said = b""
        while len(said) < _LONGEST_COMMAND:
            sign = self.rfile.read(1)
            if sign in {b"", b"\0"}:
                break
            said += sign
        return said

    def _verdict(self) -> str:
        content = b""
        while True:
            (length,) = struct.unpack("!I", self.rfile.read(4))
            if length == 0:
                break
            content += self.rfile.read(length)
            if len(content) > _LONGEST:
                return "INSTREAM size limit exceeded. ERROR"
        return "stream: Eicar-Test-Signature FOUND" if _sick(content) else "stream: OK"

    def _say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\0")


def _sick(content: bytes) -> bool:
    return SAMPLE in content or any(
        SAMPLE in _unpacked(stream) for stream in _STREAM.findall(content)
    )


def _unpacked(stream: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(stream, _LONGEST)
    except zlib.error:
        return b""


class Server(socketserver.ThreadingTCPServer):
    """Serves each line in a thread of its own."""

    allow_reuse_address = True
    daemon_threads = True


def main() -> None:
    """Run until SIGTERM or SIGINT."""
    port = int(os.environ.get("SCANNER_PORT", "3310"))
    with Server(("127.0.0.1", port), Line) as server:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
        sys.stdout.write(f"scanner ready 127.0.0.1:{server.server_address[1]}\n")
        sys.stdout.flush()
        server.serve_forever()


if __name__ == "__main__":
    main()
