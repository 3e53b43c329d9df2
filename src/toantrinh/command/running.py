"""`toantrinh serve | demo | createadmin`: the server and what belongs to it, until Ctrl-C."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click
import httpx

from toantrinh.command import demo as demo_people
from toantrinh.command.ground import ground, lay
from toantrinh.command.telling import Teller
from toantrinh.host import supervisor, upkeep
from toantrinh.host.database import database
from toantrinh.host.home import Home, home
from toantrinh.host.postgres import Cluster
from toantrinh.host.supervisor import Child
from toantrinh.kernel.errors import Conflict, Refusal

_SERVER, _VNEID, _SCANNER, _MESSAGES = "server", "vneid", "scanner", "messages"
_FIRST_STAND_IN = 8090
# A process computes one page at a time, whatever its threads. With few threads in many processes
# the machine shares out its cores, and no page waits for the lock of another's.
_PROCESSES_A_CORE, _FEWEST_THREADS = 3, 2
# Every thread may keep a connection to the database, which takes 120.
_MOST_PROCESSES, _MOST_THREADS = 40, 16


def register(group: click.Group) -> None:
    """Hang these commands under the group."""
    for command in (serve, demo, createadmin):
        group.add_command(command)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--workers", type=click.IntRange(1), help="Server processes; three a core by default."
)
def serve(host: str, workers: int | None) -> None:
    """Run database, worker and server for real, until Ctrl-C. Refuses what belongs to a demo."""
    at, teller = home(), Teller()
    with _up(at, teller, {}):
        problems = list(_not_ready())
        if problems:
            raise Refusal("Chưa chạy thật được:\n%(problems)s", problems="\n".join(problems))
        prepare_static(teller)
        children = {_SERVER: server_child(host, port(), workers or usual_workers())}
        with running(at, children, ready=[f"http://127.0.0.1:{port()}/readyz"]):
            click.echo(f"Đang phục vụ ở cổng {port()}. Ctrl-C để dừng.", err=True)
            signal.sigwait({signal.SIGINT, signal.SIGTERM})


@click.command()
@click.option("--fresh", is_flag=True, help="Forget what was there and start over.")
@click.option("--records", type=click.Path(exists=True, path_type=Path), help="National records.")
def demo(*, fresh: bool, records: Path | None) -> None:
    """Run everything with invented people, until Ctrl-C. The next start keeps the data."""
    at, teller = home(), Teller()
    if fresh:
        _forget(at)
    environment = demo_environment(at, Ports.usual())
    os.environ.update(environment)
    with _up(at, teller, environment):
        accounts = demo_people.load(teller, records or _records())
        prepare_static(teller)
        teller.say("Máy chủ và hệ thống mô phỏng")
        children = demo_children(at, environment)
        ready = [f"{environment['TOANTRINH_PUBLIC_ADDRESS']}/readyz", _discovery(environment)]
        with running(at, children, ready=ready):
            demo_people.tell(environment["TOANTRINH_PUBLIC_ADDRESS"], accounts)
            signal.sigwait({signal.SIGINT, signal.SIGTERM})
    click.echo("Đã dừng. Dữ liệu còn đó cho lần sau.", err=True)


@click.command()
@click.option("--username", prompt="Tên đăng nhập")
@click.option("--name", prompt="Họ và tên")
@click.option("--agency", "agency_key", prompt="Mã cơ quan", help="For example 14797.ubnd.")
@click.option(
    "--password", prompt="Mật khẩu", hide_input=True, confirmation_prompt="Ghi lại mật khẩu"
)
@click.option(
    "--role",
    type=click.Choice(["leader", "administrator", "catalogue_editor"]),
    default="leader",
    show_default=True,
    help="What the officer does there.",
)
def createadmin(username: str, name: str, agency_key: str, password: str, role: str) -> None:
    """Make the first officers of an agency; the second factor is set up when entering.

    Two administrators are needed, since they confirm each other's weighty changes; they invite all
    others at /quan-tri/.
    """
    with ground(Teller()):
        demo_people.make_officer(username, name, agency_key, password, role)
    click.echo("Xong. Lần đăng nhập đầu tiên sẽ cài xác thực hai bước.", err=True)


def port() -> int:
    """The port that people reach, from TOANTRINH_PORT."""
    return int(os.environ.get("TOANTRINH_PORT", "8000"))


def server_child(host: str, number: int, workers: int) -> Child:
    """The web server as the supervisor starts it."""
    return Child(
        [
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host),
            *("--port", str(number), "--workers", str(workers), "--no-ws"),
            *("--blocking-threads", str(_threads(workers))),
            *("--respawn-failed-workers", "--log-level", "warning"),
            "toantrinh.web.wsgi:application",
        ]
    )


def usual_workers() -> int:
    """How many server processes there are where nobody says it."""
    return min(_MOST_PROCESSES, _PROCESSES_A_CORE * (os.cpu_count() or 1))


def _threads(workers: int) -> int:
    """How many requests a server process works on: one computes while the others wait.

    All processes together have as many as the usual ones, so that as many may be slow at once.
    """
    together = _FEWEST_THREADS * usual_workers()
    return min(_MOST_THREADS, max(_FEWEST_THREADS, together // workers))


@dataclass(frozen=True)
class Ports:
    """Where a demo and what stands in for the world outside listen, on the loopback."""

    own: int
    vneid: int
    scanner: int
    first_messages: int
    second_messages: int

    @classmethod
    def usual(cls) -> "Ports":
        """Those that people know, unless the environment names others."""
        names = ("VNEID_PORT", "SCANNER_PORT", "MESSAGES_PORT", "MESSAGES_SECOND_PORT")
        given = [int(os.environ.get(name, _FIRST_STAND_IN + at)) for at, name in enumerate(names)]
        return cls(port(), *given)


def demo_environment(at: Home, ports: Ports) -> dict[str, str]:
    """What server and worker of a demo find in their environment."""
    return {
        "TOANTRINH_DEMO": "1",
        "TOANTRINH_PORT": str(ports.own),
        "TOANTRINH_PUBLIC_ADDRESS": f"http://127.0.0.1:{ports.own}",
        "TOANTRINH_OIDC_ISSUER": f"http://127.0.0.1:{ports.vneid}",
        "TOANTRINH_OIDC_CLIENT_SECRET": at.secret("oidc_client_secret"),
        "TOANTRINH_SCANNER": f"127.0.0.1:{ports.scanner}",
        "TOANTRINH_MESSAGE_PROVIDERS": ",".join(
            f"http://127.0.0.1:{number}" for number in (ports.first_messages, ports.second_messages)
        ),
        "TOANTRINH_MESSAGE_TOKENS": ",".join([at.secret("message_token")] * 2),
    }


def demo_children(at: Home, environment: Mapping[str, str]) -> dict[str, Child]:
    """Server and simulators of a demo, each knowing the other's address."""
    return _children(at, environment, "")


