"""Who may act for whom, on which procedure, on which day: the query against a plain reading.

The plain reading goes through all mandates of a case one after the other and knows no database.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import players as p
from tests.mandates import people as who
from toantrinh.catalogue.models import Version
from toantrinh.catalogue.queries import find_procedure, version_in_force
from toantrinh.command.cast import COMMUNE
from toantrinh.dossiers import perms
from toantrinh.dossiers.models import Channel, Dossier
from toantrinh.dossiers.standing_in import mandate_over
from toantrinh.dossiers.states import State
from toantrinh.government.queries import agency
from toantrinh.journal.actions import append_event
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.time import turned
from toantrinh.mandates.models import Kind, Mandate, Route
from toantrinh.mandates.queries import mandates_for
from toantrinh.people.models import Person
from toantrinh.people.queries import as_applicant

pytestmark = pytest.mark.django_db

PEOPLE = (who.MOTHER, who.GRANDMOTHER, who.FATHER)
CODES = (who.BIRTH, who.OTHER)
NOON = datetime(2026, 6, 10, 5, 0, tzinfo=UTC)
# Few people and days, so that most of what is drawn bears on one another.
_SPAN = 3
_giver, _taker = st.integers(0, 1), st.integers(1, 2)
_day = st.integers(0, _SPAN)


@dataclass(frozen=True)
class Said:
    """A mandate: days count from the tenth of June; no codes are all of a child's."""

    grantor: int
    holder: int
    codes: tuple[str, ...]
    first: int
    length: int
    confirmed: bool
    ended: bool


@dataclass(frozen=True)
class Wish:
    """A dossier; `begun` is the mandate by which it was begun, `over` the day on which it ended."""

    applicant: int
    code: str
    draft: bool
    over: int | None
    begun: int | None


_said = st.builds(
    Said,
    grantor=_giver,
    holder=_taker,
    codes=st.sampled_from([(), CODES[:1], CODES[1:], CODES]),
    first=_day,
    length=st.integers(0, 2),
    confirmed=st.sampled_from([True, True, True, False]),
    ended=st.sampled_from([False, False, False, True]),
).filter(lambda said: said.grantor != said.holder)
_wish = st.builds(
    Wish,
    applicant=_giver,
    code=st.sampled_from(CODES),
    draft=st.sampled_from([False, False, True]),
    over=st.none() | _day,
    begun=st.none() | st.integers(0, 3),
)


def _day_of(number: int) -> date:
    return NOON.date() + timedelta(days=number)


def slow_opens(said: Said, holder: int, wish: Wish, day: int) -> bool:
    """Whether one mandate opens a dossier to somebody on a day."""
    if said.holder != holder or said.grantor != wish.applicant:
        return False
    if not said.confirmed or said.ended:
        return False
    if said.codes and wish.code not in said.codes:
        return False
    last = said.first + said.length
    if day < said.first or day > last:
        return False
    return wish.over is None or said.first <= wish.over


def slow_may(case: list[Said], holder: int, wish: Wish, day: int) -> bool:
    """Whether somebody may act for the applicant of a dossier on a day."""
    if wish.draft and (wish.begun is None or case[wish.begun].holder != holder):
        return False
    return any(slow_opens(said, holder, wish, day) for said in case)


def _kept(said: Said, persons: list[Person]) -> Mandate:
    """The mandate in the database, by the shortest way that it takes."""
    grantor, holder = persons[said.grantor], persons[said.holder]
    by_law = not said.codes
    route = Route.DECLARED if by_law else Route.GRANTED if said.confirmed else Route.ASKED
    giver = f"person/{grantor.pk}"
    mandate = Mandate(
        grantor=grantor,
        holder=holder,
        kind=Kind.CHILD if by_law else Kind.PARENT,
        route=route,
        procedures=list(said.codes),
        all_procedures=by_law,
        valid_from=_day_of(said.first),
        valid_to=_day_of(said.first + said.length),
        declared_sealed=b"x" if by_law else None,
        made_at=NOON,
        made_by=giver,
    )
    actor = as_applicant(grantor)
    if route == Route.GRANTED:
        mandate.confirmed_at, mandate.confirmed_by = NOON, giver
    append_event(mandate, _FIRST[route], actor=actor, payload={})
    mandate.save(force_insert=True)
    if by_law and said.confirmed:
        mandate.confirmed_at, mandate.confirmed_by = NOON, giver
        append_event(mandate, "confirm", actor=actor, payload={})
        mandate.save(update_fields=["confirmed_at", "confirmed_by", "head_seq", "head_hash"])
    if said.ended:
        mandate.ended_at, mandate.ended_by, mandate.ending = NOON, giver, "revoked"
        append_event(mandate, "end", actor=actor, payload={})
        mandate.save(update_fields=["ended_at", "ended_by", "ending", "head_seq", "head_hash"])
    return mandate


