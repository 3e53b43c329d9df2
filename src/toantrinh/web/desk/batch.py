"""Many dossiers at once: the rows that were ticked, one act, and what became of each."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from toantrinh.dossiers import batches
from toantrinh.dossiers.batches import Picked
from toantrinh.dossiers.desk_models import BatchItem
from toantrinh.dossiers.lifecycle import TABLE, Role
from toantrinh.dossiers.looking import log_list
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.piles import Pile
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, NotAllowed, NotFound, Refusal
from toantrinh.kernel.ids import new_id
from toantrinh.people.confirming import NotConfirmed
from toantrinh.people.queries import holders
from toantrinh.web.desk import acts, tabs
from toantrinh.web.desk.acting import meanwhile, unchanged
from toantrinh.web.desk.frame import frame
from toantrinh.web.desk.kinds import Act, Setting
from toantrinh.web.desk.rows import address
from toantrinh.web.gate.access import Visit, actor_of, officers

# What can be done with many alike: nothing that has to be said for each.
_ACTS = {
    Pile.RECEIVE: ("accept",),
    Pile.ASSIGN: ("assign",),
    Pile.MINE: ("propose", "assign"),
    Pile.COVERED: ("propose",),
    Pile.SIGN: ("approve",),
    Pile.RETURN: ("return_result",),
    # Whoever leads hands on the work of a colleague who is away.
    Pile.GOING: ("assign",),
}
_ROLES = {Pile.GOING: Role.LEADER}


@dataclass(frozen=True)
class Offer:
    """What can be done with the rows of a pile, and the id of the batch that it would be."""

    id: UUID
    acts: list[tuple[Act, str]]
    # To whom they can be assigned, as id and name.
    candidates: list[tuple[str, str]]


def offer(pile: Pile, actor: Actor) -> Offer | None:
    """What a pile offers for many; None where nothing."""
    names = _names(pile, actor)
    found = [(act, _label(act)) for act in acts.ACTS if act.action in names]
    if not found:
        return None
    candidates = _specialists(actor) if "assign" in names else []
    return Offer(new_id(), found, candidates)


def _names(pile: Pile, actor: Actor) -> tuple[str, ...]:
    """The acts that an officer may do with many of a pile."""
    role = _ROLES.get(pile)
    return _ACTS.get(pile, ()) if role is None or role in actor.roles else ()


def _label(act: Act) -> str:
    return next(str(move.label) for move in TABLE if move.action == act.action)


def _specialists(actor: Actor) -> list[tuple[str, str]]:
    if actor.agency_id is None:
        return []
    found = holders(actor.agency_id, "specialist")
    names = {str(each.officer_id): each.officer.full_name for each in found}
    # Oneself first: taking is what is done most.
    return sorted(names.items(), key=lambda choice: choice[0] != str(actor.id))


@officers()
@require_POST
def carry_out(visit: Visit, tab: str) -> HttpResponse:
    """Do one act for all rows that were ticked, then lead to the report."""
    actor = actor_of(visit)
    pile = tabs.own_pile(tab, actor)
    chosen = acts.act_by(visit.POST.get("viec", ""))
    if chosen is None or chosen.action not in _names(pile, actor):
        raise NotFound("Không có việc này.")
    picked = [_picked(value) for value in visit.POST.getlist("chon")]
    try:
        batch_id = UUID(visit.POST.get("lo", ""))
    except ValueError:
        batch_id = new_id()
    act = _act_of(chosen, visit, actor)
    try:
        batch = batches.carry_out(batch_id, chosen.action, picked, act, actor=actor)
    except NotConfirmed:
        raise
    except Refusal as refusal:
        messages.error(visit, refusal.text())
        return HttpResponseRedirect(tabs.url_of(pile))
    return HttpResponseRedirect(f"{reverse('desk:batch', args=[batch.pk])}?muc={tab}")


def _picked(value: str) -> Picked:
    """A ticked row says its code, and the event that it showed."""
    code, _sign, seen = value.partition("~")
    return Picked(code, seen)


def _act_of(chosen: Act, visit: Visit, actor: Actor) -> Callable[[Dossier, Picked], object]:
    def once(dossier: Dossier, picked: Picked) -> object:
        unchanged(dossier, picked.seen, actor)
        form = chosen.make(Setting(dossier, actor, {}), visit.POST)
        if not form.is_valid():
            raise Refusal(next(str(error) for errors in form.errors.values() for error in errors))
        return chosen.run(dossier, actor, form)

    def act(dossier: Dossier, picked: Picked) -> object:
        try:
            return once(dossier, picked)
        except NotConfirmed:
            raise
        except (Conflict, NotAllowed) as refusal:
            told = meanwhile(dossier, picked.seen, actor, to_keep=True)
            words = " ".join([refusal.text(), *told])
            raise Conflict(words) from refusal

    return act


@officers()
@require_safe
def report(visit: Visit, batch_id: UUID) -> HttpResponse:
    """What became of each dossier, those that were refused first."""
    actor = actor_of(visit)
    batch = batches.batch_of(batch_id, actor=actor)
    pile = tabs.pile_by(visit.GET.get("muc", ""))
    items = batches.items_of(batch)
    seen = [item.dossier for item in items if item.dossier]
    log_list(seen, actor=actor, page="desk/batch", fields=["applicant", "standing"])
    chosen = next((act for act in acts.ACTS if act.action == batch.action), None)
    label = _label(chosen) if chosen else batch.action
    done = sum(item.done is True for item in items)
    context = {
        **frame(visit),
        "title": _("%(act)s: xong %(done)s trên %(all)s hồ sơ")
        % {"act": label, "done": done, "all": len(items)},
        "at": batch.at,
        "failed": [_line(item) for item in items if item.done is False],
        "pending": [_line(item) for item in items if item.done is None],
        "done": [_line(item) for item in items if item.done],
        "back": tabs.url_of(pile) if pile else reverse("desk:home"),
        "back_label": tabs.label_of(pile) if pile else "",
    }
    return render(visit, "desk/batch.html", context)


@dataclass(frozen=True)
class Line:
    """One dossier of the report."""

    code: str
    url: str
    name: str
    why: str


def _line(item: BatchItem) -> Line:
    dossier = item.dossier
    url = address(item.code, None) if dossier else ""
    return Line(item.code, url, dossier.applicant_name if dossier else "", item.refusal)
