"""Good practice: written, approved from above, taken up, and counted by the house alone."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from tests import players as p
from tests.authored import officer_of
from tests.measures.lakes import lake_of
from toantrinh.government.models import Agency
from toantrinh.government.queries import agency, agency_by_id
from toantrinh.journal.models import Event
from toantrinh.kernel.actors import SYSTEM, Actor
from toantrinh.kernel.errors import Conflict, NotAllowed, NotFound, Refusal
from toantrinh.kernel.time import today, turned, wall
from toantrinh.lake.shapes import AGENCIES, Row
from toantrinh.measures.examples import case
from toantrinh.people.queries import as_officer
from toantrinh.practice.actions import MOVES, act, adopt, may, propose, revise
from toantrinh.practice.change import Gain, Spells, gain
from toantrinh.practice.counting import all_uses, count_use, count_uses
from toantrinh.practice.models import Outcome, Practice, Stage, Step, Use
from toantrinh.practice.perms import leads_above, leads_own
from toantrinh.practice.queries import by_measure, find_practice, steps_of, uses, waiting

db = pytest.mark.django_db
MEASURE = "qd766.4.1"
NOW = datetime(2026, 11, 26, 3, tzinfo=UTC)
DAY = NOW.date()
# Held against each other are April to June and August to October.
SINCE = date(2026, 7, 10)


class People:
    """A leader of a commune, of the province above it, of a neighbour, and of a ministry."""

    def __init__(self) -> None:
        self.players = p.players()
        self.ours = self.players.leader
        assert self.ours.agency_id is not None
        self.home = agency_by_id(self.ours.agency_id)
        assert self.home.parent_id is not None
        near = Agency.objects.filter(
            parent=self.home.parent_id, kind=self.home.kind_id, valid_to=None
        )
        self.neighbour = near.exclude(key=self.home.key).order_by("key")[0]
        self.above = leader_of(agency_by_id(self.home.parent_id))
        self.theirs = leader_of(self.neighbour)
        self.ministry = leader_of(agency("00.bca"))


def leader_of(one: Agency) -> Actor:
    return as_officer(officer_of(one, "leader"), wall())


@pytest.fixture
def who() -> People:
    return People()


def written(who: People, since: date = SINCE) -> Practice:
    return propose(
        actor=who.ours, title="Ký số ngay tại quầy", words="Lời", measure=MEASURE, since=since
    )


def published(who: People, since: date = SINCE) -> Practice:
    return act(written(who, since), "approve", actor=who.above)


def decided(at: str, month: str, signed: int, unsigned: int) -> list[Row]:
    when = f"{month}-10 08:00"
    return [
        case(agency=at, decided=when, signed_result=int(number < signed))
        for number in range(signed + unsigned)
    ]


def placed(who: People) -> list[Row]:
    rows: list[Row] = []
    for name, one in {"ours": who.home, "theirs": who.neighbour}.items():
        assert one.unit is not None
        known = {"agency": name, "heir": name, "commune_now": one.unit.code}
        rows.append({**dict.fromkeys(AGENCIES), **known, "province_now": "38"})
    return rows


@pytest.fixture
def lake(tmp_path: Path, settings: Settings, who: People) -> None:
    """Ours went from a quarter to three quarters, the neighbour's from a half to all of few."""
    settings.LAKE_FOLDER = tmp_path / "lake"
    cases = [
        *decided("ours", "2026-05", 10, 30),
        # The month in which it began is neither's.
        *decided("ours", "2026-07", 50, 0),
        *decided("ours", "2026-09", 30, 10),
        *decided("theirs", "2026-04", 20, 20),
        *decided("theirs", "2026-08", 10, 0),
    ]
    lake_of(tmp_path / "lake", agencies=placed(who), cases=cases, versions=[])


@given(st.dates(date(2000, 1, 1), date(2050, 12, 31)), st.integers(1, 12))
def test_as_many_whole_months_lie_on_either_side(since: date, months: int) -> None:
    around = Spells.around(since, months)
    for first, last in (around.before, around.after):
        assert first.day == 1 and (last + timedelta(days=1)).day == 1
        days = (first + timedelta(days=number) for number in range((last - first).days + 1))
        assert len({(day.year, day.month) for day in days}) == months
    assert around.before[1] + timedelta(days=1) == since.replace(day=1)
    begins = around.after[0]
    assert begins >= since and (begins - since).days < 31
    assert begins == since or begins.month != since.month
    assert around.over(around.after[1] + timedelta(days=1)) and not around.over(around.after[1])