_FIRST = {Route.GRANTED: "grant", Route.ASKED: "ask", Route.DECLARED: "declare"}


def _dossier(
    number: int, wish: Wish, persons: list[Person], kept: list[Mandate], of: dict[str, Version]
) -> Dossier:
    place = agency(f"{COMMUNE}.ubnd")
    state = (
        State.DRAFT if wish.draft else State.WITHDRAWN if wish.over is not None else State.ACCEPTED
    )
    return Dossier.objects.create(
        code=None if wish.draft else f"H56-260610-{number:04}",
        version=of[wish.code],
        applicant=persons[wish.applicant],
        mandate=None if wish.begun is None else kept[wish.begun],
        channel=Channel.ONLINE,
        state=state.value,
        status_code=state.code,
        holder=state.holder.value,
        agency=None if wish.draft else place,
        agency_path="" if wish.draft else place.path,
        desk=None if wish.draft else place,
        created_at=NOON,
        ended_at=None if wish.over is None else NOON + timedelta(days=wish.over),
    )


@dataclass(frozen=True)
class Case:
    """All that was said and wished, on a day."""

    persons: list[Person]
    said: list[Said]
    rows: list[tuple[Wish, Dossier]]
    day: int


@pytest.fixture
def ground() -> tuple[list[Person], dict[str, Version]]:
    p.players()
    versions = {code: version_in_force(find_procedure(code)) for code in CODES}
    return [who.person(one) for one in PEOPLE], versions


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    case=st.lists(_said, min_size=1, max_size=4),
    wishes=st.lists(_wish, min_size=2, max_size=4),
    day=_day,
)
def test_the_query_says_what_a_plain_reading_says(
    ground: tuple[list[Person], dict[str, Version]],
    case: list[Said],
    wishes: list[Wish],
    day: int,
) -> None:
    persons, versions = ground
    wishes = [
        wish if wish.begun is None or wish.begun < len(case) else Wish(*_without(wish))
        for wish in wishes
    ]
    with transaction.atomic():
        kept = [_kept(said, persons) for said in case]
        rows = [
            _dossier(number, wish, persons, kept, versions) for number, wish in enumerate(wishes)
        ]
        with turned(NOON + timedelta(days=day)):
            for holder, person in enumerate(persons):
                case_of = Case(persons, case, list(zip(wishes, rows, strict=True)), day)
                _compare(as_applicant(person), holder, case_of)
        transaction.set_rollback(True)


def _without(wish: Wish) -> tuple[int, str, bool, int | None, None]:
    return wish.applicant, wish.code, wish.draft, wish.over, None


def _compare(actor: Actor, holder: int, of: Case) -> None:
    may = {row.pk for wish, row in of.rows if slow_may(of.said, holder, wish, of.day)}
    own = {row.pk for wish, row in of.rows if wish.applicant == holder}
    seen = set(Dossier.objects.filter(perms.visible(actor)).values_list("pk", flat=True))
    assert seen == may | own
    assert {row.pk for _wish, row in of.rows if mandate_over(actor, row)} == may
    for code in CODES:
        fresh = [Wish(other, code, False, None, None) for other in range(len(PEOPLE))]
        wanted = {
            of.persons[other].pk
            for other, wish in enumerate(fresh)
            if slow_may(of.said, holder, wish, of.day)
        }
        assert {each.grantor_id for each in mandates_for(actor, code)} == wanted
