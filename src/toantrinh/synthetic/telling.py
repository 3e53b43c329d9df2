"""What is written of one invented dossier: rows and events, as the acts would write them."""

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from random import Random
from typing import NamedTuple
from uuid import UUID

from toantrinh.dossiers.codes import code
from toantrinh.dossiers.lifecycle import Role
from toantrinh.dossiers.limits import Due, Limit, Pause, PauseMode
from toantrinh.dossiers.states import State
from toantrinh.dossiers.word_models import NoteKind
from toantrinh.journal.chaining import Told
from toantrinh.kernel.ids import id_at
from toantrinh.kernel.time import local
from toantrinh.people.sealing import fresh_key
from toantrinh.synthetic.days import Dues
from toantrinh.synthetic.lives import Step
from toantrinh.synthetic.people import Someone
from toantrinh.synthetic.places import Place, Staff
from toantrinh.synthetic.walking import Promise, Walk
from toantrinh.synthetic.wishes import Wish

_WORDS = {
    "refuse": (NoteKind.REFUSAL, "Hồ sơ mô phỏng: không thuộc trường hợp được tiếp nhận."),
    "ask_supplement": (NoteKind.MISSING, "Hồ sơ mô phỏng: giấy tờ chụp mờ, đề nghị gửi lại."),
    "send_back": (NoteKind.SENT_BACK, "Hồ sơ mô phỏng: đề nghị xem lại nội dung trình."),
    "propose_denial": (NoteKind.DENIAL, "Hồ sơ mô phỏng: không đủ điều kiện giải quyết."),
}


class Plan(NamedTuple):
    """What is known of an invented dossier before it has a code."""

    who: Someone
    wish: Wish
    place: Place
    channel: str
    submitted: datetime


