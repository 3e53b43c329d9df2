"""All that changes here: plans come in, from files and from people, and somebody reports."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from toantrinh.documents.actions import store_upload
from toantrinh.documents.models import StoredFile
from toantrinh.government.abstract import Origin
from toantrinh.government.merging import Load, Row, merge
from toantrinh.host import rows
from toantrinh.journal.actions import append_event, append_to_stream
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, NotFound, Refusal
from toantrinh.kernel.text import clean
from toantrinh.kernel.time import now, today
from toantrinh.people.sealing import new_key
from toantrinh.programme import files, perms
from toantrinh.programme.goals import read_goal
from toantrinh.programme.models import Kind, Plan, Report, Target
from toantrinh.programme.sheet import Line

LONGEST = 1000
LONGEST_LINK = 500


@transaction.atomic
def load_plans(*, actor: Actor) -> dict[str, dict[str, int]]:
    """Bring the release's plans to what its files say; what people changed stands.

    Answers with the rows new and changed by table. Raises Invalid for a file with a wrong row.
    """
    perms.check_load(actor)
    load = Load(None)
    merge(load, "Chương trình", Plan, [_plan(row) for row in files.plans()], ("code",))
    plans = {plan.code: plan for plan in Plan.objects.select_for_update().order_by("code")}
    lines = [_target(row, plans, place) for place, row in enumerate(files.targets(), start=1)]
    merge(load, "Chỉ tiêu", Target, lines, ("plan_id", "number"))
    published = _publish(plans, files.reports())
    if published or any(each["new"] or each["changed"] for each in load.counts.values()):
        append_to_stream("programme", "load", actor=actor, payload={"lines": len(lines)})
    return {**load.counts, "Report": {"new": published, "changed": 0}}


def _plan(row: files.PlanRow) -> Row:
    return {
        **row.model_dump(exclude={"agency"}),
        "agency_key": row.agency,
    }


def _target(row: files.TargetRow, plans: dict[str, Plan], position: int) -> Row:
    return {
        **row.model_dump(exclude={"plan", "owner", "kind", "pillar", "tags"}),
        "kind": row.kind.value,
        "pillar": row.pillar.value,
        "tags": list(row.tags),
        "owner_key": row.owner,
        "plan_id": plans[row.plan].pk,
        "position": position,
    }


def _publish(plans: dict[str, Plan], given: Sequence[files.ReportRow]) -> int:
    """Keep published values that are not kept yet; how many those were."""
    fresh = 0
    for row in given:
        target = Target.objects.get(plan=plans[row.plan], number=row.number)
        if target.reports.filter(day=row.day, value=row.value, made_by=None).exists():
            continue
        keep(target, row.day, row.value, None, row.source, certainty=row.certainty, actor=None)
        fresh += 1
    return fresh


@transaction.atomic
def bring_plan(
    code: str, *, actor: Actor, name: str, source: str, agency_key: str, lines: Sequence[Line]
) -> Plan:
    """Bring in an agency's own plan, or the lines of one that is there in their newer words.

    A line that the table no longer names stays: what was promised is not unsaid. Raises Conflict
    for a plan of the release, or of another agency.
    """
    perms.check_bring(actor, agency_key)
    if perms.agency_named(agency_key) is None:
        raise NotFound("Không có cơ quan mang mã %(key)s.", field="agency", key=agency_key)
    plan = Plan.objects.select_for_update().filter(code=code).first()
    if plan is None:
        plan = Plan(code=code, agency_key=agency_key, origin=Origin.HOUSE)
    elif plan.origin != Origin.HOUSE or plan.agency_key != agency_key:
        raise Conflict(
            "Mã %(code)s đã là của một chương trình khác.",
            field="code",
            remedy="Hãy chọn mã khác.",
            code=code,
        )
    plan.name, plan.source = clean(name), clean(source)
    payload = {"agency": agency_key, "lines": [line.number for line in lines]}
    append_event(plan, "bring", actor=actor, payload=payload)
    plan.save()
    known = {each.number: each for each in plan.targets.all()}
    last = plan.targets.aggregate(last=Max("position"))["last"] or 0
    for place, line in enumerate(lines, start=last + 1):
        target = known.get(line.number) or Target(plan=plan, number=line.number, position=place)
        target.origin = Origin.HOUSE
        for column, value in line.columns().items():
            setattr(target, column, value)
        target.save()
    return plan


@transaction.atomic
def report(
    target: Target,
    *,
    actor: Actor,
    day: date,
    evidence: str,
    value: Decimal | None = None,
    done: bool | None = None,
    link: str = "",
    file: bytes | None = None,
) -> Report:
    """Report how far a line has come as of a day, with the proof: words, an address, a file.

    A goal that is a number takes a value, a task and a goal in words take `done`. Raises Refusal
    with the field that is wrong; a file may be a PDF or a picture.
    """
    perms.check_report(actor, target)
    proof = _proof(evidence, link)
    if day > today():
        raise Refusal("Ngày của số liệu chưa đến.", field="day")
    if (value is None) is counted(target):
        wanted = "value" if counted(target) else "done"
        raise Refusal("Hãy cho biết kết quả.", field=wanted)
    stored = None if file is None else _stored(file, actor)
    return keep(
        target, day, value, done, proof, certainty="high", actor=actor, link=link, file=stored
    )


def _proof(evidence: str, link: str) -> str:
    """The words of a proof, where they and the address may be taken."""
    proof = clean(evidence)
    if not proof or len(proof) > LONGEST:
        raise Refusal(
            "Hãy ghi căn cứ của số liệu, nhiều nhất %(most)s chữ.", field="evidence", most=LONGEST
        )
    if link and (len(link) > LONGEST_LINK or not link.startswith(("https://", "http://"))):
        raise Refusal("Địa chỉ phải bắt đầu bằng https://.", field="link")
    return proof


def _stored(file: bytes, actor: Actor) -> StoredFile:
    """The file, cleaned and sealed under a key of its own."""
    key = new_key()
    key.save(force_insert=True)
    return store_upload(file, actor=actor, key=key)


def counted(target: Target) -> bool:
    """Whether a line is told by a number."""
    figure = target.kind == Kind.TARGET and not target.goal
    return figure or (target.kind == Kind.TARGET and read_goal(target.goal) is not None)


def keep(
    target: Target,
    day: date,
    value: Decimal | None,
    done: bool | None,
    evidence: str,
    *,
    certainty: str,
    actor: Actor | None,
    measured: bool = False,
    link: str = "",
    file: StoredFile | None = None,
) -> Report:
    """One report more, and its event unless it comes with a load, which has its own.

    The caller has checked who may; `measured` says that the house counted it.
    """
    plan = Plan.objects.select_for_update().get(pk=target.plan_id)
    last = target.reports.aggregate(last=Max("number"))["last"] or 0
    made = Report(
        target=target,
        number=last + 1,
        day=day,
        value=value,
        done=done,
        evidence=evidence,
        link=link,
        file=file,
        certainty=certainty,
        measured=measured,
        made_by_id=actor.id if actor and actor.kind == "officer" else None,
        made_at=now(),
    )
    rows.insert(made)
    if actor is not None:
        said = {"value": f"{value:f}"} if value is not None else {"done": done}
        payload = {"target": target.number, "report": made.number, "day": day.isoformat(), **said}
        append_event(plan, "measure" if measured else "report", actor=actor, payload=payload)
        plan.save(update_fields=["head_seq", "head_hash"])
    return made
