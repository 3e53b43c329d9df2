"""A dossier's row is what its events say, whatever life it had."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from toantrinh.dossiers.states import State
from toantrinh.lake.folding import Told, fold, minute
from toantrinh.lake.shapes import CASES
from toantrinh.synthetic.lives import Office, Pace, Step, live

_MONDAY = datetime(2026, 1, 5, 1, tzinfo=UTC)
_HANDS = ("desk", "agency", "officer", "leader", "other", "applicant", "collect")
# What `tables.completed` adds.
_LATER = {"level", "paid_service", "province", "commune"}


# The steps that acts lead to, as the desk's acts name them; whoever signs sends back to work.
_TO = {
    "submit": "tiep_nhan",
    "accept": "xu_ly",
    "send_back": "xu_ly",
    "propose": "ky",
    "propose_denial": "ky",
    "approve": "tra",
}


def _told(steps: Iterable[Step]) -> list[Told]:
    return [
        Told(10 + seq, seq, step.action, _kind(step), None, step.at, _payload(step))
        for seq, step in enumerate(steps, start=1)
    ]


def _payload(step: Step) -> dict[str, object]:
    to = _TO.get(step.action)
    named = {"at_step": to, "step_due_at": step.at.isoformat()} if to else {}
    return {"state": step.state.value, **named}


def _kind(step: Step) -> str:
    return {"applicant": "person", "system": "system"}.get(step.role.value, "officer")


@given(st.integers(0, 2**32), st.integers(0, 40))
def test_minutes_in_hands_are_the_time_that_went_by(seed: int, allowed: int) -> None:
    rng = Random(seed)
    office = Office([_MONDAY + timedelta(days=day) for day in range(500) if day % 7 < 5])
    told = _told(live(rng, office, _MONDAY, Pace.drawn(rng, allowed)))
    row = fold("x", told)
    assert row is not None
    assert {*row, *_LATER} >= set(CASES)
    last = minute(told[-1].at)
    assert sum(int(str(row[f"{hand}_minutes"])) for hand in _HANDS) == last - minute(_MONDAY)
    # So is the time at steps; work is done at one of them alone.
    spelled = [one.split(":") for one in str(row["steps"]).split(" ")]
    steps = {key: [int(number) for number in numbers] for key, *numbers in spelled}
    assert list(steps) == list(dict.fromkeys(_TO[one.action] for one in told if one.action in _TO))
    assert sum(sum(numbers[:3]) for numbers in steps.values()) == last - minute(_MONDAY)
    worked = {key: numbers[1] for key, numbers in steps.items() if numbers[1]}
    assert worked == ({"xu_ly": row["officer_minutes"]} if row["officer_minutes"] else {})
    state = State(told[-1].payload["state"])
    assert (row["state"], row["status"], row["events"]) == (state.value, state.code, len(told))
    assert row["ended"] == (last if state.terminal else None)
    assert (row["ended_position"] is not None) == state.terminal
    asked = [one for one in told if one.action == "ask_supplement"]
    assert len(asked) == int(str(row["supplements"])) + int(str(row["supplements_before"]))
    # A draft alone is no case.
    assert fold("x", told[:1]) is None


def _at(minutes: int) -> datetime:
    return _MONDAY + timedelta(minutes=minutes, seconds=59)


def test_an_odd_life() -> None:
    """Paused twice, promised anew with an apology, moved to a merged agency, denied, corrected."""
    acts: list[tuple[int, str, str, dict[str, object]]] = [
        (0, "start", "draft", {"procedure": "1.0", "version": "v", "channel": "online"}),
        (
            *(1, "submit", "submitted"),
            {"agency": "a", "desk": "d", "version": "v", "whole": "w", **_step("mot", 9)},
        ),
        (
            *(11, "accept", "accepted"),
            {"received_at": _spelled(1), "due_at": _spelled(1000), **_step("hai", 100)},
        ),
        (21, "assign", "processing", {}),
        (31, "ask_supplement", "supplementing", {}),
        (61, "supplement", "processing", {"due_at": _spelled(1030), **_step("hai", 130)}),
        (71, "ask_payment", "paying", {}),
        (91, "record_payment", "processing", {"due_at": _spelled(1050)}),
        (101, "extend", "processing", {"due_from": _spelled(1050), "due_at": _spelled(1150)}),
        (111, "transfer", "processing", {"agency": "b", "agency_from": "a"}),
        (121, "consult", "consulting", {"due_at": _spelled(9)}),
        (131, "answer_consultation", "processing", {}),
        (141, "propose_denial", "proposed", _step("ba", 400)),
        (151, "send_back", "processing", _step("hai", 400)),
        (161, "propose_denial", "proposed", _step("ba", 400)),
        (166, "endorse", "proposed", _step("bon", 400)),
        (171, "approve", "ready", {}),
        (172, "issue_result", "ready", {}),
        (181, "return_result", "returned", {}),
        (191, "approve_correction", "returned", {}),
    ]
    told = [
        Told(seq, seq, action, _who(action), None, _at(at), {**said, "state": state})
        for seq, (at, action, state, said) in enumerate(acts, start=1)
    ]
    row = fold("x", told)
    assert row is not None
    start = minute(_MONDAY)
    expected = {
        "agency": "b",
        "desk": "d",
        "channel": "online",
        "procedure": "1.0",
        "part": 1,
        "path": "0.1.2.4.5.4.6.4.9.10",
        "denial": 1,
        "signed_result": 1,
        "corrections": 1,
        "received": start + 1,
        "accepted": start + 11,
        "original_due": start + 1000,
        "due": start + 1150,
        "extended_minutes": 100,
        "extensions": 1,
        "pauses": 2,
        "paused_minutes": 50,
        "supplements": 1,
        "supplement_minutes": 30,
        "waiting_since": None,
        "applicant_minutes": 50,
        "other_minutes": 10,
        "proposals": 2,
        "send_backs": 1,
        "leader_minutes": 20,
        "collect_minutes": 10,
        "system_acts": 1,
        "decided": start + 171,
        "returned": start + 181,
        # Step four had nobody after it; what is over there was collected.
        "steps": "mot:10:0:0:1 hai:20:70:50:1 ba:15:0:0:0 bon:5:0:10:0",
        "ended_position": 19,
        "position": 20,
        "by_mandate": 0,
    }
    assert {name: row[name] for name in expected} == expected


def _step(key: str, due: int) -> dict[str, object]:
    return {"at_step": key, "step_due_at": _spelled(due)}


def _spelled(minutes: int) -> str:
    return (_MONDAY + timedelta(minutes=minutes)).isoformat()


def _who(action: str) -> str:
    if action in {"start", "submit", "supplement"}:
        return "person"
    return "system" if action in {"transfer", "issue_result"} else "officer"
