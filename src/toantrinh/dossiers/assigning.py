"""Assignment by rule: an agency's leader says who takes what, and reception makes it so.

A rule holds for a procedure, for communes, for both or for all that the agency decides; the
narrowest goes first. Among the officers it names, who is away or left is passed over. Where nobody
is left the dossier waits to be assigned by hand.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q

from toantrinh.dossiers.acting import acting, lock
from toantrinh.dossiers.desk_models import AssignmentRule, Method
from toantrinh.dossiers.lifecycle import Role
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.perms import seat_of
from toantrinh.dossiers.states import State
from toantrinh.government.queries import in_force
from toantrinh.journal.actions import append_to_stream
from toantrinh.kernel.actors import SYSTEM, Actor
from toantrinh.kernel.errors import Conflict, NotAllowed, NotFound, Refusal
from toantrinh.kernel.time import today
from toantrinh.people.models import Officer
from toantrinh.people.queries import holders, is_away

_DAY = timedelta(days=1)


def assign_by_rule(dossier: Dossier) -> Officer | None:
    """Give a dossier that was received to who takes it by rule. Safe to repeat."""
    with transaction.atomic():
        locked = lock(dossier)
        if locked.stage is not State.ACCEPTED:
            return None
        rule = rule_for(locked)
        officer = _whose_turn(rule) if rule else None
        if rule is None or officer is None:
            return None
        with acting("assign", locked, actor=SYSTEM) as act:
            act.dossier.officer = officer
            act.payload |= {"officer": str(officer.pk), "rule": str(rule.pk)}
        rule.last = officer.pk
        rule.save(update_fields=["last"])
    return officer


def rule_for(dossier: Dossier) -> AssignmentRule | None:
    """The narrowest rule that holds today for a dossier, held until the transaction ends."""
    if dossier.agency_id is None:
        return None
    code = dossier.version.read.code
    found = AssignmentRule.objects.select_for_update().filter(
        in_force(today()), agency_id=dossier.agency_id, procedure__in=["", code]
    )
    fitting = [rule for rule in found.order_by("pk") if _holds(rule, dossier.place)]
    return max(fitting, key=lambda rule: (bool(rule.procedure), bool(rule.places)), default=None)


def _holds(rule: AssignmentRule, place: str) -> bool:
    return not rule.places or place in rule.codes


def _whose_turn(rule: AssignmentRule) -> Officer | None:
    """Who of those named takes the next one; None when all are away or left."""
    there = _there(rule)
    turns = [there[each] for each in rule.officers if each in there]
    if not turns:
        return None
    if rule.method == Method.LOAD:
        return _least_loaded(turns)
    ids = [UUID(each) for each in rule.officers]
    last = ids.index(rule.last) if rule.last in ids else -1
    waiting = [*rule.officers[last + 1 :], *rule.officers[: last + 1]]
    return next(there[each] for each in waiting if each in there)


def _there(rule: AssignmentRule) -> Mapping[str, Officer]:
    """Those who hold a specialist's post at the agency today and are not away, by id."""
    held = holders(rule.agency_id, Role.SPECIALIST).filter(officer__in=rule.officers)
    present = Officer.objects.filter(pk__in=held.values("officer")).exclude(is_away(today()))
    return {str(officer.pk): officer for officer in present}


def _least_loaded(turns: Sequence[Officer]) -> Officer:
    """Who has the fewest dossiers in hand; of equals the first in order."""
    busy = Dossier.objects.filter(officer__in=turns, state=State.PROCESSING)
    load = dict(busy.values_list("officer").annotate(Count("pk")))
    return min(turns, key=lambda officer: load.get(officer.pk, 0))


def rules_of(actor: Actor) -> list[AssignmentRule]:
    """The rules of the officer's agency that hold today or later, the narrowest first."""
    _officer, agency = seat_of(actor)
    lasting = Q(valid_to__isnull=True) | Q(valid_to__gte=today())
    rows = AssignmentRule.objects.filter(lasting, agency_id=agency)
    return list(rows.order_by("-procedure", "-places", "valid_from"))


@transaction.atomic
def set_rule(
    *,
    actor: Actor,
    officers: Sequence[UUID],
    method: Method,
    since: date,
    procedure: str = "",
    places: Sequence[str] = (),
) -> AssignmentRule:
    """Say who takes what from a day on; what was said of the same before ends the day before."""
    agency = _led_by(actor)
    _check(agency, officers, since)
    scope = {"agency_id": agency, "procedure": procedure, "places": ",".join(sorted(set(places)))}
    _end(scope, since)
    rule = AssignmentRule.objects.create(
        **scope, method=method, officers=[str(each) for each in officers], valid_from=since
    )
    _tell(rule, "set_assignment", since, actor)
    return rule


@transaction.atomic
def end_rule(rule_id: UUID, *, actor: Actor, since: date | None = None) -> None:
    """Let a rule hold no longer from a day on, today if none is named."""
    day = since or today()
    rule = AssignmentRule.objects.filter(pk=rule_id, agency_id=_led_by(actor)).first()
    if rule is None:
        raise NotFound("Không có quy tắc này.")
    scope = {"agency_id": rule.agency_id, "procedure": rule.procedure, "places": rule.places}
    _end(scope, day)
    _tell(rule, "end_assignment", day, actor)


def _led_by(actor: Actor) -> UUID:
    _officer, agency = seat_of(actor)
    if Role.LEADER not in actor.roles:
        raise NotAllowed("Chỉ lãnh đạo cơ quan đặt quy tắc phân công.")
    return agency


def _check(agency: UUID, officers: Sequence[UUID], since: date) -> None:
    if since < today():
        raise Refusal("Quy tắc chỉ đặt được từ hôm nay trở đi.", field="since")
    if not officers:
        raise Refusal("Hãy chọn ít nhất một người.", field="officers")
    known = set(holders(agency, Role.SPECIALIST).values_list("officer", flat=True))
    if not known.issuperset(officers):
        raise Conflict("Có người không thụ lý hồ sơ ở cơ quan này.", field="officers")


def _end(scope: Mapping[str, object], since: date) -> None:
    """End what holds of a scope before a day; what would begin later is taken back."""
    rows = AssignmentRule.objects.filter(**scope)
    rows.filter(valid_from__gte=since).delete()
    lasting = Q(valid_to__isnull=True) | Q(valid_to__gte=since)
    rows.filter(lasting).update(valid_to=since - _DAY)


def _tell(rule: AssignmentRule, action: str, since: date, actor: Actor) -> None:
    append_to_stream(
        f"assignment/{rule.agency_id}",
        action,
        actor=actor,
        payload={
            "rule": str(rule.pk),
            "procedure": rule.procedure or None,
            "places": rule.codes,
            "method": rule.method,
            "officers": list(rule.officers),
            "since": since.isoformat(),
        },
    )
