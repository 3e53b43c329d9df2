"""What a demo holds: the national records where they are at hand, officers, accounts to try."""

import csv
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from toantrinh.command.telling import Teller
from toantrinh.host.home import Home, home
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.time import today

_PASSWORD = "thu-nghiem-2026"
# Known secrets of the demo's authenticators; `serve` refuses a home that has demo people.
_TOTP = {
    "tiepnhan": "JBSWY3DPEHPK3PXPTIEPNHANAAAAAAAA",
    "hotich": "JBSWY3DPEHPK3PXPHOTICHAAAAAAAAAA",
    "chutich": "JBSWY3DPEHPK3PXPCHUTICHAAAAAAAAA",
    "quantri": "JBSWY3DPEHPK3PXPQUANTRIAAAAAAAAA",
    "quantri2": "JBSWY3DPEHPK3PXPQUANTRIBAAAAAAAA",
    "dulieu": "JBSWY3DPEHPK3PXPDULIEUAAAAAAAAAA",
    "bientap": "JBSWY3DPEHPK3PXPBIENTAPAAAAAAAAA",
    "chinhphu": "JBSWY3DPEHPK3PXPCHINHPHUAAAAAAAA",
}
_REGISTERS = Path(__file__).with_name("registers.csv")
# Columns of that table that are no facts.
_WHOSE = {"register", "personal_number", "as_of"}
_PEOPLE = Path(__file__).parents[2] / "simulators" / "vneid" / "data" / "people.json"


@dataclass(frozen=True)
class Account:
    """Somebody to sign in as."""

    who: str
    name: str
    password: str
    second: str


def load(teller: Teller, records: Path | None) -> list[Account]:
    """Load what a demo shows; quick when it is there already."""
    from toantrinh.command.cast import cast, governors, nation_leader
    from toantrinh.web.gate.accounts import ensure_officer_login

    if records is not None:
        _import_once(teller, records)
    teller.say("Người và cán bộ mẫu")
    players, ruling = cast(), governors()
    keep_registers()
    accounts = [_mother()]
    for posting in (
        *(players.reception, players.specialist, players.leader),
        *(ruling.administrator, ruling.other_administrator),
        *(ruling.data_officer, ruling.editor),
        nation_leader(),
    ):
        username = posting.officer.user.username
        ensure_officer_login(username, _PASSWORD, _TOTP[username])
        title = f"{posting.officer.full_name}, {posting.post.title.lower()}"
        accounts.append(Account(title, username, _PASSWORD, _TOTP[username]))
    return accounts


def keep_registers() -> None:
    """What the demo's registers say of its invented people; no number of anybody real."""
    from toantrinh.dossiers.comparing import keep_record

    with _REGISTERS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            facts = {key: value for key, value in row.items() if key not in _WHOSE and value}
            keep_record(
                row["register"],
                row["personal_number"],
                facts,
                as_of=date.fromisoformat(row["as_of"]),
                synthetic=True,
            )


def tell(address: str, accounts: list[Account]) -> None:
    """Print where to go and as whom."""
    click.echo(f"\n  Công dân   {address}/\n  Cán bộ     {address}/can-bo/\n", err=True)
    for account in accounts:
        click.echo(f"  {account.who}", err=True)
        click.echo(
            f"      {account.name}  ·  {account.password}"
            + (
                f"  ·  mã bước hai: {current_code(account.second)} ({account.second})"
                if account.second
                else ""
            ),
            err=True,
        )
    click.echo("\n  Mọi người ở đây đều không có thật. Ctrl-C để dừng.\n", err=True)


def make_officer(username: str, name: str, agency_key: str, password: str, role: str) -> None:
    """The login of an officer with a role at an agency, without a second factor yet."""
    from toantrinh.government.actions import (
        open_editing_posts,
        open_governing_posts,
        open_usual_posts,
    )
    from toantrinh.government.queries import agency
    from toantrinh.people.actions import appoint, register_officer
    from toantrinh.web.gate.accounts import ensure_officer_login

    place = agency(agency_key)
    posts = open_usual_posts(place, actor=SYSTEM) + open_governing_posts(place, actor=SYSTEM)
    if role == "catalogue_editor":
        posts = open_editing_posts(place, actor=SYSTEM)
    post = next(post for post in posts if role in post.roles)
    user = ensure_officer_login(username, password)
    officer = register_officer(actor=SYSTEM, full_name=name, user=user)
    appoint(officer, actor=SYSTEM, post=post, since=today())


def write_clients(at: Home, addresses: list[str], name: str) -> Path:
    """Write for the stand-in for VNeID who may ask it, and where it may send people back to."""
    from toantrinh.web.gate.provider import registration

    folder = at.path / "simulators"
    folder.mkdir(parents=True, exist_ok=True)
    told = [registration(address) for address in addresses]
    client = {
        **told[0],
        "redirect_uris": [uri for one in told for uri in one["redirect_uris"]],
        "post_logout_redirect_uris": [u for one in told for u in one["post_logout_redirect_uris"]],
    }
    place = folder / name
    place.write_text(json.dumps([client]), encoding="utf-8")
    return place


def _mother() -> Account:
    people = json.loads(_PEOPLE.read_text(encoding="utf-8"))
    first = people[0]
    return Account(
        f"{first['name']}, {first['about'].lower()}", first["number"], first["passcode"], ""
    )


def _import_once(teller: Teller, records: Path) -> None:
    from toantrinh.catalogue.actions import import_records

    stat = records.stat()
    mark = home().run / "imported"
    seen = f"{records.name} {stat.st_size} {stat.st_mtime_ns}"
    if mark.exists() and mark.read_text(encoding="utf-8") == seen:
        return
    teller.say("Danh mục thủ tục quốc gia")
    report = import_records(records, actor=SYSTEM, progress=teller.step)
    click.echo(f"  {report.read} thủ tục", err=True)
    mark.write_text(seen, encoding="utf-8")


def current_code(secret: str) -> str:
    """What an authenticator with this secret shows now."""
    return codes(secret)[0]


def codes(secret: str) -> list[str]:
    """All codes that are taken now, the present one first; each of them only once."""
    from allauth.mfa.totp.internal.auth import (
        format_hotp_value,
        hotp_value,
        yield_hotp_counters_from_time,
    )

    steps = list(yield_hotp_counters_from_time())
    # They come in the order of time, the present one in the middle.
    present = steps[len(steps) // 2]
    steps.sort(key=lambda step: abs(step - present))
    return [str(format_hotp_value(hotp_value(secret, step))) for step in steps]