@pytest.mark.parametrize(
    ("direction", "rows", "found"),
    [
        ("up", 30, Gain(Fraction(1, 4), proven=True)),
        ("up", 29, Gain(Fraction(1, 4), proven=False)),
        ("down", 30, Gain(Fraction(-1, 4), proven=False)),
        ("none", 30, None),
    ],
)
def test_a_gain_has_a_direction_and_needs_cases(
    direction: str, rows: int, found: Gain | None
) -> None:
    told = gain(Fraction(1, 2), Fraction(3, 4), rows, direction=direction, least=30)  # type: ignore[arg-type]
    assert told == found


@db
def test_it_is_written_approved_taken_up_and_counted(who: People, lake: None) -> None:
    with turned(NOW):
        made = written(who)
        assert by_measure(DAY, actor=who.theirs) == []
        assert [each.practice for each in waiting(DAY, actor=who.above)["decide"]] == [made]
        assert [each.practice for each in waiting(DAY, actor=who.ours)["own"]] == [made]
        made = act(made, "approve", actor=who.above)
        adopt(made, actor=who.theirs, since=SINCE)
        with pytest.raises(Conflict):
            adopt(made, actor=who.theirs, since=SINCE)
        assert count_uses(all_uses(), actor=SYSTEM, on=DAY) == 2
        # Again nothing differs, and nothing is written.
        events = Event.objects.filter(stream=made.stream())
        told = events.count()
        assert count_use(made.pk, 1, actor=SYSTEM, on=DAY) == 0 and events.count() == told
        ((measure, (entry,)),) = by_measure(DAY, actor=who.theirs)
    assert measure.key == MEASURE and entry.practice == made
    assert (entry.own.before, entry.own.after) == (Fraction(1, 4), Fraction(3, 4))
    assert entry.own.gain == Gain(Fraction(1, 2), proven=True)
    (other,) = entry.others
    # Ten cases after are too few to prove anything.
    assert other.gain == Gain(Fraction(1, 2), proven=False) and other.use.after_rows == 10
    assert entry.proven == 1
    assert uses(entry, actor=who.theirs) and not uses(entry, actor=who.ministry)
    assert [event.action for event in events.order_by("seq")] == [
        *("propose", "approve", "adopt", "count", "count")
    ]
    assert "Ký số" not in str([event.payload for event in events])


