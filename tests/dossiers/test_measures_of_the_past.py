"""What was counted of the past before a reform is counted the same after it.

The counting here is the slow reading: it goes through all events in order, believes what each says
of its own moment, and looks at no row of today. Whatever counts quicker must agree with it.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from tests import players as p
from tests.dossiers.test_moving import MERGE, NEW, NOW, ON_THE_DAY, ONE, reform
from toantrinh.dossiers import actions
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.moving import move_all
from toantrinh.dossiers.results import issue_result
from toantrinh.government.models import Agency
from toantrinh.journal.models import Event
from toantrinh.kernel.time import local, turned, wall
from toantrinh.people.queries import as_officer, postings

pytestmark = pytest.mark.django_db
ENDED = {3, 7, 8, 10}


@dataclass(frozen=True)
class Counted:
    """One line: what was counted, at which agency, in which month."""

    what: str
    agency: str
    month: str


def counts_by_agency_and_month(events: Iterable[Event]) -> Counter[Counted]:
    """Handed in, received, decided in time or late, and ended, at the agency of that moment."""
    counted: Counter[Counted] = Counter()
    agency: dict[str, str] = {}
    due: dict[str, datetime | None] = {}
    for event in events:
        said, stream = event.payload, event.stream
        if event.action in {"submit", "transfer"} and "agency" in said:
            agency[stream] = str(said["agency"])
        if "due_at" in said:
            due[stream] = datetime.fromisoformat(str(said["due_at"])) if said["due_at"] else None
        found = []
        if event.action == "submit":
            found.append("handed in")
        if event.action == "accept":
            found.append("received")
        if event.action == "approve":
            at = due.get(stream)
            found.append("late" if at and event.at > at else "in time")
        if said.get("status_code") in ENDED and event.action != "transfer":
            found.append("ended")
        month = f"{local(event.at):%Y-%m}"
        counted.update(Counted(what, agency[stream], month) for what in found)
    return counted


def counts(upto: str = "9999") -> dict[Counted, int]:
    events = Event.objects.filter(stream__startswith="dossier/").order_by("stream", "seq")
    read = counts_by_agency_and_month(events)
    return {line: count for line, count in read.items() if line.month <= upto}


def _past(who: p.Players) -> list[Dossier]:
    """Two months of a commune: decided in time, decided late, withdrawn, refused, under way."""
    with turned(NOW - timedelta(days=40)):
        _return(actions.approve(p.proposed(who), actor=who.leader), who)
        late = p.proposed(who)
        actions.refuse(p.submitted(who), actor=who.reception, reason="Không thuộc thẩm quyền.")
    with turned(NOW - timedelta(days=20)):
        _return(actions.approve(late, actor=who.leader), who)
        actions.withdraw(p.accepted(who), actor=who.mother)
    with turned(NOW):
        return [p.processing(who), p.proposed(who), p.submitted(who)]


def _return(dossier: Dossier, who: p.Players) -> None:
    issue_result(dossier)
    actions.return_result(dossier, actor=who.reception)


def test_measures_of_the_past_do_not_change() -> None:
    who = p.players()
    going = _past(who)
    before = counts()
    old = str(Agency.objects.get(key=f"{ONE}.ubnd").pk)
    assert {(line.what, line.month): n for line, n in before.items()} == {
        ("handed in", "2026-10"): 3,
        ("received", "2026-10"): 2,
        ("in time", "2026-10"): 1,
        ("ended", "2026-10"): 2,
        ("handed in", "2026-11"): 4,
        ("received", "2026-11"): 3,
        ("late", "2026-11"): 1,
        ("ended", "2026-11"): 2,
    }
    assert {line.agency for line in before} == {old}
    reform(MERGE)
    assert counts() == before
    with turned(ON_THE_DAY):
        assert move_all() == len(going)
        assert counts() == before
        [leading] = postings(who.cast.leader.officer)
        actions.approve(going[1], actor=as_officer(leading, wall()))
    new = str(Agency.objects.get(key=f"{NEW}.ubnd").pk)
    after = counts()
    assert counts(upto="2026-11") == before
    assert {line: n for line, n in after.items() if line not in before} == {
        Counted("late", new, "2026-12"): 1
    }
