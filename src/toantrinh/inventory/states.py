"""In which state a system is on a day: told by its days alone, so that nobody types both."""

from datetime import date
from enum import StrEnum
from typing import Protocol

from django.db.models import Q


class State(StrEnum):
    """How far a system is."""

    PLANNED = "planned"
    BUILDING = "building"
    RUNNING = "running"
    STOPPED = "stopped"


class Timed(Protocol):
    """Whatever has the days of a system; an empty day is none of it."""

    @property
    def building_on(self) -> date | None: ...
    @property
    def running_on(self) -> date | None: ...
    @property
    def stopped_on(self) -> date | None: ...


# From the last state back: the day from which each holds.
_FROM = {
    State.STOPPED: "stopped_on",
    State.RUNNING: "running_on",
    State.BUILDING: "building_on",
}


def state_of(one: Timed, on: date) -> State:
    """The last state whose day has come; what has none yet is planned."""
    for state, column in _FROM.items():
        since = getattr(one, column)
        if since is not None and since <= on:
            return state
    return State.PLANNED


def in_state(state: State, on: date) -> Q:
    """The same as a condition."""
    later = Q()
    for each, column in _FROM.items():
        if each is state:
            return later & Q(**{f"{column}__lte": on})
        later &= Q(**{f"{column}__gt": on}) | Q(**{f"{column}__isnull": True})
    return later


def unapproved(on: date) -> Q:
    """It runs, and its level of security was not approved before (NĐ 331/2026)."""
    approved = Q(level_approved__isnull=False, level_approved__lte=on)
    return in_state(State.RUNNING, on) & ~approved


def is_unapproved(one: Timed, level_approved: date | None, on: date) -> bool:
    """The same of one in hand."""
    approved = level_approved is not None and level_approved <= on
    return state_of(one, on) is State.RUNNING and not approved
