"""Who takes what: an agency's rules of assignment, which its leader sets from day to day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from toantrinh.catalogue.models import Procedure
from toantrinh.dossiers import assigning, desk_queries, filtering
from toantrinh.dossiers.desk_models import AssignmentRule, Method
from toantrinh.dossiers.lifecycle import Role
from toantrinh.dossiers.perms import seat_of
from toantrinh.dossiers.piles import Pile
from toantrinh.government.models import Unit
from toantrinh.government.queries import agency_by_id, in_force
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotAllowed, Refusal
from toantrinh.kernel.time import today
from toantrinh.people.queries import holders
from toantrinh.web.desk.forms import AssignmentForm
from toantrinh.web.desk.frame import frame
from toantrinh.web.gate.access import Visit, actor_of, officers

METHODS = {
    Method.ROUND_ROBIN: gettext_lazy("Lần lượt từng người"),
    Method.LOAD: gettext_lazy("Người đang giữ ít hồ sơ nhất"),
}


@dataclass(frozen=True)
class Line:
    """One rule as people read it."""

    id: UUID
    what: str
    places: str
    who: str
    method: str
    since: date
    until: date | None


@officers()
@require_http_methods(["GET", "HEAD", "POST"])
def rules(visit: Visit) -> HttpResponse:
    """The rules of the agency, and the form for the next one."""
    actor = actor_of(visit)
    if Role.LEADER not in actor.roles:
        raise NotAllowed("Chỉ lãnh đạo cơ quan đặt quy tắc phân công.")
    names = _specialists(actor)
    procedures, places = _procedures(actor), _places(actor)
    form = AssignmentForm(
        visit.POST if visit.method == "POST" else None,
        name="rule",
        officers=list(names.items()),
        procedures=list(procedures.items()),
        places=list(places.items()),
        methods=[(method.value, str(label)) for method, label in METHODS.items()],
    )
    status = 200
    if form.is_bound:
        status = _set(form, actor)
        if status == 200:
            messages.success(visit, _("Đã đặt quy tắc phân công."))
            return HttpResponseRedirect(reverse("desk:assignment"))
    found = assigning.rules_of(actor)
    context = {**frame(visit), "form": form, "lines": _lines(found, names, places)}
    return render(visit, "desk/assignment.html", context, status=status)


def _set(form: AssignmentForm, actor: Actor) -> int:
    """The status of trying; what was refused stands on the form."""
    if not form.is_valid():
        return Refusal.status
    given = form.cleaned_data
    try:
        assigning.set_rule(
            actor=actor,
            officers=[UUID(each) for each in given["officers"]],
            method=Method(given["method"]),
            since=given["since"],
            procedure=given.get("procedure", ""),
            places=given.get("places", []),
        )
    except Refusal as refusal:
        form.blame(refusal)
        return refusal.status
    return 200


@officers()
@require_POST
def end(visit: Visit, rule_id: UUID) -> HttpResponse:
    """Let a rule hold no longer from today on."""
    assigning.end_rule(rule_id, actor=actor_of(visit))
    messages.success(visit, _("Quy tắc không còn áp dụng từ hôm nay."))
    return HttpResponseRedirect(reverse("desk:assignment"))


def _specialists(actor: Actor) -> dict[str, str]:
    found = holders(seat_of(actor)[1], Role.SPECIALIST)
    return {str(each.officer_id): each.officer.full_name for each in found}


def _procedures(actor: Actor) -> dict[str, str]:
    """The procedures that the agency has at work; those that have rules come from their codes."""
    listing = desk_queries.listing_of(Pile.GOING, actor=actor)
    return dict(filtering.choices(listing).procedures)


def _places(actor: Actor) -> dict[str, str]:
    """The communes of the agency's unit; none where there is only one."""
    unit = agency_by_id(seat_of(actor)[1]).unit
    below = Unit.objects.filter(in_force(today()), parent_code=unit.code if unit else "-")
    return dict(below.order_by("name_sort").values_list("code", "name"))


def _lines(
    found: list[AssignmentRule], names: Mapping[str, str], places: Mapping[str, str]
) -> list[Line]:
    codes = [rule.procedure for rule in found if rule.procedure]
    titles = {each.code: each.plain_name for each in Procedure.objects.filter(code__in=codes)}
    return [
        Line(
            id=rule.pk,
            what=titles.get(rule.procedure, rule.procedure) or str(_("Mọi thủ tục")),
            places=", ".join(places.get(code, code) for code in rule.codes),
            who=", ".join(names.get(each, str(_("người đã chuyển đi"))) for each in rule.officers),
            method=str(METHODS[Method(rule.method)]),
            since=rule.valid_from,
            until=rule.valid_to,
        )
        for rule in found
    ]
