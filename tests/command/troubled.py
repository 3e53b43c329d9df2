"""The four people of the walkthrough in a house whose processes are killed while they are at it.

They do as people do: when a page does not come they wait, look whether the thing was done, and only
then do it again.
"""

import os
import re
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from threading import Timer
from typing import Any, LiteralString, TypeVar

import httpx
import psycopg

from tests.host.installation import PATIENCE, Installation, kill_family, until
from toantrinh.command.demo import Account
from toantrinh.command.visitor import Turned, Visitor
from toantrinh.command.walkthrough import Play, Steps
from toantrinh.host import supervisor
from toantrinh.host.groups import members
from toantrinh.host.home import Home
from toantrinh.kernel.errors import Refusal

T = TypeVar("T")
# A request has arrived by then, and has rarely been answered; a job comes when it has.
_AMID_SECONDS = {"server": 0.03, "worker": 0.15, "database": 0.03}
_NO_ANSWER = (httpx.TransportError, psycopg.OperationalError)
_LATER = {httpx.codes.TOO_MANY_REQUESTS}


class Killer:
    """Kills one kind of process, once in each step: before a request is sent, or amid it."""

    def __init__(self, house: Installation, victim: str) -> None:
        self.house = house
        self.victim = victim
        self.kills = 0
        self.before = self._workers_started() - 1
        self.armed = False
        self.amid = False
        self.method = "POST"
        self._timer: Timer | None = None

    def arm(self, *, amid: bool, method: str) -> None:
        """Kill once from now on: at the next request of this method."""
        if self.victim == "worker":
            until(lambda: self._workers_started() > self.kills + self.before)
        self.armed, self.amid, self.method = True, amid, method

    def request(self, request: httpx.Request) -> None:
        """What the browsers tell before they send something."""
        if self.armed and request.method == self.method:
            self._strike()

    def _strike(self) -> None:
        self.armed = False
        if self.amid:
            self._timer = Timer(_AMID_SECONDS[self.victim], self._kill)
            self._timer.start()
        else:
            self._kill()

    def settle(self) -> None:
        """Wait until the blow has fallen."""
        assert not self.armed, "nothing was sent"
        if self._timer is not None:
            self._timer.join()
            self._timer = None

    def _kill(self) -> None:
        self.kills += 1
        if self.victim == "database":
            for postmaster in self.house.postmasters():
                kill_family(postmaster)
        elif self.victim == "worker":
            _kill(self._pid("worker"))
        elif self.amid:
            # Its workers are left behind, with the port.
            _kill(self._pid("walking-server"))
        else:
            for member in members(self._pid("walking-server")):
                _kill(member)

    def _workers_started(self) -> int:
        log = Home(self.house.path).logs / "worker.log"
        return log.read_text(encoding="utf-8").count("Starting worker on")

    def _pid(self, name: str) -> int:
        found: list[int] = []

        def runs() -> bool:
            seen: dict[str, Any] = supervisor.state(Home(self.house.path)) or {"children": {}}
            found[:] = [child["pid"] for key, child in seen["children"].items() if key == name]
            return bool(found)

        until(runs)
        return found[0]


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


