"""Pushes taken many at once: looked up together, decided one after another, written together.

A push is told apart by its dossier's code and its revision: the number that the other system gives
it, else what it says. What was taken before changes nothing.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from operator import attrgetter
from uuid import UUID

from django.conf import settings
from django.db import connection

from toantrinh.catalogue.models import Procedure
from toantrinh.catalogue.queries import procedures_by_code
from toantrinh.dossiers.models import Dossier
from toantrinh.government.models import Agency
from toantrinh.host.arrays import among
from toantrinh.host.copying import Step, spelled
from toantrinh.journal.chaining import Chains, Told
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Problem
from toantrinh.kernel.ids import new_id
from toantrinh.kernel.time import now
from toantrinh.people.models import DataKey
from toantrinh.people.sealing import OpenKey, fresh_key, keyed_hash, open_key
from toantrinh.sync.contract import Incoming
from toantrinh.sync.models import Kind, Pushed, PushedRevision, System

# The sentence for what is sent as new and is not.
ALREADY = "Hồ sơ này đã có; muốn cập nhật thì đặt isUpdating."
_LOCK = 7_318
_HALF = 0x7FFF_FFFF
_ENDED = frozenset({3, 7, 8, 10})
_SPELLING = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
_COLUMNS = (
    *("id", "system_id", "code", "agency_id", "agency_path", "procedure_code", "procedure_id"),
    *("title", "channel", "status_code", "raw_status", "status_at", "submitted_at"),
    *("received_at", "due_at", "decided_at", "returned_at", "number_hash", "phone_hash"),
    *("key_id", "revision", "first_at", "last_at", "head_seq", "head_hash"),
)
_KEY = ("id", "wrapped", "wrapping_key", "created_at")
_REVISION = (*("dossier_id", "number", "kind", "given", "raw_status", "sealed", "digest", "at"),)
_STAGING = "sync_staging"
_STAGE = f"CREATE TEMP TABLE {_STAGING} (LIKE sync_pushed) ON COMMIT DROP"
_SETTLE = (
    "UPDATE sync_pushed AS kept SET "
    + ", ".join(f"{name} = told.{name}" for name in _COLUMNS if name != "id")
    + f" FROM {_STAGING} AS told WHERE kept.id = told.id"
)


@dataclass(slots=True)
class _Row:
    """What a row of `Pushed` says; a model's object takes as long to make as all the rest."""

    id: UUID
    system_id: UUID
    code: str
    agency_id: UUID
    key_id: UUID
    status_code: int
    status_at: datetime
    first_at: datetime
    last_at: datetime
    revision: int = 0
    agency_path: str = ""
    procedure_code: str = ""
    procedure_id: UUID | None = None
    title: str = ""
    channel: str = ""
    raw_status: str = ""
    submitted_at: datetime | None = None
    received_at: datetime | None = None
    due_at: datetime | None = None
    decided_at: datetime | None = None
    returned_at: datetime | None = None
    number_hash: bytes | None = None
    phone_hash: bytes | None = None
    head_seq: int = 0
    head_hash: bytes = b""
    stream: str = field(init=False)

    def __post_init__(self) -> None:
        self.stream = f"pushed/{self.id}"


_values = attrgetter(*_COLUMNS)


@dataclass(slots=True)
class _File:
    """A pushed dossier while a chunk is taken."""

    row: _Row
    key: OpenKey
    new: bool = False
    # What was taken of it: digests by kind and given number, and the last of each kind.
    given: dict[tuple[str, int], bytes] = field(default_factory=dict)
    digests: dict[str, list[bytes]] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)

    def has(self, push: Incoming, digest: bytes) -> bool | None:
        """Whether this was taken before; None when its number was given to something else."""
        if push.given is not None:
            before = self.given.get((push.kind, push.given))
            return False if before is None else (before == digest or None)
        before_all = self.digests.get(push.kind, [])
        # A dossier may become again what it was; a step that was told is told.
        return digest in (before_all[-1:] if push.kind is Kind.DOSSIER else before_all)

    def keep(self, push: Incoming, digest: bytes) -> None:
        """Remember it for the pushes that follow."""
        self.digests.setdefault(push.kind, []).append(digest)
        if push.given is not None:
            self.given[push.kind, push.given] = digest


