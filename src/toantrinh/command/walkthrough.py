"""`toantrinh walkthrough`: four people use the real pages, from the wish to the verified paper."""

import os
import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from toantrinh.command import demo
from toantrinh.command.ground import lay
from toantrinh.command.running import (
    Ports,
    demo_environment,
    prepare_static,
    running,
    walking_children,
)
from toantrinh.command.state import AS_JSON
from toantrinh.command.story import PROCEDURE, answers, certificate, told
from toantrinh.command.telling import Teller, put_json
from toantrinh.command.visitor import Visitor
from toantrinh.host import upkeep
from toantrinh.host.database import database
from toantrinh.host.home import Home, home
from toantrinh.kernel.errors import Refusal

_DOSSIER = re.compile(r"/ho-so/([0-9a-f-]{36})/")
_LETTER = re.compile(r"/ho-so/[0-9a-f-]{36}/van-ban/([0-9A-Z-]{14})/")
_PATIENCE_SECONDS = 120
_LOOK_SECONDS = 0.5
_PAGES = 12


def register(group: click.Group) -> None:
    """Hang this command under the group."""
    group.add_command(walkthrough)


@click.command()
@AS_JSON
def walkthrough(*, as_json: bool) -> None:
    """Play mother, reception, specialist and chairwoman over HTTP, and verify the paper."""
    at, teller = home(), Teller()
    with stage(at, teller) as (site, accounts):
        from toantrinh.dossiers.counting import counts

        before = counts()
        steps = Steps()
        code, letter = Play(site, accounts, steps).whole()
        outcome = _outcome(at, site, code, letter)
        outcome["measures"] = {"before": before, "after": counts()}
    if as_json:
        put_json(outcome)
    else:
        _show(outcome)
    if not outcome["signature"]["valid"]:
        raise click.exceptions.Exit(1)


class Steps:
    """Says each step with the time it took."""

    def __init__(self) -> None:
        self.last = time.monotonic()

    def done(self, what: str) -> None:
        now = time.monotonic()
        click.echo(f"{now - self.last:7.2f} s  {what}", err=True)
        self.last = now


class Play:
    """The four parts, each by a visitor of their own."""

    def __init__(self, site: str, accounts: list[demo.Account], steps: Steps) -> None:
        self.site = site
        # Those who govern have accounts too, and no part in the play.
        self.mother_account, *self.officers = accounts[:4]
        self.steps = steps
        self.mother = self.visitor()

    def visitor(self) -> Visitor:
        """Somebody with a browser of their own."""
        return Visitor(self.site)

    def whole(self) -> tuple[str, str]:
        """All of it; the codes of the dossier and of the result."""
        self.sign_in_mother()
        self.begin()
        dossier = self.fill()
        self.attach()
        code = self.hand_in(dossier)
        desk, office, chair = (self.officer(account) for account in self.officers)
        self.act(desk, code, "tiep-nhan", "Bộ phận Một cửa tiếp nhận")
        self.act(office, code, "phan-cong", "Công chức hộ tịch nhận thụ lý")
        self.act(office, code, "trinh-ky", "Công chức hộ tịch trình ký")
        self.act(chair, code, "ky-duyet", "Chủ tịch ký duyệt")
        self.return_result(desk, code)
        letter = self.find_result(dossier)
        self.verify(letter)
        for visitor in (self.mother, desk, office, chair):
            visitor.close()
        return code, letter

    def sign_in_mother(self) -> None:
        self.mother.go(f"/thu-tuc/{PROCEDURE}/")
        self.mother.go("/dang-nhap/")
        self.mother.send(to="/dang-nhap/")
        who = {"number": self.mother_account.name, "passcode": self.mother_account.password}
        self.mother.send(who, to="/sign-in")
        if self.mother.has_form(to="authorize"):
            self.mother.send(to="authorize", button=("action", "grant"))
        self.steps.done("Người mẹ đăng nhập bằng VNeID mô phỏng")

    def begin(self) -> None:
        """Start a draft; the first page of its form opens."""
        self.mother.go(f"/thu-tuc/{PROCEDURE}/")
        self.mother.send(to="/nop/")

    def fill(self) -> str:
        """Fill in the form page by page, from where the mother is; the dossier's id."""
        visitor, wanted = self.mother, _typed(answers("14797"))
        for _ in range(_PAGES):
            if "/to-khai/" not in visitor.address:
                break
            form = next(form for form in visitor.forms if "sheet" in form.names)
            visitor.send({name: wanted[name] for name in form.names if name in wanted})
        found = _DOSSIER.search(visitor.address)
        if found is None or "/giay-to/" not in visitor.address:
            raise Refusal("Tờ khai không dẫn tới trang giấy tờ: %(at)s", at=visitor.address)
        self.steps.done("Người mẹ điền tờ khai")
        return found[1]

    def attach(self) -> None:
        """Add the paper, on the page that asks for it."""
        visitor = self.mother
        box = next(
            name for form in visitor.forms for name in form.files if "giay_chung_sinh" in name
        )
        visitor.send(files={box: ("giay-chung-sinh.pdf", certificate(), "application/pdf")})

    def hand_in(self, dossier: str) -> str:
        """Look everything over, submit; the dossier's code."""
        visitor = self.mother
        visitor.go(f"/ho-so/{dossier}/xem-lai/")
        visitor.send(to="/nop/")
        code = self.receipt(dossier)
        self.steps.done(f"Người mẹ nộp hồ sơ {code}")
        return code

    def receipt(self, dossier: str) -> str:
        """The dossier's code, from the page that says it was received."""
        self.mother.go(f"/ho-so/{dossier}/bien-nhan/")
        found = re.search(r"[A-Z]\d{2}[\d.]*-\d{6}-\d{4,}", self.mother.page.text)
        if found is None:
            raise Refusal("Trang biên nhận không có mã hồ sơ.")
        return found[0]

    def officer(self, account: demo.Account) -> Visitor:
        """An officer who signs in with both factors."""
        visitor = self.visitor()
        visitor.go("/can-bo/dang-nhap/")
        visitor.send({"login": account.name, "password": account.password})
        # A code counts once, also for who signed in a moment ago elsewhere.
        for code in demo.codes(account.second):
            visitor.send({"code": code})
            if not visitor.has_form(fields={"code"}):
                break
        self.steps.done(f"{account.who} đăng nhập")
        return visitor

    def act(self, visitor: Visitor, code: str, slug: str, what: str) -> None:
        """Open the dossier and press one button."""
        visitor.go(f"/can-bo/ho-so/{code}/")
        visitor.send(to=f"/viec/{slug}/")
        self.steps.done(what)

    def return_result(self, desk: Visitor, code: str) -> None:
        """Hand over the result, as soon as the worker has signed it."""
        slug = "tra-ket-qua"
        ends = time.monotonic() + _PATIENCE_SECONDS
        desk.go(f"/can-bo/ho-so/{code}/")
        while not desk.has_form(to=f"/viec/{slug}/") and time.monotonic() < ends:
            time.sleep(_LOOK_SECONDS)
            desk.go(f"/can-bo/ho-so/{code}/")
        self.act(desk, code, slug, "Kết quả đã ký số, Bộ phận Một cửa trả")

    def find_result(self, dossier: str) -> str:
        """The code of the result, from the mother's own page."""
        self.mother.go(f"/ho-so/{dossier}/")
        found = _result(_LETTER.findall(self.mother.page.text))
        if not found:
            raise Refusal("Trang theo dõi không có Giấy khai sinh.")
        self.mother.go(f"/ho-so/{dossier}/van-ban/{found}/")
        self.steps.done("Người mẹ tải Giấy khai sinh")
        return found

    def verify(self, letter: str) -> None:
        """Anybody opens the verification page."""
        anybody = self.visitor()
        anybody.go(f"/kiem-tra/{letter}/")
        anybody.close()
        self.steps.done("Ai cũng kiểm tra được văn bản")