class Troubled(Play):
    """The walkthrough, one kill a step."""

    def __init__(self, site: str, accounts: list[Account], killer: Killer, database: str) -> None:
        self.killer = killer
        self.database = database
        self.count = 0
        self.dossier = ""
        # The acts of which somebody was told that they were done.
        self.acknowledged: list[str] = []
        # The pages of the form that were taken.
        self.taken: list[str] = []
        self.browsers: list[Visitor] = []
        super().__init__(site, accounts, Steps())

    def visitor(self) -> Visitor:
        made = super().visitor()
        made.client.event_hooks = {"request": [self.killer.request]}
        self.browsers.append(made)
        return made

    def close(self) -> None:
        """Close all browsers, also those that were given up."""
        for browser in self.browsers:
            browser.close()

    def play(self) -> None:
        """All of it."""
        self._step("sign in", self._sign_in)
        before = self._drafts()
        self._step("begin", self.begin, lambda: bool(self._drafts() - before), act="start")
        (self.dossier,) = self._patiently(self._drafts) - before
        self._step("fill", self._fill)
        self._step("attach", self._attach, self._attached)
        self._step("submit", self._submit, act="submit")
        code = self._patiently(lambda: self.receipt(self.dossier))
        desk, office, chair = (self._officer(account) for account in self.officers)
        for visitor, slug, act in (
            (desk, "tiep-nhan", "accept"),
            (office, "phan-cong", "assign"),
            (office, "trinh-ky", "propose"),
            (chair, "ky-duyet", "approve"),
        ):
            self._step(act, partial(self.act, visitor, code, slug, act), act=act)
        self._step("return", lambda: self.return_result(desk, code), act="return_result")
        self._step("read", self._read, method="GET")
        # The last blow may have fallen on the database.
        self._patiently(self.events)

    def asked(self, query: LiteralString) -> list[tuple[Any, ...]]:
        """What the database keeps of this dossier."""
        with psycopg.connect(self.database, connect_timeout=5) as connection:
            subject = {"id": self.dossier, "stream": f"dossier/{self.dossier}"}
            return connection.execute(query, subject).fetchall()

    def events(self) -> list[str]:
        """The acts of this dossier, in their order."""
        found = self.asked(
            "SELECT action FROM journal_event WHERE stream = %(stream)s ORDER BY seq"
        )
        return [action for (action,) in found]

    def _step(
        self,
        name: str,
        do: Callable[[], object],
        done: Callable[[], bool] | None = None,
        *,
        act: str = "",
        method: str = "POST",
    ) -> None:
        """Do one thing, whatever is killed meanwhile: look first, then do it again."""
        self.killer.arm(amid=self.count % 2 == 1, method=method)
        self.count += 1
        seen = done or (lambda: act in self.events() if self.dossier else False)
        while True:
            try:
                do()
                break
            except (Refusal, *_NO_ANSWER) as problem:
                if not _unknown(problem):
                    raise
                print(f"{name}: {type(problem).__name__} {problem}", file=sys.stderr)
            if self._patiently(seen):
                break
        self.killer.settle()
        self.steps.done(f"{name} ({self.killer.victim})")
        if act:
            self.acknowledged.append(act)

    def _patiently(self, ask: Callable[[], T]) -> T:
        """The answer, as soon as the house gives one."""
        ends = time.monotonic() + PATIENCE
        while True:
            until(self._ready)
            try:
                return ask()
            except (Refusal, *_NO_ANSWER) as problem:
                if not _unknown(problem) or time.monotonic() > ends:
                    raise

    def _ready(self) -> bool:
        try:
            return httpx.get(f"{self.site}/readyz", timeout=5).status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    def _sign_in(self) -> None:
        self.mother = self.visitor()
        self.sign_in_mother()

    def _officer(self, account: Account) -> Visitor:
        made: list[Visitor] = []
        self._step(f"sign in {account.name}", lambda: made.append(self.officer(account)))
        return made[0]

    def _drafts(self) -> set[str]:
        self.mother.go("/ho-so/")
        return set(re.findall(r"/ho-so/([0-9a-f-]{36})/", self.mother.page.text))

    def _fill(self) -> None:
        """Go on where something is open, which is never what was taken already."""
        self.mother.go(f"/ho-so/{self.dossier}/to-khai/")
        assert not set(self.taken) & set(self._page())
        self.mother.client.event_hooks["response"] = [self._note]
        self.fill()
        self.mother.client.event_hooks["response"] = []

    def _page(self) -> list[str]:
        return re.findall(r"/to-khai/([\w-]+)/", self.mother.address)

    def _note(self, page: httpx.Response) -> None:
        """A page was taken when its form was answered by another page."""
        if page.request.method == "POST" and page.is_redirect:
            self.taken += re.findall(r"/to-khai/([\w-]+)/", str(page.url))

    def _attach(self) -> None:
        self.mother.go(f"/ho-so/{self.dossier}/giay-to/")
        self.attach()

    def _attached(self) -> bool:
        self.mother.go(f"/ho-so/{self.dossier}/giay-to/")
        return any(form.action.endswith("/bo/") for form in self.mother.forms)

    def _submit(self) -> None:
        self.hand_in(self.dossier)

    def _read(self) -> None:
        """The mother opens the result, and anybody checks it."""
        ((letter,),) = self.asked(
            "SELECT code FROM documents_document"
            " WHERE subject = %(stream)s AND kind = 'birth_certificate'"
        )
        self.mother.go(f"/ho-so/{self.dossier}/")
        assert letter in self.mother.page.text
        self.mother.go(f"/ho-so/{self.dossier}/van-ban/{letter}/")
        assert self.mother.page.content.startswith(b"%PDF-")
        self.verify(letter)


def _unknown(problem: Exception) -> bool:
    """Whether somebody who got this answer cannot know if it was done."""
    if isinstance(problem, Turned):
        return problem.code >= httpx.codes.INTERNAL_SERVER_ERROR or problem.code in _LATER
    return isinstance(problem, _NO_ANSWER)
