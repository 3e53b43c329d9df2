"""All that changes in the register: a system is entered, said anew, or many come in a table."""

import re
from collections.abc import Sequence

from django.db import transaction

from toantrinh.government.models import Agency
from toantrinh.host import rows
from toantrinh.inventory.content import Said, problems, said_of
from toantrinh.inventory.models import CODE, Cost, Revision, System
from toantrinh.inventory.perms import check_writes, keeper, kept_by
from toantrinh.inventory.sheet import Line
from toantrinh.inventory.states import state_of
from toantrinh.journal.actions import append_event
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, Invalid, Problem, Refusal
from toantrinh.kernel.time import now, today


@transaction.atomic
def register(code: str, said: Said, *, actor: Actor, owner: Agency) -> System:
    """Enter a system of an agency. Raises Refusal for its code, Invalid with each wrong field."""
    check_writes(actor, owner)
    if re.fullmatch(CODE, code) is None:
        raise Refusal("Mã chỉ có chữ thường không dấu, chữ số và gạch nối.", field="code")
    if code in _own(owner):
        raise Conflict("Cơ quan đã có hệ thống mang mã %(code)s.", field="code", code=code)
    _check(said, owner)
    return _say(System(owner=owner, code=code), said, actor)


@transaction.atomic
def change(system: System, said: Said, *, actor: Actor, seen: int | None = None) -> System:
    """Say anew what a system is; nothing happens where nothing differs.

    `seen` is the revision that whoever changes it had before them. Raises Conflict where somebody
    else was faster, Invalid with each wrong field.
    """
    held = System.objects.select_for_update(of=("self",)).select_related("owner")
    locked = held.get(pk=system.pk)
    check_writes(actor, locked.owner)
    if seen is not None and seen != locked.revision:
        raise Conflict(
            "Có người vừa sửa hệ thống này.", remedy="Hãy mở lại trang để xem bản mới nhất."
        )
    _check(said, keeper(locked.owner))
    return _say(locked, said, actor)


@transaction.atomic
def bring(lines: Sequence[Line], *, actor: Actor, owner: Agency) -> tuple[int, int]:
    """Take in an agency's table, all of it or nothing; how many are new, how many changed.

    One that the table no longer names stays. Raises Invalid with every wrong cell and its line.
    """
    check_writes(actor, owner)
    wrong: list[Problem] = []
    for line in lines:
        for problem in problems(line.said, owner, today()):
            line.row.blame(problem.where, problem.what, **problem.params)
        wrong += line.row.problems
    if wrong:
        raise Invalid("Bảng hệ thống có chỗ chưa đúng.", wrong)
    known = _own(owner)
    fresh = changed = 0
    for line in lines:
        system = known.get(line.code) or System(owner=owner, code=line.code)
        before = system.revision
        _say(system, line.said, actor)
        fresh += before == 0
        changed += 0 < before < system.revision
    return fresh, changed


def _own(owner: Agency) -> dict[str, System]:
    """An agency's systems by code, held until the end: who enters one waits for who does now."""
    Agency.objects.select_for_update(no_key=True).get(pk=owner.pk)
    held = System.objects.select_for_update(of=("self",)).select_related("owner")
    return {each.code: each for each in held.filter(kept_by(owner)).order_by("pk")}


def _check(said: Said, owner: Agency) -> None:
    if wrong := problems(said, owner, today()):
        raise Invalid("Có chỗ chưa đúng.", wrong)


def _say(system: System, said: Said, actor: Actor) -> System:
    """Write the row, its costs and one revision more, and tell the journal which fields differ."""
    before = said_of(system).as_json() if system.revision else {}
    fields = sorted(key for key, value in said.as_json().items() if before.get(key, ()) != value)
    if not fields:
        return system
    for key, value in said.columns().items():
        setattr(system, key, value)
    system.revision += 1
    payload = {
        "owner": system.owner.key,
        "code": system.code,
        "revision": system.revision,
        "state": state_of(said, today()).value,
        "fields": fields,
    }
    act = "register" if system.revision == 1 else "change"
    append_event(system, act, actor=actor, payload=payload)
    system.save()
    system.costs.all().delete()
    Cost.objects.bulk_create(
        Cost(system=system, year=year, build=each.build, run=each.run)
        for year, each in sorted(said.costs.items())
    )
    rows.insert(
        Revision(
            system=system,
            number=system.revision,
            said=said.as_json(),
            by_id=actor.id if actor.kind == "officer" else None,
            at=now(),
        )
    )
    return system
