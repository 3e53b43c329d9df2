"""Invented dossiers are like those that acts made: legal lives, whole chains, true due moments."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import cast
from uuid import UUID

import pytest
from click.testing import CliRunner
from django.conf import settings
from django.db import connections
from hypothesis import given
from hypothesis import strategies as st

from tests.government.standard import STANDARD
from toantrinh.command import simulate as command
from toantrinh.command.story import certificate
from toantrinh.dossiers import perms
from toantrinh.dossiers.alarms import raise_all
from toantrinh.dossiers.answers import answers_of, note_text
from toantrinh.dossiers.lifecycle import Demand, find_move
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.office_hours import after_hours
from toantrinh.dossiers.queries import story, with_agencies
from toantrinh.dossiers.states import State
from toantrinh.dossiers.stepping import plan_of
from toantrinh.dossiers.timing import reckon
from toantrinh.dossiers.watch_models import Watch
from toantrinh.government.queries import agency_by_id
from toantrinh.journal.hashing import event_hash
from toantrinh.journal.models import Event
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict
from toantrinh.kernel.time import local
from toantrinh.lake.actions import folder, rebuild
from toantrinh.lake.checking import check
from toantrinh.lake.folding import HANDS, minute
from toantrinh.people.models import Officer, Person
from toantrinh.people.queries import find_person, personal_number, roles_at
from toantrinh.synthetic.actions import left, simulate
from toantrinh.synthetic.days import Days
from toantrinh.synthetic.lives import Office, Pace, live
from toantrinh.synthetic.people import someone
from toantrinh.synthetic.world import Asked, cases, world

ASKED = Asked(dossiers=240, seed=7, province="38", until=date(2026, 11, 20))
_MONDAY = datetime(2026, 1, 5, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def states(
    module_database: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Counter[str]]:
    """A simulation, written once for this file."""
    world.cache_clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "FILE_FOLDER", tmp_path_factory.mktemp("files"))
        yield simulate(ASKED, certificate())
    connections.close_all()
    world.cache_clear()


def test_lives_are_legal_and_rows_say_what_events_say(states: Counter[str]) -> None:
    made = list(Dossier.objects.select_related("version", "key", "applicant").all())
    assert len(made) == states.total() == ASKED.dossiers
    assert Counter(dossier.state for dossier in made) == states
    checked = Counter(_checked(with_agencies(dossier)) for dossier in made)
    # Steps and their due moments are those that the desk counts.
    walked = [(dossier, _at_step(dossier)) for dossier in made if dossier.step]
    assert {dossier.state for dossier, _due in walked} >= {"ready", "processing"}
    assert [(one.pk, one.step_due_at) for one, _due in walked] == [
        (one.pk, due) for one, due in walked
    ]
    # What came online and nobody checked rings, in silence; nothing else does.
    waiting = {one.pk for one in made if (one.state, one.channel) == ("submitted", "online")}
    rung = {one.dossier_id: one for one in Watch.objects.all()}
    assert set(rung) == waiting and waiting
    for one in made:
        if watch := rung.get(one.pk):
            last = story(one)[-1].at
            assert one.desk and (watch.since, watch.agency_id) == (last, one.desk_id)
            assert watch.alert_at == after_hours(one.desk, last, 2)
    assert not raise_all()
    # Every kind of life was seen.
    assert {"accept", "refuse", "ask_supplement", "supplement", "return_result"} <= {
        action for actions in checked for action in actions
    }


def test_the_lake_says_of_each_what_its_row_says(states: Counter[str], tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "LAKE_FOLDER", tmp_path / "lake")
        made = rebuild()
        rows = folder().load("cases", made.parts("cases")).to_pylist()
        assert not check().differences
    cases = {row["dossier"]: row for row in rows}
    found = Dossier.objects.exclude(state="draft").prefetch_related("pauses")
    assert len(cases) == found.count()
    for dossier in found:
        case = cases[str(dossier.pk)]
        moments = ("submitted", "received", "original_due", "due", "decided", "ended")
        for name in moments:
            at = getattr(dossier, f"{name}_at")
            assert case[name] == (minute(at) if at else None), name
        assert case["extended_minutes"] == 0
        told = (case["status"], case["state"], case["channel"], case["agency"], case["province"])
        agency = str(dossier.agency_id)
        assert told == (
            *(dossier.status_code, dossier.state, dossier.channel, agency),
            dossier.province,
        )
        spelled = [step.split(":") for step in (case["steps"] or "").split()]
        assert dossier.step in {"", *(step for step, *_numbers in spelled)}
        if dossier.version.read.process:
            assert spelled and sum(int(number) for one in spelled for number in one[1:4]) == sum(
                case[f"{hand}_minutes"] for hand in set(HANDS.values())
            )
        assert case["denial"] == int(dossier.denial and dossier.decided_at is not None)
        waits = [one for one in dossier.pauses.all() if one.mode == "pause" and one.until]
        assert case["paused_minutes"] == sum(
            minute(one.until) - minute(one.since) for one in waits if one.until
        )


def test_the_plain_command_goes_on_where_it_was(
    states: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "ground", lambda _teller: nullcontext())
    asked = ["--dossiers", str(ASKED.dossiers), "--until", f"{ASKED.until}", "--jobs", "1"]
    again = CliRunner().invoke(command.simulate, [*asked, "--seed", "7", "--json"])
    assert json.loads(again.stdout) == {"dossiers": states.total(), "states": dict(states)}
    people = CliRunner().invoke(command.simulate, [*asked, "--seed", "7"])
    assert f"{states['returned']:>9}  returned" in people.stdout
    other = CliRunner().invoke(command.simulate, [*asked, "--seed", "8"])
    assert isinstance(other.exception, Conflict)
    assert "hạt giống 7" in other.exception.text()


def _checked(dossier: Dossier) -> tuple[str, ...]:
    """The acts of one life, each held against the table, the rights and the chain."""
    head, state, proposer = b"", State.DRAFT, ""
    events = story(dossier)
    assert [event.at for event in events] == sorted({event.at for event in events})
    for seq, event in enumerate(events, start=1):
        assert (event.seq, bytes(event.prev_hash)) == (seq, head)
        assert event_hash(event) == bytes(event.hash)
        head = bytes(event.hash)
        if event.action == "start":
            continue
        roles = perms.roles(_actor(event), dossier)
        move = find_move(event.action, state, roles)
        assert move.role in roles, event.action
        assert Demand.OTHER_PERSON not in move.demands or event.actor != proposer
        state = move.target or state
        assert (event.payload["state"], event.payload["status_code"]) == (state.value, state.code)
        proposer = event.actor if event.action.startswith("propose") else proposer
    assert (dossier.head_seq, bytes(dossier.head_hash)) == (len(events), head)
    assert (dossier.state, dossier.holder) == (state.value, state.holder.value)
    assert (dossier.ended_at is not None) == state.terminal
    if dossier.received_at and not dossier.pauses.filter(mode="pause").exists():
        reckoned = reckon(dossier)
        assert dossier.due_at == (reckoned.at if reckoned else None)
    assert answers_of(dossier)
    assert all(note_text(note) for note in dossier.notes.all())
    return tuple(event.action for event in events)


def _at_step(dossier: Dossier) -> datetime | None:
    return max(one.due_at for one in plan_of(dossier) if one.current and one.due_at)


def _actor(event: Event) -> Actor:
    kind, _, key = event.actor.partition("/")
    if kind == "person":
        return Actor("person", id=UUID(key))
    officer = Officer.objects.get(pk=key)
    roles = roles_at(officer, agency_by_id(cast("UUID", event.agency)))
    return Actor("officer", id=officer.pk, agency_id=event.agency, roles=roles)


def test_people_are_found_and_marked(states: Counter[str]) -> None:
    known = someone(ASKED.seed, 3, ["14797"])
    person = find_person(known.number)
    assert person is not None
    assert person.synthetic
    assert (person.full_name, personal_number(person)) == (known.name, known.number)
    assert not Person.objects.exclude(synthetic=True).exists()


def test_the_same_again_changes_nothing_and_another_is_refused(states: Counter[str]) -> None:
    events = Event.objects.count()
    assert simulate(ASKED, certificate()) == states
    assert Event.objects.count() == events
    with pytest.raises(Conflict, match="hạt giống 7"):
        simulate(replace(ASKED, seed=8), certificate())


def test_a_seed_draws_the_same_dossiers(states: Counter[str]) -> None:
    drawn = [
        [(case.code, case.plan.who, case.state, case.due) for case in cases(asked, 0, 40)]
        for asked in (ASKED, replace(ASKED, seed=9), ASKED)
    ]
    # Codes go on where the first draw left them.
    first, other, again = [[line[1:] for line in lines] for lines in drawn]
    assert first == again != other


@given(st.integers(0, 2**32), st.integers(0, 60), st.integers(0, 23 * 60))
def test_a_life_goes_forward_along_the_table(seed: int, allowed: int, minute: int) -> None:
    office = Office([_MONDAY + timedelta(days=day) for day in range(400) if day % 7 < 5])
    rng = Random(seed)
    submitted = _MONDAY + timedelta(minutes=minute)
    steps = list(live(rng, office, submitted, Pace.drawn(rng, allowed)))
    assert [step.at for step in steps] == sorted({step.at for step in steps})
    state = steps[0].state
    for step in steps[1:]:
        move = find_move(step.action, state, frozenset({step.role}))
        assert (move.role, move.target) == (step.role, step.state)
        state = step.state


@given(st.integers(1, 400), st.integers(1, 90), st.integers(1, 60))
def test_batches_are_of_whole_days(dossiers: int, days: int, least: int) -> None:
    last = date(2026, 1, 1) + timedelta(days=days)
    here = Days(date(2026, 1, 1), last, dossiers, STANDARD)
    beginnings = here.beginnings(least)
    came = [local(here.submitted(Random(0), number)).date() for number in range(dossiers)]
    assert all(came[first - 1] < came[first] for first in beginnings[1:])
    spans = [end - first for first, end in pairwise([*beginnings, dossiers])]
    assert all(span >= least for span in spans[:-1])
    assert sum(spans) == dossiers


def test_what_was_written_in_other_batches_is_not_written_again() -> None:
    assert left([0, 40, 70], 100, {0: 30, 30: 30}) == [(60, 70), (70, 100)]
    assert left([0, 40], 50, {40: 10}) == [(0, 40)]
    assert left([0, 40], 50, {0: 50}) == []
    assert left([0], 50, {}) == [(0, 50)]
