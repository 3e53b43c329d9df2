"""Listen on the loopback until SIGTERM."""

import os
import signal
import sys
import threading

from simulators.messages.provider import Provider, server


def main() -> None:
    """Run until SIGTERM or SIGINT."""
    provider = Provider(
        token=os.environ.get("MESSAGES_TOKEN", "demo"),
        seconds=float(os.environ.get("MESSAGES_SECONDS", "1")),
        faults=os.environ.get("MESSAGES_FAULTS") == "1",
    )
    with server(provider, int(os.environ.get("MESSAGES_PORT", "8092"))) as listening:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: threading.Thread(target=listening.shutdown).start())
        sys.stdout.write(f"messages ready http://127.0.0.1:{listening.server_address[1]}\n")
        sys.stdout.flush()
        listening.serve_forever()


if __name__ == "__main__":
    main()
