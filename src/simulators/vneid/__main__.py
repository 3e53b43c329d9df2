"""Start the simulator: migrate, load, serve until SIGTERM."""

import multiprocessing
import os
import socket
import sys
import threading
import urllib.error
import urllib.request

import django
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels


def _prepare() -> None:
    # Set, not defaulted: whoever starts this process may run under the house's settings.
    os.environ["DJANGO_SETTINGS_MODULE"] = "simulators.vneid.settings"
    django.setup()
    from django.core.management import call_command

    from simulators.vneid import loading

    call_command("migrate", interactive=False, verbosity=0)
    loading.load_people()
    loading.load_clients()
    loading.sweep()


def _claim(port: int) -> None:
    """Fail now if somebody listens there: the server would share the port without a word."""
    socket.create_server(("127.0.0.1", port)).close()


def _tell_when_ready(port: int, issuer: str) -> None:
    """Print the ready line once the server has answered."""
    # Straight to the loopback, whatever proxy the environment names.
    straight = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    address = f"http://127.0.0.1:{port}/.well-known/openid-configuration"
    waiting = threading.Event()
    for _ in range(600):
        try:
            straight.open(address, timeout=5).close()
        except (urllib.error.URLError, OSError):
            waiting.wait(0.05)
        else:
            sys.stdout.write(f"vneid ready {issuer}\n")
            sys.stdout.flush()
            return


# granian's own log lines go to stderr: only the ready line belongs on stdout.
_LOGGING = {
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "loggers": {"_granian": {"handlers": ["stderr"], "level": "ERROR", "propagate": False}},
}


def main() -> None:
    """Run until SIGTERM or SIGINT."""
    # The worker starts afresh: a fork would inherit threads' locks and an open SQLite.
    multiprocessing.set_start_method("spawn")
    _prepare()
    from simulators.vneid import settings

    port = settings.VNEID_PORT
    _claim(port)
    threading.Thread(
        target=_tell_when_ready, args=(port, settings.VNEID_ISSUER), daemon=True
    ).start()
    Granian(
        "simulators.vneid.wsgi:application",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        # One process: codes and armed faults live in its memory.
        workers=1,
        blocking_threads=4,
        log_level=LogLevels.error,
        log_dictconfig=_LOGGING,
    ).serve()


if __name__ == "__main__":
    main()
