"""Every address and every act, asked for by everybody from everywhere; any surprise fails.

Who knocks and for what is in `matrix/world.py`, what is expected in `matrix/table.py`.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from django.db import connections, transaction
from django.test import override_settings
from django.urls import URLPattern, URLResolver, get_resolver

from tests.web.matrix import fill, table
from tests.web.matrix.table import Probe
from tests.web.matrix.world import SEATS, World, build
from toantrinh.api.views import api
from toantrinh.dossiers.lifecycle import TABLE, Role

pytestmark = [pytest.mark.slow]

Patterns = Sequence[URLPattern | URLResolver]


def _walk(
    patterns: Patterns, space: str = "", before: str = ""
) -> Iterator[tuple[str, str, URLPattern]]:
    """Name, whole route and pattern of every address; those of the API are named by their route."""
    for each in patterns:
        route = f"{before}{each.pattern}"
        if isinstance(each, URLResolver):
            yield from _walk(each.url_patterns, each.namespace or space, route)
        elif space == "api":
            yield f"api:{route.removeprefix('api/v1/')}", route, each
        else:
            yield f"{space}:{each.name}" if space else str(each.name), route, each


ADDRESSES = {
    name: (pattern, route)
    for name, route, pattern in _walk(get_resolver("toantrinh.web.urls").url_patterns)
}
PAGES = sorted(name for name in ADDRESSES if not name.startswith("api:"))
READS = list(table.probes(table.READS))
SENDS = list(table.probes(table.SENDS))
CALLS = list(table.probes(table.CALLS))
# What the system does has no door; what another agency answers, or confirms to have got, needs that
# it was asked or given before: `tests/dossiers/test_across.py` and `test_delegating.py` play it.
_ANSWERS = {"answer_consultation", "return_consultation", "take_over", "give_back", "endorse"}
MOVES = [move for move in TABLE if move.role is not Role.SYSTEM and move.action not in _ANSWERS]
DOORS = {
    "api": {move.action for move in MOVES} - {"submit"},
    "desk": {*fill.SLUGS, fill.AT_COUNTER} - _ANSWERS,
    "portal": set(fill.PORTAL_ACTS),
}
# Addresses whose POST is an act of the lifecycle table, walked with the acts.
_OF_ACTS = {
    "desk:act",
    "counter:supplement",
    "portal:submit",
    "portal:supplement",
    "portal:withdraw",
}


@pytest.fixture(scope="module")
def world(module_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder: Path = tmp_path_factory.mktemp("files")
    with override_settings(FILE_FOLDER=folder, THROTTLE_FACTOR=1000, STRICT_ACCESS=True):
        yield build()
    connections.close_all()


def _knock(
    world: World, seat: str, method: str, path: str, probe: Probe, door: str
) -> tuple[int, bool]:
    """Status, and whether the answer shows the dossier's code; what the knock changes is undone."""
    data = fill.sent(door, probe, world) if method == "POST" else {}
    with transaction.atomic():
        answer = world.seats[seat].knock(method, path, data, api=door == "api")
        transaction.set_rollback(True)
    text = b"" if answer.streaming else answer.content
    code = (world.dossiers[probe.state].code or "no code").encode()
    return answer.status_code, answer.status_code == 200 and code in text


def _surprises(world: World, method: str, path: str, probe: Probe, door: str) -> list[str]:
    """Every seat that is answered otherwise than expected."""
    found = []
    for seat in probe.seats(door):
        status, shown = _knock(world, seat, method, path, probe, door)
        wanted, show = probe.expected(seat)
        if status != wanted or (method == "GET" and shown is not show):
            told = f"{status}{'+' * shown} instead of {wanted}{'+' * show}"
            found.append(f"{method} {path} ({probe.state}) answers {seat} {told}")
    return found


def _held(found: list[str]) -> None:
    assert not found, "\n".join(["the matrix is surprised:", *found])


