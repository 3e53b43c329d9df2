"""Whatever agencies merge and take other names, one after the other: a second book agrees."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toantrinh.government import memory
from toantrinh.government.actions import carry_out
from toantrinh.government.lineage import forebears, heirs
from toantrinh.government.models import Agency
from toantrinh.government.plans import MergeAgencies, Plan, RenameAgency
from toantrinh.government.queries import agency
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.time import turned

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
FIRST = date(2026, 12, 1)
DAY = timedelta(days=1)
KEYS = ("38.so-nv", "38.so-tp", "38.so-tc", "38.so-ct", "38.so-xd")

# A step: which of those that go on ends, which one it joins, or None for another name; and whether
# they join in a new one.
Step = tuple[int, int | None, bool]
STEPS = st.lists(
    st.tuples(st.integers(0, 9), st.none() | st.integers(0, 9), st.booleans()),
    min_size=1,
    max_size=7,
)


class Book:
    """Who goes on for whom, written down day by day as a clerk would."""

    def __init__(self) -> None:
        self.going = list(KEYS)
        self.new = 0
        # By day: for each key that ever was, the key that goes on; and which have a row anew.
        self.pages: list[tuple[date, dict[str, str]]] = []
        self.now = {key: key for key in KEYS}

    def plan(self, step: Step, since: date) -> Plan | None:
        """The step as a plan, entered in the book; None where it would change nothing."""
        one, other, anew = step
        ending = self.going[one % len(self.going)]
        if other is None:
            self._turn(since, {})
            return RenameAgency(since=since, agency=ending, name=f"Sở {since:%d%m}")
        joined = self.going[other % len(self.going)]
        if joined == ending:
            return None
        if not anew:
            self._turn(since, {ending: joined})
            return MergeAgencies(since=since, agencies=(ending,), into=joined)
        self.new += 1
        key = f"38.so-moi-{self.new}"
        self.now[key] = key
        self._turn(since, {ending: key, joined: key})
        self.going.append(key)
        return MergeAgencies(
            since=since,
            agencies=(ending, joined),
            into=key,
            name=f"Sở mới {self.new}",
            agency_kind="so-khac",
        )

    def _turn(self, since: date, ended: dict[str, str]) -> None:
        self.now = {key: ended.get(at, at) for key, at in self.now.items()}
        self.going = [key for key in self.going if key not in ended]
        self.pages.append((since, dict(self.now)))

    def goes_on(self, key: str, day: date) -> str:
        """Who goes on for a key on a day: the last page begun by then."""
        found = key
        for since, page in self.pages:
            if since <= day:
                found = page.get(key, found)
        return found


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    memory.forget()


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(STEPS)
def test_the_line_of_successors_is_that_of_the_book(steps: list[Step]) -> None:
    with undone(), turned(NOW):
        book, day = Book(), FIRST
        for step in steps:
            plan = book.plan(step, day)
            if plan is not None:
                carry_out(plan, actor=SYSTEM)
                day += DAY
        rows = list(Agency.objects.filter(key__in=book.now))
        for on in (FIRST - DAY, *(since for since, _page in book.pages), day + DAY):
            _agree(book, rows, on)


def _agree(book: Book, rows: list[Agency], on: date) -> None:
    onward = heirs(on)
    expected: dict[UUID, str] = {}
    for row in rows:
        if row.valid_to is not None and row.valid_to < on:
            expected[row.pk] = book.goes_on(row.key, on)
    assert {pk: onward[pk].key for pk in expected} == expected
    for key in set(expected.values()):
        heir = agency(key, on)
        assert heir.holds_on(on)
        assert forebears(heir.pk, on) == {pk for pk, at in expected.items() if at == key}