@dataclass
class Case:
    """An invented dossier while it is told, act by act."""

    plan: Plan
    serial: int
    limit: Limit | None
    dues: Dues
    staff: Staff
    rng: Random
    wrapping_key: str

    officer: UUID | None = None
    proposed_by: UUID | None = None
    approved_by: UUID | None = None
    received: datetime | None = None
    original_due: datetime | None = None
    due: datetime | None = None
    decided: datetime | None = None
    denial: bool = False
    # Office minutes between receipt and first promise, of which steps have their shares.
    held: int | None = None
    ended: datetime | None = None
    state: State = State.DRAFT
    events: list[Told] = field(default_factory=list)
    revisions: list[tuple[object, ...]] = field(default_factory=list)
    notes: list[tuple[object, ...]] = field(default_factory=list)
    pauses: list[Pause] = field(default_factory=list)

    def __post_init__(self) -> None:
        begun = self.plan.submitted
        self.id = id_at(begun, self.rng.getrandbits(74))
        self.stream = f"dossier/{self.id}"
        self.key = fresh_key(id_at(begun, self.rng.getrandbits(74)), self.wrapping_key)
        self.begun = begun
        self.applicant = f"person/{self.plan.who.id}"
        self.code = code(self.plan.place.prefix, local(begun).date(), self.serial)
        self.walk = Walk(self.plan.wish.way, self.plan.place, self.dues)

    def tell(self, step: Step) -> None:
        """Let one act have happened."""
        before, self.state = self.state, step.state
        if step.action == "start":
            self.begun = step.at
            self.events.append(Told("start", self.applicant, step.at, self._start()))
            return
        payload: dict[str, object] = {
            "from": before.value,
            "state": self.state.value,
            "status_code": self.state.code,
            "holder": self.state.holder.value,
        }
        by, agency = self._by(step.role)
        actor = self.applicant if agency is None else f"officer/{by}"
        if words := _WORDS.get(step.action):
            payload["note"] = self._note(*words, actor, step)
        payload |= self._act(step, by)
        promise = Promise(self.held, self.due, self.pauses)
        payload |= self.walk.go_on(step.action, before, step.state, step.at, promise)
        if self.state.terminal:
            self.ended, self.officer = step.at, None
        self.events.append(Told(step.action, actor, step.at, payload, agency))

    def _by(self, role: Role) -> tuple[UUID, UUID | None]:
        """Who acts in this capacity, and for which agency."""
        if role is Role.APPLICANT:
            return self.plan.who.id, None
        place = self.plan.place
        at = place.desk if role is Role.RECEPTION else place.agency
        if role is Role.SPECIALIST and self.officer:
            return self.officer, at.pk
        return self.staff.one(self.rng, at, role.value).pk, at.pk

    def _act(self, step: Step, by: UUID) -> dict[str, object]:
        match step.action:
            case "submit":
                self._promise(step.at)
                return {**self._revise(step.at), **self._address()}
            case "accept":
                return self._receive()
            case "assign":
                self.officer = by
                return {"officer": str(by)}
            case "ask_supplement":
                before = step.state is State.INCOMPLETE
                mode = PauseMode.RESTART if before else PauseMode.PAUSE
                self.pauses.append(Pause(step.at, None, mode))
                return {"missing": ["other"]}
            case "supplement":
                return {**self._revise(step.at), **self._go_on(step.at)}
            case "propose" | "propose_denial":
                self.proposed_by, self.denial = by, step.action == "propose_denial"
            case "approve":
                self.approved_by, self.decided = by, step.at
            case "return_result":
                return {"delivery": self.plan.channel}
        return {}

    def _start(self) -> dict[str, object]:
        version = self.plan.wish.version
        return {
            "procedure": self.plan.wish.content.code,
            "version": str(version.pk),
            "channel": self.plan.channel,
            "status_code": 0,
            "state": State.DRAFT.value,
        }

    def _address(self) -> dict[str, object]:
        place, wish = self.plan.place, self.plan.wish
        return {
            "code": self.code,
            "procedure": wish.content.code,
            "version": str(wish.version.pk),
            "channel": self.plan.channel,
            "agency": str(place.agency.pk),
            "agency_code": place.agency.code,
            "desk": str(place.desk.pk),
            "province": self.province,
        }

    @property
    def province(self) -> str:
        unit = self.plan.place.agency.unit
        return unit.province_code if unit else ""

    def _revise(self, at: datetime) -> dict[str, object]:
        number = len(self.revisions) + 1
        spelled = self.plan.wish.spelled(self.plan.who)
        place = f"{self.stream}/revision/{number}"
        digest = sha256(self.key.salt(place) + spelled.encode()).digest()
        sealed = self.key.seal(spelled, place)
        self.revisions.append((self.id, number, sealed, digest, at))
        return {
            "revision": number,
            "answers_hash": digest.hex(),
            "fields": self.plan.wish.fields,
        }

    def _receive(self) -> dict[str, object]:
        completed = [pause.end for pause in self.pauses if pause.mode is PauseMode.RESTART]
        self.received = received = (completed[-1] if completed else None) or self.plan.submitted
        if found := self._promise(received):
            self.original_due, self.due = found.original_at, found.at
        return {
            "received_at": self.received.isoformat(),
            "due_at": self.due.isoformat() if self.due else None,
        }

    def _promise(self, received: datetime) -> Due | None:
        """What is promised for a receipt; how much of it steps may share."""
        if self.limit is None:
            return None
        agency = self.plan.place.agency
        found = self.dues.due(self.limit, agency, received)
        if self.walk.way.stretches:
            _number, calendar = self.dues.calendar(agency)
            self.held = calendar.working_minutes_between(received, found.original_at)
        return found

    def _go_on(self, at: datetime) -> dict[str, object]:
        last = self.pauses[-1]
        self.pauses[-1] = Pause(last.start, at, last.mode)
        if not (self.received and self.limit and self.due):
            return {}
        waits = tuple(pause for pause in self.pauses if pause.mode is PauseMode.PAUSE)
        found = self.dues.due(self.limit, self.plan.place.agency, self.received, waits)
        self.due = max(found.at, self.due)
        return {"due_at": self.due.isoformat()}

    def _note(self, kind: NoteKind, words: str, actor: str, step: Step) -> int:
        number = len(self.notes) + 1
        sealed = self.key.seal(words, f"{self.stream}/note/{number}")
        missing = '["other"]' if kind is NoteKind.MISSING else "[]"
        internal = kind is NoteKind.SENT_BACK
        self.notes.append((self.id, number, kind.value, sealed, missing, internal, actor, step.at))
        return number

    def row(self) -> tuple[object, ...]:
        """The dossier's row but for its chain's end, in the order of `writing.DOSSIER`."""
        place, plan = self.plan.place, self.plan
        return (
            *(self.id, self.code, plan.wish.version.pk, plan.who.id, plan.channel),
            *(plan.who.commune, self.province, place.agency.pk, place.agency.path),
            *(place.desk.pk, self.state.value, self.state.code, self.state.holder.value),
            *(self.officer, self.proposed_by, self.approved_by, self.begun, plan.submitted),
            *(self.received, self.original_due, self.due, self.walk.step, self.walk.since),
            *(self.walk.original_due, self.walk.due, self.decided, self.denial),
            *(self.ended, "", self.key.id),
        )
