"""Invented dossiers as columns of the lake, many at once: lives of `lives.py` in arrays. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import pyarrow as pa
from numpy.random import Generator
from numpy.typing import NDArray

from toantrinh.dossiers.lifecycle import Role
from toantrinh.dossiers.states import State
from toantrinh.lake.folding import COUNTED, HANDS, LAST_DAY, MOMENTS, NUMBERS, WAITS
from toantrinh.lake.shapes import CASES, schema
from toantrinh.synthetic.happening import Among, Lived, Ways, happened
from toantrinh.synthetic.lives import COURSES, FORGOTTEN, NEXT_DAY, acts
from toantrinh.synthetic.spelling import words
from toantrinh.synthetic.year import NEVER, Whole, Year

_COURSES = [name for name, _upto in COURSES]
_CHANNELS = ("online", "direct", "post")
# More than any course has.
_STAGES = 16
_BY_POST, _BY_MANDATE, _PART = 0.04, 0.02, 0.01
_EXTENDED, _HANDED_ON, _CONSULTED, _CORRECTED, _REOPENED = 0.3, 0.02, 0.03, 0.005, 0.003
_SIGNED = 0.97
# What would take other dossiers or states to tell of.
_UNTOLD = {"consultations", "reopened"}


@dataclass(frozen=True)
class Houses:
    """The agencies that decide, with how each of them works; arrays of the same length.

    `ids` are sorted. `former` is the agency before it, empty where there was none, until `merged`.
    """

    ids: Sequence[str]
    former: Sequence[str]
    merged: Whole
    desks: Sequence[str]
    provinces: Sequence[str]
    communes: Sequence[str | None]
    # Shares of dossiers that are late, come online, and come on a way that nobody told.
    late: NDArray[np.float64]
    online: NDArray[np.float64]
    untold: NDArray[np.float64]
    is_commune: NDArray[np.bool_]
    # How much comes, beside what chance gives.
    crowd: NDArray[np.float64]


@dataclass(frozen=True)
class Offers:
    """The versions in force, with the working days that each allows; none where it is below 0.

    `crowd` are running sums of how often each is asked for, of communes and of others.
    """

    procedures: Sequence[str]
    versions: Sequence[str]
    levels: Sequence[str | None]
    paid: Whole
    days: Whole
    crowd: tuple[NDArray[np.float64], NDArray[np.float64]]
    ways: Ways


@dataclass
class _Lives:
    """What the lives of some dossiers come to; arrays of one value each.

    Of those that are `told` it is kept when each act was.
    """

    count: int
    told: NDArray[np.bool_]
    lived: list[Lived] = field(default_factory=list)
    moments: dict[str, Whole] = field(init=False)
    numbers: dict[str, Whole] = field(init=False)
    course: Whole = field(init=False)
    stage: Whole = field(init=False)
    acts: Whole = field(init=False)
    # When the applicant was asked to complete after receipt.
    asked: Whole = field(init=False)

    def __post_init__(self) -> None:
        self.moments = {name: np.full(self.count, NEVER) for name in MOMENTS}
        self.numbers = {name: np.zeros(self.count, np.int64) for name in NUMBERS}
        self.asked = np.full(self.count, NEVER)
        self.stage, self.acts = (np.zeros(self.count, np.int64) for _ in range(2))


def cases(
    rng: Generator, year: Year, houses: Houses, offers: Offers, house: Whole, first: int
) -> tuple[pa.Table, pa.Table]:
    """One row for each that goes to a house, by its number; and the events of some of them.

    `first` is the first one's position.
    """
    count = len(house)
    submitted = year.submitted(rng, count)
    created = submitted - rng.integers(4, 90, count)
    offer = _drawn(rng, offers, houses.is_commune[house])
    lives = _Lives(count, offers.ways.told[offer])
    lives.moments |= {"submitted": submitted, "created": created}
    lives.course = np.searchsorted([upto for _name, upto in COURSES], rng.random(count), "right")
    allowed = offers.days[offer]
    late = rng.random(count) < houses.late[house]
    waits = _waits(rng, np.maximum(allowed, 0), late)
    for number, course in enumerate(_COURSES):
        chosen = np.flatnonzero(lives.course == number)
        _live(
            rng, year, lives, course, chosen, {name: told[chosen] for name, told in waits.items()}
        )
    _promise(rng, year, lives, allowed, late)
    _incidents(rng, lives)
    columns = {
        **_told(rng, year, houses, offers, house, offer, submitted),
        **_where(houses, house, submitted),
        **_states(lives),
        **lives.numbers,
        **lives.moments,
        "dossier": _ids(rng, lives.moments["created"]),
        "events": lives.acts + 2 + lives.numbers["system_acts"],
        "position": first + np.arange(count),
    }
    among = Among(offer, columns["dossier"], columns["agency"], lives.moments, _beside(year, lives))
    events, columns["steps"] = happened(year, offers.ways, lives.lived, among)
    ended = lives.moments["ended"]
    columns["ended_position"] = np.where(ended < NEVER, columns["position"], NEVER)
    return pa.table({name: _column(columns[name], name) for name in CASES}), events


def _drawn(rng: Generator, offers: Offers, is_commune: NDArray[np.bool_]) -> Whole:
    # Just below the end of the sums, which rounding may put below one.
    lot = rng.random(len(is_commune)) * offers.crowd[0][-1] * (1 - 1e-9)
    found = [np.searchsorted(crowd, lot, side="right") for crowd in offers.crowd]
    chosen: Whole = np.where(is_commune, *found)
    return chosen


def _waits(rng: Generator, allowed: Whole, late: NDArray[np.bool_]) -> dict[str, Whole]:
    """Working days of each wait, as `lives.Pace` draws them; the late take longer than allowed."""
    count = len(allowed)
    in_time = (allowed * rng.uniform(0.1, 0.8, count)).astype(np.int64)
    beyond = allowed + 1 + rng.exponential(3.3, count).astype(np.int64)
    waits = {
        "accepting": (rng.random(count) < NEXT_DAY).astype(np.int64),
        "working": np.where(late, beyond, in_time),
        "signing": (rng.random(count) < NEXT_DAY).astype(np.int64),
        "collecting": rng.exponential(2.9, count).astype(np.int64),
        "waiting": 1 + rng.exponential(5, count).astype(np.int64),
    }
    forgotten = rng.random(count) < FORGOTTEN
    where = rng.integers(0, len(waits), count)
    for number, name in enumerate(waits):
        waits[name] += (forgotten & (where == number)) * rng.integers(20, 300, count)
    waits["leaving"] = np.minimum(waits["working"], 1)
    waits[""] = np.zeros(count, np.int64)
    return waits


def _live(
    rng: Generator,
    year: Year,
    lives: _Lives,
    course: str,
    chosen: Whole,
    waits: dict[str, Whole],
) -> None:
    """Let everything happen to the chosen that happens on a course, as `lake.folding` tells it."""
    moments, numbers = lives.moments, lives.numbers
    state, at = State.SUBMITTED, moments["submitted"][chosen]
    told = lives.told[chosen]
    lived = [at[told]]
    for action, role, after, wait in acts(course):
        then = year.later(rng, at, waits[wait])
        happened = then < NEVER
        took = np.where(happened, then - at, 0)
        if hands := HANDS.get(state):
            numbers[f"{hands}_minutes"][chosen] += took
        if state in WAITS:
            numbers["pauses"][chosen] += happened
            numbers["paused_minutes"][chosen] += took
            numbers["supplement_minutes"][chosen] += took
            moments["waiting_since"][chosen] = np.where(happened, NEVER, at)
            lives.asked[chosen] = at
        for name in _marked(action, after):
            moments[name][chosen] = then
        for name in _counted(action, role, state):
            numbers[name][chosen] += happened
        lives.acts[chosen] += happened
        lives.stage[chosen] += happened
        lived.append(then[told])
        state, at = after, then
    lives.lived.append(Lived(course, chosen[told], lived))
    if state in WAITS:
        moments["waiting_since"][chosen] = at


def _marked(action: str, after: State) -> Iterator[str]:
    """The moments that an act is."""
    if action == "accept":
        yield from ("received", "accepted")
    if after is State.READY:
        yield "decided"
    if after is State.RETURNED:
        yield "returned"
    if after.terminal:
        yield "ended"


def _counted(action: str, role: Role, before: State) -> Iterator[str]:
    """What an act is counted among."""
    if role is not Role.APPLICANT:
        yield "officer_acts"
    if name := COUNTED.get(action):
        yield name
    if action == "ask_supplement":
        yield "supplements_before" if before is State.SUBMITTED else "supplements"


def _promise(
    rng: Generator, year: Year, lives: _Lives, allowed: Whole, late: NDArray[np.bool_]
) -> None:
    """What was promised, moved by pauses and, for some of the late, by an apology."""
    moments, numbers = lives.moments, lives.numbers
    received = np.where(allowed < 0, NEVER, moments["received"])
    moments["original_due"] = year.due(received, allowed)
    left = moments["original_due"] - lives.asked
    known = (lives.asked < NEVER) & (received < NEVER)
    numbers["late_pauses"] += known & (left >= 0) & (left <= LAST_DAY)
    paused = -(-numbers["paused_minutes"] // 1440)
    fair = year.due(received, allowed + paused)
    longer = late & (rng.random(lives.count) < _EXTENDED) & (received < NEVER)
    moments["due"] = year.due(received, allowed + paused + longer * rng.integers(1, 8, lives.count))
    numbers["extensions"] += longer
    numbers["extended_minutes"] += np.where(longer, moments["due"] - fair, 0)
    lives.acts += longer


def _incidents(rng: Generator, lives: _Lives) -> None:
    """What happens to few: handed on, asked elsewhere, corrected, begun anew; and signing."""
    numbers, moments = lives.numbers, lives.moments
    among = {
        "hand_ons": (_HANDED_ON, moments["received"]),
        "consultations": (_CONSULTED, moments["received"]),
        "corrections": (_CORRECTED, moments["returned"]),
        "reopened": (_REOPENED, moments["ended"]),
        "signed_result": (_SIGNED, moments["decided"]),
    }
    for name, (chance, after) in among.items():
        happens = (after < NEVER) & (rng.random(lives.count) < chance)
        if name in _UNTOLD:
            happens &= ~lives.told
        numbers[name] += happens
        if name != "signed_result":
            lives.acts += happens
    # Half of an officer's time went by elsewhere where others were asked.
    half = numbers["officer_minutes"] // 2 * (numbers["consultations"] > 0)
    numbers["officer_minutes"] -= half
    numbers["other_minutes"] += half
    numbers["system_acts"] += numbers["signed_result"]
    denied = lives.course == _COURSES.index("denied")
    numbers["denial"] += denied & (moments["decided"] < NEVER)


def _beside(year: Year, lives: _Lives) -> dict[str, Whole]:
    """When happened what leads to no other state; promised anew is half-way to the old promise."""
    moments, numbers = lives.moments, lives.numbers
    received = moments["received"]
    halfway = received + (np.minimum(moments["original_due"], year.until - 1) - received) // 2
    when = {
        "hand_on": ("hand_ons", received),
        "extend": ("extensions", np.maximum(halfway, received)),
        "approve_correction": ("corrections", moments["returned"]),
        "issue_result": ("signed_result", moments["decided"]),
    }
    return {act: np.where(numbers[name] > 0, at, NEVER) for act, (name, at) in when.items()}


def _told(
    rng: Generator,
    year: Year,
    houses: Houses,
    offers: Offers,
    house: Whole,
    offer: Whole,
    submitted: Whole,
) -> dict[str, object]:
    """What it is about and how it came; nobody stands at a desk on a day off."""
    count = len(house)
    levels = np.array([level is not None for level in offers.levels])
    lot = rng.random(count)
    way = np.where(lot < houses.online[house], 0, np.where(lot > 1 - _BY_POST, 2, 1))
    way = np.where(levels[offer], np.where(year.is_open(submitted), way, 0), np.maximum(way, 1))
    untold = rng.random(count) < houses.untold[house]
    return {
        "procedure": words(offer, offers.procedures),
        "version": words(offer, offers.versions),
        "level": words(offer, offers.levels),
        "paid_service": offers.paid[offer],
        "channel": words(np.where(untold, len(_CHANNELS), way), [*_CHANNELS, None]),
        "by_mandate": (rng.random(count) < _BY_MANDATE).astype(np.int64),
        "part": (rng.random(count) < _PART).astype(np.int64),
    }


def _where(houses: Houses, house: Whole, submitted: Whole) -> dict[str, object]:
    """Which agency; before the day of a merger the one that was there then."""
    then = (submitted < houses.merged[house]).astype(np.int64) * len(houses.ids)
    names = [*houses.ids, *(name or None for name in houses.former)]
    return {
        "agency": words(house + then, names),
        "desk": words(house, houses.desks),
        "province": words(house, houses.provinces),
        "commune": words(house, houses.communes),
    }


def _states(lives: _Lives) -> dict[str, object]:
    """State, status and path by how far each came on its course."""
    states: dict[str, list[str | None]] = {
        name: [None] * (len(_COURSES) * _STAGES) for name in ("state", "path")
    }
    codes = np.zeros(len(_COURSES) * _STAGES, np.int64)
    for number, course in enumerate(_COURSES):
        line = [State.DRAFT, State.SUBMITTED, *(after for _a, _r, after, _w in acts(course))]
        for stage, state in enumerate(line[1:]):
            passed = [one.code for one in line[: stage + 2]]
            path = [passed[0], *(code for before, code in pairwise(passed) if code != before)]
            at = number * _STAGES + stage
            states["state"][at] = state.value
            states["path"][at] = ".".join(map(str, path))
            codes[at] = state.code
    at_end = lives.course * _STAGES + lives.stage
    return {
        **{name: words(at_end, among) for name, among in states.items()},
        "status": codes[at_end],
    }


def _column(values: object, name: str) -> pa.Array:
    if isinstance(values, np.ndarray):
        return pa.array(values, schema("cases").field(name).type, mask=values == NEVER)
    return values


def _ids(rng: Generator, created: Whole) -> pa.Array:
    """Ids of version 7 as text: the millisecond, then chance."""
    count = len(created)
    moment = created * 60_000 + rng.integers(0, 60_000, count)
    raw = np.frombuffer(rng.bytes(16 * count), np.uint8).reshape(count, 16).copy()
    raw[:, :6] = moment.astype(">i8").view(np.uint8).reshape(count, 8)[:, 2:]
    raw[:, 6] = 0x70 | raw[:, 6] & 0x0F
    raw[:, 8] = 0x80 | raw[:, 8] & 0x3F
    digits = np.frombuffer(raw.tobytes().hex().encode(), np.uint8).reshape(count, 32)
    text = np.full((count, 36), ord("-"), np.uint8)
    for begins, ends, to in ((0, 8, 0), (8, 12, 9), (12, 16, 14), (16, 20, 19), (20, 32, 24)):
        text[:, to : to + ends - begins] = digits[:, begins:ends]
    offsets = np.arange(0, 36 * (count + 1), 36, dtype=np.int32)
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(text)]
    return pa.StringArray.from_buffers(count, *buffers[1:])