@db
def test_what_can_not_be_counted_says_why(who: People, lake: None, settings: Settings) -> None:
    with turned(NOW):
        # Before February nothing happened; after the last one three months are not over.
        nothing, later, early = (
            written(who, since) for since in (date(2026, 2, 1), date(2026, 6, 5), date(2026, 9, 2))
        )
        others = published(who)
        adopt(others, actor=who.ministry, since=SINCE)
        adopt(others, actor=who.theirs, since=date(2026, 5, 1))
        settings_folder = settings.LAKE_FOLDER
        settings.LAKE_FOLDER = settings_folder / "none"
        count_use(later.pk, 1, actor=SYSTEM, on=DAY)
        assert later.uses.get().outcome == Outcome.NO_LAKE
        settings.LAKE_FOLDER = settings_folder
        count_uses(all_uses(), actor=SYSTEM, on=DAY)
        assert nothing.uses.get().outcome == Outcome.NOTHING_BEFORE
        kept = early.uses.get()
        assert (kept.outcome, kept.before, kept.after) == (Outcome.EARLY, "1", "")
        told = [use.outcome for use in others.uses.order_by("number")]
        assert told == [Outcome.COUNTED, Outcome.NO_PLACE, Outcome.NOTHING_AFTER]
        assert find_practice(early.pk, DAY, actor=who.ours).own.gain is None
        with pytest.raises(NotAllowed):
            count_uses(all_uses(), actor=who.ours, on=DAY)
        for values in ({"outcome": "counted"}, {"outcome": "guessed"}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Use.objects.filter(practice=early).update(**values)


@db
def test_proven_gain_comes_first(who: People, lake: None) -> None:
    with turned(NOW):
        waits = published(who, date(2026, 9, 2))
        proven = published(who)
        count_uses(all_uses(), actor=SYSTEM, on=DAY)
        ((_measure, entries),) = by_measure(DAY, actor=who.ministry)
        assert [each.practice for each in entries] == [proven, waits]
        with CaptureQueriesContext(connection) as asked:
            by_measure(DAY, actor=who.ministry)
        assert len(asked) <= 3
        act(proven, "withdraw", actor=who.ours, words="Không còn làm")
        ((_measure, (left,)),) = by_measure(DAY, actor=who.ministry)
        assert left.practice == waits
        with pytest.raises(NotFound):
            find_practice(proven.pk, DAY, actor=who.theirs)
        with pytest.raises(NotAllowed):
            by_measure(DAY, actor=who.players.specialist)


@db
@pytest.mark.parametrize("stage", list(Stage))
def test_every_act_at_every_point_by_everybody(stage: Stage, who: People) -> None:
    made = published(who)
    sides = {leads_own: who.ours, leads_above: who.above}
    for move in MOVES:
        everybody = [who.ours, who.above, who.theirs, who.players.specialist, who.players.mother]
        for actor in everybody:
            Practice.objects.filter(pk=made.pk).update(stage=stage)
            made.refresh_from_db()
            allowed = actor is sides[move.whose]  # type: ignore[index]
            assert (move in may(made, actor=actor)) is (allowed and stage in move.sources)
            if not allowed:
                with pytest.raises(NotAllowed):
                    act(made, move.act, actor=actor, words="Lời")
            elif stage not in move.sources:
                with pytest.raises(Conflict):
                    act(made, move.act, actor=actor, words="Lời")
            else:
                assert act(made, move.act, actor=actor, words="Lời").stage == move.target


@db
def test_what_was_sent_back_is_written_anew_and_every_word_stays(who: People) -> None:
    made = act(written(who), "send_back", actor=who.above, words="Nói rõ hơn")
    with pytest.raises(NotAllowed):
        revise(made, actor=who.theirs, title="T", words="W")
    made = revise(made, actor=who.ours, title="Ký số tại chỗ", words="Lời mới")
    assert made.stage == Stage.PROPOSED and made.decided_by is None
    assert [(step.act, step.words) for step in steps_of(made)] == [
        ("propose", "Lời"),
        ("send_back", "Nói rõ hơn"),
        ("revise", "Lời mới"),
    ]
    # The same human at the post above does not approve what they wrote below.
    Practice.objects.filter(pk=made.pk).update(proposed_by=who.above.id)
    made.refresh_from_db()
    assert may(made, actor=who.above) == []
    with pytest.raises(NotAllowed):
        act(made, "approve", actor=who.above)
    for statement in (
        lambda: Practice.objects.filter(pk=made.pk).update(decided_by=who.above.id),
        lambda: Practice.objects.filter(pk=made.pk).delete(),
        lambda: Step.objects.filter(practice=made).update(words="x"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            statement()


@db
def test_what_is_wrong_is_told(who: People) -> None:
    usual = {"title": "T", "words": "W", "measure": MEASURE, "since": today()}
    wrong: list[tuple[dict[str, object], str]] = [
        ({"title": " "}, "title"),
        ({"words": ""}, "words"),
        ({"since": today() + timedelta(days=1)}, "since"),
        # Neither more nor less of these is better.
        ({"measure": "work.withdrawn"}, "measure"),
    ]
    for said, field in wrong:
        with pytest.raises(Refusal) as refused:
            propose(actor=who.ours, **{**usual, **said})  # type: ignore[arg-type]
        assert refused.value.field == field
    with pytest.raises(NotFound):
        propose(actor=who.ours, **{**usual, "measure": "x.y"})  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        propose(actor=who.players.specialist, **usual)  # type: ignore[arg-type]
    made = written(who)
    with pytest.raises(Conflict):
        adopt(made, actor=who.theirs, since=SINCE)
    with pytest.raises(Refusal):
        act(made, "withdraw", actor=who.ours, words=" ")
    with pytest.raises(NotFound):
        act(made, "burn", actor=who.ours)
    assert not Practice.objects.exclude(pk=made.pk).exists()
