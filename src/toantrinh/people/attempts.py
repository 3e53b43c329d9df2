"""Wrong attempts to sign in: counted by login name and by address, and locked for a while.

Kept in an ordinary table, so that neither a crash nor a lost cache gives anybody new attempts. A
try is counted before it is checked, so that a hundred at once are no more than one after another.
A name that no login has is counted like any other: whether it exists is nobody's to learn here.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from procrastinate.contrib.django import app

from toantrinh.government.queries import rules
from toantrinh.kernel.actors import SYSTEM, Actor
from toantrinh.kernel.errors import Conflict
from toantrinh.kernel.time import now, today, wall
from toantrinh.people.models import Attempts, Officer, UsedCode, User
from toantrinh.people.officers import append, lock
from toantrinh.people.sealing import keyed_hash

_RULES = "signin."
# Longer than any lock.
_FORGOTTEN = timedelta(days=7)
# A code of a device and its neighbours on both sides, 30 s each, and a little more.
_CODE_FITS = timedelta(minutes=2)


@dataclass(frozen=True)
class Tries:
    """Somebody who tries to enter: as whom, and from which address."""

    login: str
    address: str

    @property
    def keys(self) -> dict[str, bytes]:
        """How each is counted, told by nobody's name: the kind and the hash."""
        return {"address": _key("address", self.address), "login": _key("login", self.login)}


def begin(tries: Tries) -> datetime | None:
    """Count a try that is about to be checked; the end of the lock if it may not be."""
    with transaction.atomic():
        rows = _rows(tries)
        until = _locked(tries, rows)
        for row in rows.values():
            row.count += 0 if until else 1
            row.save()
    return until


def failed(tries: Tries) -> datetime | None:
    """The try was wrong; the end of the lock if this brought one."""
    with transaction.atomic():
        rows = _rows(tries)
        until = _locked(tries, rows)
        for row in rows.values():
            row.save()
        Attempts.objects.filter(since__lt=now() - _FORGOTTEN).delete()
    return until


def passed(tries: Tries) -> None:
    """The try was right: it is not counted, and what was wrong before still is."""
    with transaction.atomic():
        for row in _rows(tries).values():
            row.count = max(0, row.count - 1)
            row.save()


def entered(login: str) -> None:
    """Both factors were right: the login's wrong tries are forgotten, those of the address not."""
    Attempts.objects.filter(key=_key("login", login)).delete()


def locked_until(login: str) -> datetime | None:
    """When the lock of a login ends, while there is one."""
    row = Attempts.objects.filter(key=_key("login", login), locked_until__gt=now()).first()
    return row.locked_until if row else None


@transaction.atomic
def unlock(officer: Officer, *, actor: Actor) -> Officer:
    """Let an officer try again before the lock ends. The caller asks whether the actor governs."""
    held = lock(officer)
    if locked_until(held.user.username) is None:
        raise Conflict("Tài khoản này không bị tạm khóa.")
    entered(held.user.username)
    append(held, "unlock", actor=actor, payload={})
    return held


def take_code(user: User, code: str) -> bool:
    """Whether a device's code is taken for the first time; each serves once while it fits."""
    moment = wall()
    UsedCode.objects.filter(at__lt=moment - _CODE_FITS).delete()
    _row, fresh = UsedCode.objects.get_or_create(user=user, code=code, defaults={"at": moment})
    return fresh


def _rows(tries: Tries) -> dict[str, Attempts]:
    """Both counts, locked in one order, and begun anew where their time is over."""
    found = {}
    for kind, key in tries.keys.items():
        Attempts.objects.get_or_create(key=key, defaults={"since": now()})
        row = Attempts.objects.select_for_update().get(key=key)
        ends = row.locked_until or row.since + timedelta(minutes=_rule("window_minutes"))
        if ends <= now():
            row.count, row.since, row.locked_until = 0, now(), None
        found[kind] = row
    return found


def _locked(tries: Tries, rows: dict[str, Attempts]) -> datetime | None:
    """The end of the lock, which begins once there were as many tries as the rules allow."""
    for kind, row in rows.items():
        if row.locked_until is None and row.count >= _rule(f"{kind}_failures"):
            row.locked_until = now() + timedelta(minutes=_rule("lock_minutes"))
            if kind == "login":
                _tell(tries.login, row.locked_until)
    return max((row.locked_until for row in rows.values() if row.locked_until), default=None)


def _tell(login: str, until: datetime) -> None:
    """One event of the officer's story and one mail to them, when a lock begins."""
    officer = Officer.objects.filter(user__username__iexact=login).first()
    if officer is None:
        return
    append(lock(officer), "lock_out", actor=SYSTEM, payload={"locked_until": until.isoformat()})
    app.configure_task("gate.tell_locked").defer(officer=str(officer.pk), until=until.isoformat())


def _rule(name: str) -> int:
    value = rules(_RULES, today())[f"{_RULES}{name}"]
    return int(str(value))


def _key(kind: str, value: str) -> bytes:
    return keyed_hash(f"attempts/{kind}", value.strip().lower())