def walking_children(at: Home, environment: Mapping[str, str]) -> dict[str, Child]:
    """The same beside a demo that may be running, under names of their own."""
    return _children(at, environment, "walking-")


def _children(at: Home, environment: Mapping[str, str], prefix: str) -> dict[str, Child]:
    own = environment["TOANTRINH_PUBLIC_ADDRESS"]
    issuer = environment["TOANTRINH_OIDC_ISSUER"]
    sites = [own, own.replace("127.0.0.1", "localhost")]
    clients = demo_people.write_clients(at, sites, f"{prefix}vneid-clients.json")
    server = server_child("127.0.0.1", int(environment["TOANTRINH_PORT"]), 2)
    stand_in = {
        "VNEID_PORT": issuer.rpartition(":")[2],
        "VNEID_ISSUER": issuer,
        "VNEID_CLIENTS": str(clients),
    }
    scanner = {"SCANNER_PORT": environment["TOANTRINH_SCANNER"].rpartition(":")[2]}
    return {
        f"{prefix}{_VNEID}": Child([sys.executable, "-m", "simulators.vneid"], stand_in),
        f"{prefix}{_SCANNER}": Child([sys.executable, "-m", "simulators.scanner"], scanner),
        **_message_providers(environment, prefix),
        f"{prefix}{_SERVER}": Child(server.argv, dict(environment)),
    }


def _message_providers(environment: Mapping[str, str], prefix: str) -> dict[str, Child]:
    addresses = environment["TOANTRINH_MESSAGE_PROVIDERS"].split(",")
    tokens = environment["TOANTRINH_MESSAGE_TOKENS"].split(",")
    argv = [sys.executable, "-m", "simulators.messages"]
    return {
        f"{prefix}{_MESSAGES}{number}": Child(
            argv, {"MESSAGES_PORT": address.rpartition(":")[2], "MESSAGES_TOKEN": token}
        )
        for number, (address, token) in enumerate(zip(addresses, tokens, strict=True), start=1)
    }


