"""Proposals: those to decide, one's own, those that ended; one with all that belongs to it."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from toantrinh.administration import actions, perms, queries
from toantrinh.administration.models import Decision, Proposal
from toantrinh.administration.sealing import change_of, remark_text, told_of
from toantrinh.administration.telling import story_of, title_of
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotFound, Refusal
from toantrinh.people.confirming import NotConfirmed
from toantrinh.web.admin.frame import show
from toantrinh.web.gate.access import Visit, actor_of, administrators
from toantrinh.web.look.forms import Questions

_SIZE = 25
_TONES = {
    "": "yours",
    Decision.CONFIRMED: "done",
    Decision.ALONE: "done",
    Decision.REJECTED: "still",
    Decision.WITHDRAWN: "still",
    Decision.EXPIRED: "still",
}


class ReasonForm(Questions):
    """Why a proposal is rejected."""

    reason = forms.CharField(
        label=gettext_lazy("Vì sao từ chối"),
        max_length=actions.LONGEST_REASON,
        widget=forms.Textarea({"rows": 3}),
    )


@dataclass(frozen=True)
class Row:
    """A proposal in a list."""

    url: str
    title: str
    what: str
    by: str
    at: object
    state: str
    tone: str


@administrators()
@require_safe
def index(visit: Visit) -> HttpResponse:
    """What waits for this administrator, their own, and the last that ended."""
    actor = actor_of(visit)
    groups = [
        (_("Chờ bạn quyết định"), _rows(queries.to_decide(actor))),
        (_("Bạn đã đề nghị, chưa ai quyết định"), _rows(queries.mine(actor))),
        (_("Đã xong gần đây"), _rows(queries.decided(actor))),
    ]
    return show(visit, "proposals", {"groups": groups})


@administrators()
@require_safe
def one(visit: Visit, proposal_id: UUID) -> HttpResponse:
    """One proposal: what it would do, who said what, and what can be done with it."""
    return _page(visit, queries.proposal(proposal_id, actor_of(visit)), ReasonForm())


@administrators()
@require_POST
def decide(visit: Visit, proposal_id: UUID, verb: str) -> HttpResponse:
    """Confirm, reject or withdraw."""
    actor = actor_of(visit)
    proposal = queries.proposal(proposal_id, actor)
    act = _VERBS.get(verb)
    if act is None:
        raise NotFound("Không có việc này.")
    form = ReasonForm(visit.POST if verb == "tu-choi" else None)
    if form.is_bound and not form.is_valid():
        return _page(visit, proposal, form, status=422)
    try:
        ended = act(proposal, actor, visit)
    except NotConfirmed:
        # The entrance leads on: what was decided waits while the administrator confirms.
        raise
    except Refusal as refusal:
        fresh = queries.proposal(proposal_id, actor)
        return _page(visit, fresh, form, refusal=refusal, status=refusal.status)
    messages.success(visit, f"{_state(ended)}.")
    return HttpResponseRedirect(reverse("admin:proposal", args=[proposal_id]))


_VERBS: dict[str, Callable[[Proposal, Actor, Visit], Proposal]] = {
    "xac-nhan": lambda proposal, actor, _visit: actions.confirm(proposal, actor=actor),
    "rut": lambda proposal, actor, _visit: actions.withdraw(proposal, actor=actor),
    "tu-choi": lambda proposal, actor, visit: actions.reject(
        proposal, actor=actor, reason=visit.POST.get("reason", "")
    ),
}


def _page(
    visit: Visit,
    proposal: Proposal,
    form: ReasonForm,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = actor_of(visit)
    context = {
        "proposal": proposal,
        "title": title_of(proposal),
        "state": _state(proposal),
        "tone": _TONES[proposal.decision],
        "lines": _lines(proposal),
        "remark": remark_text(proposal),
        "story": story_of(proposal),
        "form": form,
        "refusal": refusal,
        "may_decide": proposal.open and _may(perms.check_reject, actor, proposal),
        "may_withdraw": proposal.open and _may(perms.check_withdraw, actor, proposal),
    }
    return show(visit, "proposal", context, status=status)


def _may(check: Callable[[Actor, Proposal], None], actor: Actor, proposal: Proposal) -> bool:
    try:
        check(actor, proposal)
    except Refusal:
        return False
    return True


def _lines(proposal: Proposal) -> list[str]:
    """What it would do as things stand; once it ended, what was told when it was proposed."""
    if proposal.open:
        try:
            return [str(line) for line in change_of(proposal).preview()]
        except Refusal as refusal:
            return [*told_of(proposal), refusal.text()]
    return told_of(proposal)


def _rows(found: QuerySet[Proposal]) -> list[Row]:
    return [_row(proposal) for proposal in found[:_SIZE]]


def _row(proposal: Proposal) -> Row:
    return Row(
        url=reverse("admin:proposal", args=[proposal.pk]),
        title=title_of(proposal),
        what=next(iter(told_of(proposal)), ""),
        by=proposal.proposed_by.full_name,
        at=proposal.proposed_at,
        state=_state(proposal),
        tone=_TONES[proposal.decision],
    )


def _state(proposal: Proposal) -> str:
    if proposal.open:
        return _("Chờ quyết định")
    if proposal.decision in {Decision.CONFIRMED, Decision.ALONE} and not proposal.carried_out_at:
        return _("Không thực hiện được") if proposal.remark else _("Đang thực hiện")
    return str(_ENDED[Decision(proposal.decision)])


_ENDED = {
    Decision.CONFIRMED: gettext_lazy("Đã xác nhận và thực hiện"),
    Decision.ALONE: gettext_lazy("Đã thực hiện"),
    Decision.REJECTED: gettext_lazy("Đã bị từ chối"),
    Decision.WITHDRAWN: gettext_lazy("Đã rút"),
    Decision.EXPIRED: gettext_lazy("Quá hạn, không ai quyết định"),
}