class Chunk:
    """Some pushes of one system, within the transaction that holds them.

    Piece by piece: what is known of them is looked up, each is taken, what that makes is packed. A
    piece may be looked up before the last one was sent: what that packed is remembered here.
    """

    def __init__(self, system: System, *, actor: Actor) -> None:
        self.system, self.actor, self.at = system, str(actor), now()
        self.revisions: list[tuple[object, ...]] = []
        self.touched: dict[str, _File] = {}
        self.files: dict[str, _File] = {}
        self.ours: set[str] = set()
        self.asked: set[str] = set()
        self.procedures: dict[str, Procedure] = {}
        self.wrapping_key = settings.KEYRING.current()
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, system.pk.int & _HALF])

    def look_up(self, pushes: Sequence[Incoming]) -> None:
        """Read, and hold, what is known of these dossiers."""
        codes = sorted({push.code for push in pushes} - self.asked)
        self.asked.update(codes)
        rows = Pushed.objects.select_for_update(of=("self",)).select_related("key")
        found = {row.code: row for row in rows.filter(among("code", codes)).order_by("code")}
        self.files |= {
            code: _File(_Row(**{name: vars(row)[name] for name in _COLUMNS}), open_key(row.key))
            for code, row in found.items()
            if row.key.erased_at is None
        }
        self._recall(found)
        kept = Dossier.objects.filter(among("code", codes)).values_list("code", flat=True)
        self.ours.update(code for code in kept if code)
        self.ours.update(code for code, row in found.items() if row.key.erased_at is not None)
        asked = {push.procedure for push in pushes if push.procedure}
        self.procedures |= procedures_by_code(asked - self.procedures.keys())

    def _recall(self, found: dict[str, Pushed]) -> None:
        by_id = {row.pk: code for code, row in found.items()}
        told = PushedRevision.objects.filter(dossier__in=by_id).order_by("number")
        for of, kind, given, digest in told.values_list("dossier", "kind", "given", "digest"):
            file = self.files.get(by_id[of])
            if file is not None:
                file.digests.setdefault(kind, []).append(bytes(digest))
                if given is not None:
                    file.given[kind, given] = bytes(digest)

    def take(self, push: Incoming, agency: Agency) -> Problem | bool:
        """Take one push: whether it told anything new, or why it is refused."""
        file = self.files.get(push.code)
        refusal = self._refusal(push, file)
        if refusal:
            return refusal
        known = file is not None
        if file is None:
            file = self._begin(push, agency)
        text = _SPELLING.encode(push.data)
        digest = sha256(file.key.salt(file.row.stream) + text.encode()).digest()
        before = file.has(push, digest)
        if before:
            return False
        if known and self._is_new_word(push):
            return Problem("isUpdating", ALREADY)
        if before is None:
            return Problem("revision", "Lần cập nhật số này đã gửi với nội dung khác.")
        if push.status != file.row.status_code and file.row.status_code in _ENDED:
            return Problem("TrangThaiHoSo", "Hồ sơ đã kết thúc nên không đổi trạng thái được nữa.")
        file.keep(push, digest)
        self.files[push.code] = self.touched[push.code] = file
        self._change(file.row, push, agency)
        self._revise(file, push, text, digest)
        return True

    def _refusal(self, push: Incoming, file: _File | None) -> Problem | None:
        if push.code in self.ours:
            return Problem("MaHoSo", "Mã này là của một hồ sơ ở đây, hoặc đã xóa theo quy định.")
        if file is None:
            if push.kind is Kind.PROGRESS or push.updating:
                return Problem("MaHoSo", "Chưa có hồ sơ này; hãy đồng bộ hồ sơ trước.")
        elif file.row.system_id != self.system.pk:
            return Problem("MaHoSo", "Hồ sơ này do hệ thống khác đồng bộ.")
        return None

    @staticmethod
    def _is_new_word(push: Incoming) -> bool:
        """Whether something is sent as a new dossier, neither as an update nor as a revision."""
        return push.kind is Kind.DOSSIER and not push.updating and push.given is None

    def _begin(self, push: Incoming, agency: Agency) -> _File:
        key = fresh_key(new_id(), self.wrapping_key)
        row = _Row(
            id=new_id(),
            system_id=self.system.pk,
            code=push.code,
            agency_id=agency.pk,
            key_id=key.id,
            status_code=push.status,
            status_at=push.status_at or self.at,
            first_at=self.at,
            last_at=self.at,
        )
        return _File(row, key, new=True)

    def _change(self, row: _Row, push: Incoming, agency: Agency) -> None:
        row.last_at = self.at
        row.revision += 1
        moment = push.status_at or self.at
        if moment >= row.status_at or push.kind is Kind.DOSSIER:
            row.status_code, row.raw_status, row.status_at = push.status, push.raw_status, moment
        if push.kind is Kind.PROGRESS:
            return
        row.agency_id, row.agency_path = agency.pk, agency.path
        row.procedure_code, row.title, row.channel = push.procedure, push.title, push.channel
        known = self.procedures.get(push.procedure)
        row.procedure_id = known.pk if known else None
        for name, value in push.moments.items():
            setattr(row, name, value)
        row.number_hash = keyed_hash("number", push.number) if push.number else None
        row.phone_hash = keyed_hash("phone", push.phone) if push.phone else None

    def _revise(self, file: _File, push: Incoming, text: str, digest: bytes) -> None:
        row = file.row
        sealed = file.key.seal(text, f"{row.stream}/revision/{row.revision}")
        self.revisions.append(
            (
                *(row.id, row.revision, push.kind.value, push.given, push.raw_status),
                *(sealed, digest, self.at),
            )
        )
        payload = {
            "code": row.code,
            "revision": row.revision,
            "status_code": row.status_code,
            "system": str(self.system.pk),
            "data_hash": digest.hex(),
        }
        action = "push" if push.kind is Kind.DOSSIER else "progress"
        file.told.append(Told(action, self.actor, self.at, payload, row.agency_id))

    def pack(self) -> list[Step]:
        """What was taken since, to be sent: keys, dossiers, revisions, events."""
        files, chains = list(self.touched.values()), Chains()
        if not files:
            return []
        for file in files:
            row = file.row
            row.head_seq, row.head_hash = chains.append(
                row.stream, file.told, seq=row.head_seq, head=bytes(row.head_hash)
            )
        new = [file for file in files if file.new]
        known = [_values(file.row) for file in files if not file.new]
        keys = ((key.id, key.wrapped, key.wrapping_key, self.at) for key in (f.key for f in new))
        steps = [
            spelled(DataKey, _KEY, keys),
            spelled(Pushed, _COLUMNS, (_values(file.row) for file in new)),
            *(_settling(known) if known else ()),
            spelled(PushedRevision, _REVISION, self.revisions),
            chains.spelled(),
        ]
        for file in files:
            file.new, file.told = False, []
        self.touched, self.revisions = {}, []
        return steps


def _settling(rows: list[tuple[object, ...]]) -> list[Step]:
    """Let rows that are there say what these say, by way of a table of the transaction's own."""
    return [
        (_STAGE, None),
        spelled(_STAGING, _COLUMNS, rows),
        (_SETTLE, None),
        (f"DROP TABLE {_STAGING}", None),
    ]