@contextmanager
def _up(at: Home, teller: Teller, environment: dict[str, str]) -> Iterator[None]:
    """Database and worker, laid; what was not there before stops at the end."""
    # Blocked before any child exists, so that a Ctrl-C while starting is not lost.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with upkeep.as_before(at):
            upkeep.stay(at)
            upkeep.start(at, worker=True, environment=environment)
            lay(database(at), teller)
            yield
    except KeyboardInterrupt:
        click.echo("", err=True)


@contextmanager
def running(at: Home, children: dict[str, Child], *, ready: list[str]) -> Iterator[None]:
    """Run children under the supervisor and wait until each address answers."""
    with supervisor.changing(at):
        supervisor.want(at, children)
    try:
        for address in ready:
            upkeep.wait_until(_answers(address), at, list(children))
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT, signal.SIGTERM})
        with supervisor.changing(at):
            supervisor.unwant(at, list(children))


def _answers(address: str) -> Callable[[], bool]:
    def probe() -> bool:
        try:
            return httpx.get(address, timeout=5).status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    return probe


def _discovery(environment: Mapping[str, str]) -> str:
    return f"{environment['TOANTRINH_OIDC_ISSUER']}/.well-known/openid-configuration"


def _invented() -> Iterator[str]:
    """What here is not real."""
    from toantrinh.lake.actions import is_synthetic
    from toantrinh.people.queries import has_synthetic_people

    if has_synthetic_people():
        yield "· Nơi này có tài khoản và người không có thật. Hãy dùng một TOANTRINH_HOME trống."
    if is_synthetic():
        yield "· Kho dữ liệu đo lường ở đây là mô phỏng. Hãy dùng một TOANTRINH_HOME trống."


def _not_ready() -> Iterator[str]:
    """What speaks against serving real people from this home, each in a sentence."""
    from django.conf import settings

    at = home()
    if (supervisor.state(at) or {}).get("settings") != supervisor.settings_mark(at):
        yield "· Worker đang chạy với cài đặt khác. Hãy chạy toantrinh down, rồi chạy lại."
    if settings.DEMO:
        yield "· TOANTRINH_DEMO đang bật."
    yield from _invented()
    if not os.environ.get("TOANTRINH_SIGNING_KEYS"):
        yield "· Chưa có khóa ký thật: đặt TOANTRINH_SIGNING_KEYS là thư mục chứa <mã cơ quan>.p12."
    if not settings.OIDC_ISSUER:
        yield "· Chưa có hệ thống định danh: đặt TOANTRINH_OIDC_ISSUER."
    elif not all(url.startswith("https://") for url in _provider_addresses()):
        yield "· Hệ thống định danh phải ở địa chỉ https: xem TOANTRINH_OIDC_ISSUER."
    if not os.environ.get("TOANTRINH_HOSTS"):
        yield "· Chưa có tên miền: đặt TOANTRINH_HOSTS."
    if not settings.PUBLIC_ADDRESS.startswith("https://"):
        yield "· Địa chỉ công khai phải là https: đặt TOANTRINH_PUBLIC_ADDRESS."
    if not settings.TLS:
        yield "· Chưa bật TLS: đặt TOANTRINH_TLS=1 và TOANTRINH_TRUSTED_PROXY."


def _provider_addresses() -> list[str]:
    from django.conf import settings

    return [settings.OIDC_ISSUER, *settings.OIDC_ENDPOINTS.values()]


def prepare_static(teller: Teller) -> None:
    """Give static files their hashed names. A process of its own: names depend on settings."""
    teller.say("Tệp tĩnh")
    subprocess.run(
        [sys.executable, "-m", "django", "collectstatic", "--no-input", "--verbosity", "0"],
        env={
            **os.environ,
            "TOANTRINH_COLLECT": "1",
            "DJANGO_SETTINGS_MODULE": "toantrinh.host.settings",
        },
        check=True,
    )


def _forget(at: Home) -> None:
    if not database(at).embedded:
        raise Conflict("FRESH=1 chỉ xóa cơ sở dữ liệu nhúng, không xóa máy chủ của DATABASE_URL.")
    upkeep.stop(at)
    Cluster.of(at).erase()
    shutil.rmtree(at.path)


def _records() -> Path | None:
    """The archive of national records, where somebody has it."""
    named = os.environ.get("TOANTRINH_RECORDS")
    return Path(named) if named and Path(named).exists() else None
