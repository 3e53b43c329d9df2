"""Alerts are raised by the daily look and acknowledged by who leads, in words."""

from collections import defaultdict
from collections.abc import Iterable
from contextlib import closing
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from procrastinate.contrib.django import app

from toantrinh.alerts import perms
from toantrinh.alerts.finding import Found, found, month_of
from toantrinh.alerts.models import Alert
from toantrinh.alerts.rules import Rule, rules
from toantrinh.alerts.tasks import TELL
from toantrinh.host import rows
from toantrinh.journal.actions import append_event
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, NotAllowed, Refusal
from toantrinh.kernel.text import clean_lines
from toantrinh.kernel.time import now, today
from toantrinh.measures.alone import Alone
from toantrinh.measures.measure import find
from toantrinh.measures.period import Period

LONGEST = 2000


def look(*, actor: Actor, on: date | None = None) -> int:
    """Hold places, agencies and procedures against all rules; how many alerts were raised.

    What has an open alert of a rule gets no second one, nor another of the same month.
    """
    if actor.kind != "system":
        raise NotAllowed("Chỉ hệ thống được lập cảnh báo.")
    on = on or today()
    judged = [(rule, month) for rule in rules() if (month := month_of(rule, on)) is not None]
    if not judged:
        return 0
    with closing(Alone([find(rule.measure) for rule, _month in judged])) as alone:
        return sum(_raise(rule, month, found(rule, month, alone), actor) for rule, month in judged)


@transaction.atomic
def acknowledge(alert_id: UUID, *, actor: Actor, words: str) -> Alert:
    """Take note of an alert and say what will be done. Raises NotAllowed, Refusal, Conflict."""
    alert = Alert.objects.select_for_update(of=("self",)).select_related("agency").get(pk=alert_id)
    perms.check_acknowledge(actor, alert)
    said = clean_lines(words)
    if not said or len(said) > LONGEST:
        raise Refusal(
            "Hãy ghi nguyên nhân và việc sẽ làm, nhiều nhất %(most)s chữ.",
            field="words",
            most=LONGEST,
        )
    if alert.acknowledged_at is not None:
        raise Conflict("Cảnh báo này đã có người ghi nhận.")
    append_event(alert, "acknowledge", actor=actor, payload={"rule": alert.rule})
    alert.acknowledged_at, alert.acknowledged_by_id, alert.words = now(), actor.id, said
    alert.save(
        update_fields=["acknowledged_at", "acknowledged_by", "words", "head_seq", "head_hash"]
    )
    return alert


@transaction.atomic
def _raise(rule: Rule, month: Period, broken: Iterable[Found], actor: Actor) -> int:
    """Add what is not told yet, and enqueue that it be told; how many these are."""
    told = Alert.objects.filter(Q(month=month.first) | Q(acknowledged_at=None), rule=rule.key)
    known = set(told.values_list("subject", "code", "agency__key"))
    fresh = [each for each in broken if (each.subject, each.code, each.agency.key) not in known]
    fresh.sort(key=lambda each: (each.subject, each.code, each.agency.key))
    raised = [_alert(rule, month, each, actor) for each in fresh]
    _tell(rule, raised)
    return len(raised)


def _alert(rule: Rule, month: Period, one: Found, actor: Actor) -> Alert:
    made = Alert(
        rule=rule.key,
        subject=one.subject,
        code=one.code,
        agency=one.agency,
        month=month.first,
        numerator=one.now.numerator,
        denominator=one.now.denominator,
        numerator_before=one.before.numerator,
        denominator_before=one.before.denominator,
        raised_at=now(),
    )
    about = {"subject": one.subject.value, "code": one.code}
    payload = {"rule": rule.key, **about, "month": f"{month.first:%Y-%m}"}
    append_event(made, "raise", actor=actor, payload=payload)
    rows.insert(made)
    return made


def _tell(rule: Rule, raised: Iterable[Alert]) -> None:
    """One mail for each agency that is told, with all that was raised together."""
    together_of: dict[UUID, list[str]] = defaultdict(list)
    for alert in raised:
        if "own" in rule.tells:
            together_of[alert.agency_id].append(str(alert.pk))
        if "above" in rule.tells and alert.agency.parent_id is not None:
            together_of[alert.agency.parent_id].append(str(alert.pk))
    for agency, alerts in together_of.items():
        app.configure_task(TELL).defer(agency=str(agency), alerts=list(alerts))
