"""Systems push: one dossier or step at a time, or many lines at once."""

import json
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple, TypeAlias

from django.db import transaction
from pydantic_core import from_json

from toantrinh.government.models import Agency
from toantrinh.government.queries import agencies_below, agency_by_id, in_force
from toantrinh.host.collecting import uncollected
from toantrinh.host.copying import Step, aside, copy_rows, send
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Invalid, Problem
from toantrinh.kernel.text import fold
from toantrinh.kernel.time import now, today
from toantrinh.sync.contract import SERVICES, Incoming, read
from toantrinh.sync.models import Batch, Refused, System
from toantrinh.sync.taking import Chunk

# Lines of one transaction, and of the pieces in which they are written while the next are read.
_CHUNK, _PIECE = 5000, 1000
_LONGEST_LINE = 256 * 1024
# So much is read at once.
_READ = 64 * 1024
_REFUSED = ("batch_id", "line", "number", "field", "sentence", "params")


@dataclass
class Taken:
    """What became of a batch; `refused` pairs each line that was not taken with its problems."""

    batch: Batch
    refused: list[tuple[int, list[Problem]]] = field(default_factory=list)


# Whether a push told anything new, or what is wrong with it.
_Outcome: TypeAlias = bool | list[Problem]


class _Line(NamedTuple):
    """A line that was read: its number, and the push for an agency, or what is wrong with it."""

    number: int
    push: Incoming | None
    agency: Agency | None
    problems: list[Problem]


class _Ground:
    """The agencies for which a system may push: its own and all below."""

    def __init__(self, system: System) -> None:
        self.top = agency_by_id(system.agency_id)
        # By key, code and name; a name that several have stands for none.
        known: dict[str, Agency] = {}
        names: dict[str, list[Agency]] = {}
        for one in Agency.objects.filter(agencies_below(self.top), in_force(today())):
            known[one.key] = known[one.code] = one
            names.setdefault(fold(one.name), []).append(one)
        self._known = known | {name: ones[0] for name, ones in names.items() if len(ones) == 1}

    def find(self, named: str) -> Agency | None:
        """The agency that a code, key or name means, if it is one of these."""
        return self._known.get(named) or self._known.get(fold(named))


def lines_of(read: Callable[[int], bytes]) -> Iterator[bytes]:
    """The lines of a stream, never more than a piece beyond one in memory; too long ones cut short.

    The server's own `readline` ends at the first line, so lines are found here.
    """
    rest, passing = b"", False
    while piece := read(_READ):
        *whole, rest = (rest + piece).split(b"\n")
        yield from whole[passing:]
        passing = passing and not whole
        if passing:
            rest = b""
        elif len(rest) > _LONGEST_LINE:
            yield rest
            rest, passing = b"", True
    if rest:
        yield rest


def push_one(system: System, told: Mapping[str, Any], *, unit: str = "", actor: Actor) -> bool:
    """Take one push, spelled as a line of a file; whether it told anything new.

    Raises Invalid with what is wrong by field.
    """
    line = _read(_Ground(system), 1, told, unit)
    with transaction.atomic():
        chunk = Chunk(system, actor=actor)
        chunk.look_up([line.push] if line.push else [])
        outcome = _outcome(chunk, line)
        send(chunk.pack())
    if isinstance(outcome, list):
        raise Invalid("Không nhận được dữ liệu này.", outcome)
    return outcome


def push_lines(system: System, lines: Iterable[bytes], *, unit: str = "", actor: Actor) -> Taken:
    """Take a file of pushes, one JSON document a line; what cannot be taken is listed by line.

    Some thousand lines are one transaction: a file that was broken off may be sent again, since
    what was taken changes nothing. A line is `{service, isUpdating, revision, madonvi, data}`.
    """
    ground = _Ground(system)
    taken = Taken(Batch.objects.create(system=system, at=now()))
    numbered = enumerate(lines, start=1)
    while some := list(islice(numbered, _CHUNK)):
        pieces = ([_parsed(ground, *one, unit) for one in piece] for piece in _cut(some))
        with uncollected(), transaction.atomic():
            _keep(taken, _take(Chunk(system, actor=actor), pieces))
    return taken


