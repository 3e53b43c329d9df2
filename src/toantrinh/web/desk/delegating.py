"""Who signs or works in whose place at an agency: what its leader recorded, and the next one."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from toantrinh.catalogue.models import Procedure
from toantrinh.dossiers import delegating, desk_queries, filtering
from toantrinh.dossiers.lifecycle import TABLE, Role
from toantrinh.dossiers.perms import seat_of
from toantrinh.dossiers.piles import Pile
from toantrinh.dossiers.signing_models import Delegation, Form
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotAllowed, Refusal
from toantrinh.people.models import Officer
from toantrinh.people.queries import holders
from toantrinh.web.desk.forms import DelegationForm
from toantrinh.web.desk.frame import frame
from toantrinh.web.gate.access import Visit, actor_of, officers

FORMS = {
    Form.DEPUTY: gettext_lazy("Ký thay (KT.): cấp phó ký thay người đứng đầu"),
    Form.AUTHORITY: gettext_lazy("Thừa ủy quyền (TUQ.)"),
    Form.ORDER: gettext_lazy("Thừa lệnh (TL.)"),
    Form.COVER: gettext_lazy("Làm thay khi vắng mặt, không ký"),
}
_ROLES = ("leader", "specialist", "reception")


@dataclass(frozen=True)
class Line:
    """One delegation as people read it."""

    id: UUID
    form: str
    giver: str
    taker: str
    acts: str
    procedures: str
    basis: str
    since: date
    until: date


@officers()
@require_http_methods(["GET", "HEAD", "POST"])
def delegations(visit: Visit) -> HttpResponse:
    """What holds at the agency, and the form for the next one."""
    actor = actor_of(visit)
    if Role.LEADER not in actor.roles:
        raise NotAllowed("Chỉ lãnh đạo cơ quan giao người ký thay.")
    form = _form(visit.POST if visit.method == "POST" else None, actor)
    status = 200
    if form.is_bound:
        status = _record(form, actor)
        if status == 200:
            messages.success(visit, _("Đã ghi. Hết ngày cuối thì tự hết hiệu lực."))
            return HttpResponseRedirect(reverse("desk:delegations"))
    lines = [_line(one) for one in delegating.delegations(actor)]
    context = {**frame(visit), "form": form, "lines": lines}
    return render(visit, "desk/delegations.html", context, status=status)


@officers()
@require_POST
def end(visit: Visit, delegation_id: UUID) -> HttpResponse:
    """Let it hold no longer, at once."""
    delegating.end_delegation(delegation_id, actor=actor_of(visit))
    messages.success(visit, _("Đã thôi giao, có hiệu lực ngay."))
    return HttpResponseRedirect(reverse("desk:delegations"))


def _form(data: Any, actor: Actor) -> DelegationForm:
    _own, agency = seat_of(actor)
    people = {
        str(each.officer_id): f"{each.officer.full_name}, {each.post.title}"
        for role in _ROLES
        for each in holders(agency, role)
    }
    absent = {
        str(each.officer_id): each.officer.full_name for each in holders(agency, "specialist")
    }
    return DelegationForm(
        data,
        name="delegation",
        listed={
            "form": [(form.value, str(label)) for form, label in FORMS.items()],
            "giver": [("", "…"), *absent.items()],
            "taker": [("", "…"), *people.items()],
            "acts": list(_acts().items()),
            "procedures": filtering.choices(
                desk_queries.listing_of(Pile.GOING, actor=actor)
            ).procedures,
        },
    )


def _record(form: DelegationForm, actor: Actor) -> int:
    """The status of trying; what was refused stands on the form."""
    if not form.is_valid():
        return Refusal.status
    given = form.cleaned_data
    kind = Form(given["form"])
    giver = given["giver"] if kind == Form.COVER else actor.id
    try:
        if not giver:
            raise Refusal("Hãy chọn người vắng mặt.", field="giver")
        delegating.delegate(
            actor=actor,
            giver=Officer.objects.get(pk=giver),
            taker=Officer.objects.get(pk=given["taker"]),
            form=kind,
            basis=given["basis"],
            since=given["since"],
            until=given["until"],
            procedures=given.get("procedures", []),
            acts=given["acts"],
        )
    except Refusal as refusal:
        form.blame(refusal)
        return refusal.status
    return 200


def _acts() -> dict[str, str]:
    return {move.action: str(move.label) for move in TABLE if move.action in delegating.SIGNED}


def _line(one: Delegation) -> Line:
    codes = one.procedures.split(",") if one.procedures else []
    titles = Procedure.objects.filter(code__in=codes).values_list("plain_name", flat=True)
    labels = _acts()
    acts = [labels.get(act, act) for act in one.acts.split(",") if act]
    return Line(
        id=one.pk,
        form=str(FORMS[Form(one.form)]),
        giver=one.giver.full_name,
        taker=one.taker.full_name,
        acts="" if one.form == Form.COVER else ", ".join(acts) or _("Mọi việc phải ký"),
        procedures=", ".join(titles) or _("Mọi thủ tục"),
        basis=one.basis,
        since=one.valid_from,
        until=one.valid_to,
    )
