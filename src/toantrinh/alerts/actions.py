"""Alerts are raised by the daily look and acknowledged by who leads, in words."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app

from toantrinh.alerts import perms
from toantrinh.alerts.models import Alert
from toantrinh.alerts.rules import BEFORE, Rule, breaks, rules, together
from toantrinh.alerts.tasks import TELL
from toantrinh.government.models import Agency
from toantrinh.government.queries import agencies_named
from toantrinh.host import rows
from toantrinh.journal.actions import append_event
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, NotAllowed, Refusal
from toantrinh.kernel.text import clean_lines
from toantrinh.kernel.time import now, today
from toantrinh.measures import kept
from toantrinh.measures.asking import By
from toantrinh.measures.measure import find
from toantrinh.measures.period import Period
from toantrinh.measures.perms import COMMITTEE
from toantrinh.measures.standing import months_until
from toantrinh.measures.values import Counts

LONGEST = 2000


def look(*, actor: Actor, on: date | None = None) -> int:
    """Hold all places against all rules; how many alerts were raised.

    A place that has an open alert of a rule gets no second one, nor another of the same month.
    """
    if actor.kind != "system":
        raise NotAllowed("Chỉ hệ thống được lập cảnh báo.")
    raised: list[Alert] = []
    for rule in rules():
        month = _month(rule, on or today())
        if month is not None:
            raised += _raise(rule, month, _found(rule, month), actor)
    return len(raised)


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


def _month(rule: Rule, on: date) -> Period | None:
    """The month that a rule judges: the newest kept, or the newest of those that are over."""
    months = [each for each in kept.months() if rule.month == "running" or each.last < on]
    return months[-1] if months else None


def _found(rule: Rule, month: Period) -> Mapping[str, tuple[Counts, Counts]]:
    """Places that break a rule in a month, each with what was held against what."""
    known = {each.first: each for each in kept.months()}
    *earlier, _month = months_until(month.first, BEFORE + 1)
    before = [known[first] for first in earlier if first in known]
    found: dict[str, tuple[Counts, Counts]] = {}
    for by in (By.PROVINCE, By.COMMUNE):
        if by not in find(rule.measure).by:
            continue
        told = kept.read([rule.measure], by, month)
        then = [kept.read([rule.measure], by, each) for each in before]
        for key, counts in told.items():
            line = [answer.get(key, Counts()) for answer in then]
            if breaks(rule, counts, line):
                found[key[1]] = (counts, _held_against(rule, line))
    return found


def _held_against(rule: Rule, before: Sequence[Counts]) -> Counts:
    if rule.kind == "grows":
        return before[-1] if before else Counts()
    return together(before) if rule.kind == "worse" else Counts()


@transaction.atomic
def _raise(
    rule: Rule, month: Period, found: Mapping[str, tuple[Counts, Counts]], actor: Actor
) -> list[Alert]:
    """Add what is not told yet, and enqueue that it be told."""
    known = set(
        Alert.objects.filter(rule=rule.key, month=month.first).values_list("place", flat=True)
    )
    known |= set(
        Alert.objects.filter(rule=rule.key, acknowledged_at=None).values_list("place", flat=True)
    )
    places = sorted(found.keys() - known)
    answering = agencies_named([f"{place}.{COMMITTEE}" for place in places])
    raised = []
    for place in places:
        agency = answering.get(f"{place}.{COMMITTEE}")
        if agency is not None:
            raised.append(_alert(rule, month, place, agency, found[place], actor))
    _tell(rule, raised)
    return raised


def _alert(
    rule: Rule,
    month: Period,
    place: str,
    agency: Agency,
    counts: tuple[Counts, Counts],
    actor: Actor,
) -> Alert:
    current, before = counts
    made = Alert(
        rule=rule.key,
        place=place,
        agency=agency,
        month=month.first,
        numerator=current.numerator,
        denominator=current.denominator,
        numerator_before=before.numerator,
        denominator_before=before.denominator,
        raised_at=now(),
    )
    payload = {"rule": rule.key, "place": place, "month": f"{month.first:%Y-%m}"}
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
