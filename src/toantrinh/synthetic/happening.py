"""The events of invented dossiers in columns, and what their steps took. Pure.

Told of some procedures only: a case is one row, its events are eight.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from toantrinh.dossiers.lifecycle import Role
from toantrinh.dossiers.states import State
from toantrinh.dossiers.stepping import MOVES, PHASES, Phase
from toantrinh.lake.folding import APPLICANT, OVERRAN, pace_of
from toantrinh.lake.shapes import EVENTS, schema
from toantrinh.synthetic.lives import acts
from toantrinh.synthetic.spelling import words
from toantrinh.synthetic.year import NEVER, Whole, Year

_MICROSECONDS = 60_000_000
# Within one minute acts come in their order, then what happens beside them.
_BESIDE = 90


@dataclass(frozen=True)
class Ways:
    """Of each offer whether its events are told; by phase the key of its step, and its minutes.

    A key is empty where there is no step.
    """

    told: NDArray[np.bool_]
    keys: Mapping[Phase, Sequence[str]]
    minutes: Mapping[Phase, Whole]

    @classmethod
    def read(cls, spelled: Sequence[object], told: NDArray[np.bool_]) -> "Ways":
        """From the steps of versions as the lake spells them."""
        keys = {phase: [""] * len(spelled) for phase in Phase}
        minutes = {phase: np.zeros(len(spelled), np.int64) for phase in Phase}
        for at, steps in enumerate(spelled):
            for step in str(steps or "").split():
                key, name, many = step.split(":")
                phase = Phase[name.upper()]
                # Nobody endorses here: who signs is the first of those who look.
                if not keys[phase][at]:
                    keys[phase][at], minutes[phase][at] = key, int(many)
        return cls(told, keys, minutes)


@dataclass(frozen=True)
class Lived:
    """Some dossiers of one course, by their numbers, and when each of its acts was."""

    course: str
    dossiers: Whole
    moments: Sequence[Whole]

    def sequence(self) -> Iterable[tuple[str, Role, State, Whole]]:
        """All acts from the submission on."""
        told = [(action, role, after) for action, role, after, _wait in acts(self.course)]
        line = [("submit", Role.APPLICANT, State.SUBMITTED), *told]
        return [(*act, at) for act, at in zip(line, self.moments, strict=True)]


@dataclass(frozen=True)
class Among:
    """All dossiers of a piece: their offers, ids, agencies and moments.

    `beside` are the moments of acts that change no state.
    """

    offer: Whole
    ids: pa.Array
    agencies: pa.Array
    moments: Mapping[str, Whole]
    beside: Mapping[str, Whole]


# Action, actor, and the state that it leads to, none where that stays.
Kind = tuple[str, str, State | None]


@dataclass
class _Kept:
    """Events as they are found, in columns of numbers; `kinds` says what acts there are."""

    kinds: dict[Kind, int] = field(default_factory=dict)
    columns: defaultdict[str, list[Whole]] = field(default_factory=lambda: defaultdict(list))

    def add(self, dossiers: Whole, at: Whole, kind: Kind, **more: Whole | int) -> None:
        """One act of some dossiers; those to whom it never happened tell nothing."""
        there = at < NEVER
        number = self.kinds.setdefault(kind, len(self.kinds))
        told = {"dossier": dossiers, "at": at, "kind": number, "phase": 0, "due": NEVER, **more}
        for name, values in told.items():
            self.columns[name].append(np.broadcast_to(values, len(at))[there])


def happened(
    year: Year, ways: Ways, lived: Iterable[Lived], among: Among
) -> tuple[pa.Table, pa.Array]:
    """The events of those of whom it is told, and the steps of each dossier as cases have them."""
    kept, dossiers, steps = _Kept(), [np.zeros(0, np.int64)], [pa.array([], pa.string())]
    for one in lived:
        walk = _Walk(year, ways, one, among)
        walk.walk(kept)
        dossiers.append(one.dossiers)
        steps.append(walk.steps())
    every = np.concatenate(dossiers)
    for action, at in among.beside.items():
        kind: Kind = (action, "officer", None)
        if action == "issue_result":
            kind = (action, "system", State.READY)
        kept.add(every, at[every], kind, rank=_BESIDE)
    where = np.full(len(among.offer), -1)
    where[every] = np.arange(len(every))
    spelled = pa.chunked_array(steps).combine_chunks()
    return _events(kept, ways, among), spelled.take(pa.array(where, mask=where < 0))


def _events(kept: _Kept, ways: Ways, among: Among) -> pa.Table:
    """As the lake has them: dossier by dossier, each in order."""
    columns = {name: np.concatenate(values) for name, values in kept.columns.items()}
    order = np.lexsort((columns["rank"], columns["at"], columns["dossier"]))
    told = {name: values[order] for name, values in columns.items()}
    dossier, phase = told["dossier"], told["phase"]
    begins = np.flatnonzero(np.diff(dossier, prepend=-1))
    lengths = np.diff(begins, append=len(dossier))
    kinds = [kind for kind, _number in sorted(kept.kinds.items(), key=lambda one: one[1])]
    by_officer = np.array([actor == "officer" for _action, actor, _state in kinds])[told["kind"]]
    codes = np.array([-1 if state is None else state.code for _act, _actor, state in kinds])
    code = codes[told["kind"]]
    keys = [None, *(key or None for phase in Phase for key in ways.keys[phase])]
    step = np.where(phase > 0, 1 + (phase - 1) * len(ways.told) + among.offer[dossier], 0)
    made = {
        "dossier": among.ids.take(pa.array(dossier)),
        "seq": np.arange(len(dossier)) - np.repeat(begins, lengths) + 1,
        "action": words(told["kind"], [action for action, _actor, _state in kinds]),
        "actor": words(told["kind"], [actor for _action, actor, _state in kinds]),
        "agency": among.agencies.take(pa.array(dossier, mask=~by_officer)),
        "at": told["at"] * _MICROSECONDS,
        "state": words(told["kind"], [state and state.value for _act, _actor, state in kinds]),
        "status": pa.array(code, mask=code < 0),
        "at_step": words(step, keys),
        "step_due": pa.array(told["due"], mask=(phase == 0) | (told["due"] == NEVER)),
    }
    # No journal stands behind them: they have no place in it and no hash.
    nothing = pa.nulls(len(dossier))
    return pa.table({name: made.get(name, nothing) for name in EVENTS}).cast(schema("events"))


class _Walk:
    """All who went one course, act by act, all at once."""

    def __init__(self, year: Year, ways: Ways, lived: Lived, among: Among) -> None:
        self._year, self._lived, of = year, lived, lived.dossiers
        self._offer = among.offer[of]
        self._begun = among.moments["created"][of]
        self._promised = among.moments["due"][of]
        self._keys = {phase: pa.array(ways.keys[phase]).take(self._offer) for phase in Phase}
        self._has = {phase: np.array(pc.not_equal(keys, "")) for phase, keys in self._keys.items()}
        between = (among.moments[name][of] for name in ("received", "original_due"))
        self._minutes = _shares(year, ways, self._offer, *between)
        self._numbers = {phase: np.zeros((4, len(of)), np.int64) for phase in Phase}
        self._came = {phase: np.zeros(len(of), np.bool_) for phase in Phase}
        # Of the step under way: when it is due, as a moment and as a place of office time.
        self._due = np.full(len(of), NEVER)
        self._place = np.zeros(len(of), np.int64)

    def walk(self, kept: _Kept) -> None:
        """Keep what happened on the way."""
        of, state, last = self._lived.dossiers, State.DRAFT, self._begun
        kept.add(of, last, ("start", "person", state), rank=0)
        for rank, (action, role, after, at) in enumerate(self._lived.sequence(), 1):
            self._spend(state, after, last, at)
            phase = self._go_on(action, state, after, last, at)
            kind = (action, "person" if role is Role.APPLICANT else "officer", after)
            if phase is None:
                kept.add(of, at, kind, rank=rank)
            else:
                led = self._has[phase] * int(phase)
                kept.add(of, at, kind, rank=rank, phase=led, due=self._due)
            state, last = after, at

    def steps(self) -> pa.Array:
        """What each step took, as the lake spells it; null where there are none."""
        parts = []
        for phase in Phase:
            numbers = [pa.array(each).cast(pa.string()) for each in self._numbers[phase]]
            told = pc.binary_join_element_wise(self._keys[phase], *numbers, ":")
            parts.append(pc.if_else(pa.array(self._came[phase]), told, ""))
        whole = pc.binary_join_element_wise(*parts, " ")
        # One that it never came to leaves its blank.
        whole = pc.utf8_trim(pc.replace_substring_regex(whole, " +", " "), " ")
        return pc.if_else(pc.equal(whole, ""), None, whole)

    def _spend(self, state: State, after: State, last: Whole, at: Whole) -> None:
        """Count what went by in a state, as `lake.folding` does."""
        phase, pace, there = PHASES.get(state), pace_of(state), at < NEVER
        if phase is None:
            return
        self._numbers[phase][pace] += np.where(there, at - last, 0)
        if PHASES.get(after) is not phase and pace != APPLICANT:
            self._numbers[phase][OVERRAN] += there & (at > self._due)

    def _go_on(
        self, action: str, before: State, after: State, last: Whole, at: Whole
    ) -> Phase | None:
        """Go to a step, or move its due moment, as `dossiers.stepping` does; whose it is, if so."""
        phase, was = PHASES.get(after), PHASES.get(before)
        if phase is None or (phase is was and action not in MOVES):
            return None
        place = self._year.place(at)
        if phase is not was or before is State.INCOMPLETE:
            self._place = place + self._minutes[phase]
        else:
            self._place = self._place + place - self._year.place(last)
        due = self._year.at_place(self._place)
        if Phase.RECEIVE < phase < Phase.RETURN:
            due = np.minimum(due, self._promised)
        there = self._has[phase] & (at < NEVER)
        self._due = np.where(there, due, NEVER)
        self._came[phase] |= there
        return phase


def _shares(
    year: Year, ways: Ways, offer: Whole, received: Whole, promised: Whole
) -> dict[Phase, Whole]:
    """Each step's office minutes: in proportion to what was promised, which is invented too."""
    own = {phase: ways.minutes[phase][offer] for phase in Phase}
    total = np.maximum(sum(own[phase] for phase in Phase if phase is not Phase.RETURN), 1)
    known = (received < NEVER) & (promised < NEVER)
    held = np.where(known, year.place(promised) - year.place(received), total)
    shared = {phase: np.maximum(1, minutes * held // total) for phase, minutes in own.items()}
    return {**shared, Phase.RETURN: own[Phase.RETURN]}