@pytest.mark.parametrize("name", PAGES)
def test_who_reads_an_address(name: str, world: World) -> None:
    pattern, route = ADDRESSES[name]
    mine = [probe for probe in READS if probe.name == name]
    assert mine, f"nobody says who may read {name} ({route}): add it to READS in {table.__file__}"
    for probe in mine:
        path = fill.address(pattern, route, probe, world)
        _held(_surprises(world, "GET", path, probe, _door(name)))


@pytest.mark.parametrize("name", [name for name in PAGES if name not in _OF_ACTS])
def test_who_sends_to_an_address(name: str, world: World) -> None:
    pattern, route = ADDRESSES[name]
    mine = [probe for probe in SENDS if probe.name == name]
    for probe in mine:
        path = fill.address(pattern, route, probe, world)
        _held(_surprises(world, "POST", path, probe, _door(name)))
    if not mine:
        _takes_none(name, world)


def _door(name: str) -> str:
    door = name.partition(":")[0]
    return door if door in {"desk", "admin"} else "portal"


def _takes_none(name: str, world: World) -> None:
    """Where nothing is said of sending, who may read is told that nothing is taken."""
    pattern, route = ADDRESSES[name]
    read = next((probe for probe in READS if probe.name == name), Probe(name, "draft", "* 0"))
    seat = next((each for each in SEATS if read.expected(each)[0] in {200, 405}), None)
    if seat is not None:
        path = fill.address(pattern, route, read, world)
        status, _shown = _knock(world, seat, "POST", path, read, "portal")
        assert status == 405, (
            f"POST {path} answers {seat} {status}, and nobody says who may send to {name}: add it"
            f" to SENDS in {table.__file__}, or let the view refuse it by @require_safe"
        )


def _operations() -> list[str]:
    paths = api.get_openapi_schema()["paths"]
    listed = [
        f"{method.upper()}:{path.removeprefix('/api/v1/')}"
        for path, methods in paths.items()
        for method in methods
    ]
    acts = {f"POST:dossiers/{{code}}/{action}" for action in DOORS["api"]}
    # The library's own three are in no document.
    return sorted({*listed, "GET:openapi.json", "GET:docs", "GET:"} - acts)


@pytest.mark.parametrize("operation", _operations())
def test_who_calls_an_operation(operation: str, world: World) -> None:
    mine = [probe for probe in CALLS if probe.name == operation]
    assert mine, f"nobody says who may call {operation}: add it to CALLS in {table.__file__}"
    method, _, path = operation.partition(":")
    pattern, route = ADDRESSES[f"api:{path.replace('{', '<').replace('}', '>')}"]
    for probe in mine:
        _held(_surprises(world, method, fill.address(pattern, route, probe, world), probe, "api"))


def _acts() -> list[tuple[str, Probe]]:
    return [
        (door, probe)
        for door, offered in DOORS.items()
        for probe in table.act_probes(door)
        if probe.name in offered
    ]


@pytest.mark.parametrize(
    ("door", "probe"), _acts(), ids=lambda one: getattr(one, "id", None) or str(one)
)
def test_who_does_an_act(door: str, probe: Probe, world: World) -> None:
    path = fill.act_address(door, probe, world)
    _held(_surprises(world, "POST", path, probe, door))


def test_every_act_in_every_state_is_expected_and_offered_somewhere() -> None:
    rows = {(move.action, str(state)) for move in MOVES for state in move.sources}
    said = {(probe.name, probe.state.partition("+")[0]) for probe in table.act_probes("api")}
    assert not rows - said, f"add to ACTS in {table.__file__}: {sorted(rows - said)}"
    assert not said - rows, (
        f"ACTS in {table.__file__} tells of what the table has not: {said - rows}"
    )
    offered = set().union(*DOORS.values())
    assert {action for action, _state in rows} == offered


def test_the_matrix_tells_of_no_address_that_is_gone() -> None:
    told = {probe.name for probe in [*READS, *SENDS]}
    assert not told - set(PAGES), f"gone: {sorted(told - set(PAGES))}"
    called = {probe.name for probe in CALLS}
    assert not called - set(_operations()), f"gone: {sorted(called - set(_operations()))}"