def _cut(lines: list[tuple[int, bytes]]) -> Iterator[list[tuple[int, bytes]]]:
    """Lines in pieces, without those that are empty."""
    for at in range(0, len(lines), _PIECE):
        yield [(number, line) for number, line in lines[at : at + _PIECE] if line.strip()]


def _keep(taken: Taken, outcomes: list[tuple[_Line, _Outcome]]) -> None:
    refused = []
    for line, outcome in outcomes:
        if isinstance(outcome, list):
            refused.append((line.number, outcome))
        elif outcome:
            taken.batch.accepted += 1
        else:
            taken.batch.unchanged += 1
    refused.sort(key=lambda one: one[0])
    taken.batch.refused += len(refused)
    taken.batch.save()
    taken.refused += refused
    copy_rows(
        Refused,
        _REFUSED,
        (
            (taken.batch.pk, line, at, one.where, one.what, json.dumps(one.params))
            for line, problems in refused
            for at, one in enumerate(problems, start=1)
        ),
    )


def _take(chunk: Chunk, pieces: Iterable[list[_Line]]) -> list[tuple[_Line, _Outcome]]:
    """Take piece after piece; each is written while the next one is read and worked out."""
    outcomes: list[tuple[_Line, _Outcome]] = []
    ready: list[Step] = []
    with aside() as other:
        for lines in pieces:
            other.wait()
            chunk.look_up([line.push for line in lines if line.push])
            other.send(ready)
            outcomes += [(line, _outcome(chunk, line)) for line in lines]
            ready = chunk.pack()
        other.send(ready)
    return outcomes


def _outcome(chunk: Chunk, line: _Line) -> _Outcome:
    if line.push is None or line.agency is None:
        return line.problems
    taken = chunk.take(line.push, line.agency)
    return [taken] if isinstance(taken, Problem) else taken


def parsed(content: bytes) -> object:
    """What a JSON document says; None for none, as for signs and numbers that can not be kept."""
    try:
        return from_json(content.removeprefix(BOM_UTF8), allow_inf_nan=False)
    except ValueError:
        return None


def _parsed(ground: _Ground, number: int, line: bytes, unit: str) -> _Line:
    if len(line) > _LONGEST_LINE:
        problem = Problem("", "Dòng dài quá %(longest)s byte.", params={"longest": _LONGEST_LINE})
        return _Line(number, None, None, [problem])
    told = parsed(line)
    if not isinstance(told, dict):
        return _Line(number, None, None, [Problem("", "Dòng này không phải một đối tượng JSON.")])
    return _read(ground, number, told, unit)


def _read(ground: _Ground, number: int, told: Mapping[str, Any], unit: str) -> _Line:
    """One push with its envelope, for the agency that it names."""
    service, given = told.get("service"), told.get("revision")
    kind = SERVICES.get(service) if isinstance(service, str) else None
    if kind is None:
        return _Line(number, None, None, [Problem("service", "Không có dịch vụ này.")])
    if given is not None and (type(given) is not int or not 0 < given < 2**31):
        return _Line(number, None, None, [Problem("revision", "Phải là số nguyên dương.")])
    updating = told.get("isUpdating")
    if updating is not None and type(updating) is not bool:
        return _Line(number, None, None, [Problem("isUpdating", "Phải là true hoặc false.")])
    push, problems = read(kind, told.get("data"), updating=updating is True, given=given)
    named = str(told.get("madonvi") or unit or ground.top.key)
    agency = ground.find(named)
    if agency is None:
        problems.append(Problem("madonvi", "Đơn vị này không thuộc phạm vi của tài khoản."))
    elif push and push.agency:
        # Most systems name the handling unit as they call it; what we do not know stays as sent.
        agency = ground.find(push.agency) or agency
    return _Line(number, None if problems else push, agency, problems)