def _result(letters: list[str]) -> str:
    """The birth certificate among the letters of a dossier."""
    from toantrinh.documents.queries import document_by_code

    for code in letters:
        if document_by_code(code).kind == "birth_certificate":
            return code
    return ""


def _typed(given: dict[str, object]) -> dict[str, str]:
    """Answers as hands type them: days in three boxes, yes and no."""
    typed: dict[str, str] = {}
    for key, value in given.items():
        if isinstance(value, bool):
            typed[key] = "yes" if value else "no"
        elif key.endswith("_date"):
            year, month, day = str(value).split("-")
            typed |= {f"{key}_year": year, f"{key}_month": month, f"{key}_day": day}
        else:
            typed[key] = str(value)
    return typed


@contextmanager
def stage(at: Home, teller: Teller) -> Iterator[tuple[str, list[demo.Account]]]:
    """Server, worker and stand-in on free ports; afterwards as it was before."""
    environment = demo_environment(at, Ports(*(_free_port() for _ in range(5))))
    os.environ.update(environment)
    with upkeep.as_before(at):
        upkeep.stay(at)
        upkeep.start(at, worker=True, environment=environment)
        lay(database(at), teller)
        accounts = demo.load(teller, None)
        prepare_static(teller)
        children = walking_children(at, environment)
        site = environment["TOANTRINH_PUBLIC_ADDRESS"]
        issuer = environment["TOANTRINH_OIDC_ISSUER"]
        ready = [f"{site}/readyz", f"{issuer}/.well-known/openid-configuration"]
        with running(at, children, ready=ready):
            yield site, accounts


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _outcome(at: Home, site: str, code: str, letter: str) -> dict[str, Any]:
    from toantrinh.documents.queries import check_document, content_of, document_by_code
    from toantrinh.dossiers.models import Dossier

    dossier = Dossier.objects.select_related("version", "agency").get(code=code)
    document = document_by_code(letter)
    folder = at.path / "walkthrough"
    folder.mkdir(exist_ok=True)
    result = folder / f"{code}.pdf"
    result.write_bytes(content_of(document.file))
    checked = check_document(document)
    return {
        **told(dossier),
        "result_pdf": str(result),
        "signature": {
            "valid": checked.valid,
            "signer": checked.signer,
            "covers_whole_file": checked.covers_whole_file,
        },
        "verify_url": f"{site}/kiem-tra/{letter}/",
    }


def _show(outcome: dict[str, Any]) -> None:
    click.echo(f"{outcome['dossier_code']}  {outcome['agency']['name']}")
    click.echo(f"Kết quả: {outcome['result_pdf']}")
    signature = outcome["signature"]
    click.echo(
        f"Chữ ký: {'hợp lệ' if signature['valid'] else 'KHÔNG hợp lệ'}, {signature['signer']}"
    )
    labels = {"received": "Tiếp nhận", "wholly_online": "Toàn trình", "on_time": "Đúng hạn"}
    for key, label in labels.items():
        before, after = outcome["measures"]["before"][key], outcome["measures"]["after"][key]
        click.echo(f"{label}: {before} → {after}")
