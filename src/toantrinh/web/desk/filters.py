"""Narrowing a pile: the page of choices, and the filters that officers keep."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from toantrinh.dossiers import desk_queries, filtering
from toantrinh.dossiers.filtering import Choices, Filter
from toantrinh.dossiers.lifecycle import Role
from toantrinh.dossiers.models import Channel
from toantrinh.dossiers.piles import Pile, lying
from toantrinh.dossiers.states import State
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Refusal
from toantrinh.web.desk import tabs
from toantrinh.web.desk.forms import Choices as Listed
from toantrinh.web.desk.forms import FilterForm
from toantrinh.web.desk.frame import frame
from toantrinh.web.desk.rows import BANDS
from toantrinh.web.gate.access import Visit, actor_of, officers

_CHANNELS = {
    Channel.ONLINE: gettext_lazy("Trực tuyến"),
    Channel.DIRECT: gettext_lazy("Trực tiếp"),
    Channel.POST: gettext_lazy("Bưu chính"),
}


@officers()
@require_http_methods(["GET", "HEAD", "POST"])
def choose(visit: Visit, tab: str) -> HttpResponse:
    """What a pile can be narrowed to; keeps it under a name when it is given one."""
    actor = actor_of(visit)
    pile = tabs.own_pile(tab, actor)
    given = visit.POST if visit.method == "POST" else visit.GET
    narrowed = Filter.read(given)
    form = _form(pile, actor, given if visit.method == "POST" else None, narrowed)
    status = 200
    if visit.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        if not name:
            return HttpResponseRedirect(url_of(pile, narrowed))
        try:
            filtering.save(name, narrowed, actor=actor, shared=form.cleaned_data["shared"])
        except Refusal as refusal:
            form.blame(refusal)
            status = refusal.status
        else:
            messages.success(visit, _("Đã lưu bộ lọc."))
            return HttpResponseRedirect(url_of(pile, narrowed))
    context = {
        **frame(visit, pile),
        "form": form,
        "label": tabs.label_of(pile),
        "back": url_of(pile, narrowed),
        "kept": [
            each
            for each in filtering.saved(actor)
            if each.officer_id == actor.id or Role.LEADER in actor.roles
        ],
        "tab": tab,
    }
    return render(visit, "desk/filter.html", context, status=status)


def _form(pile: Pile, actor: Actor, data: QueryDict | None, narrowed: Filter) -> FilterForm:
    listing = desk_queries.listing_of(pile, actor=actor)
    spelled = narrowed.spelled()
    listed = _listed(filtering.choices(listing), pile, actor)
    # What was chosen stays to choose, also when none of the first lines has it.
    for name, value in spelled.items():
        if value not in dict(listed.get(name, [])):
            listed[name] = [*listed.get(name, []), (value, value)]
    return FilterForm(data, name="loc", listed=listed, initial=spelled)


def _listed(found: Choices, pile: Pile, actor: Actor) -> dict[str, Listed]:
    states = lying(pile, actor).states
    listed: dict[str, Listed] = {
        "han": [(band.value, str(label)) for band, label in BANDS.items()],
        "thu-tuc": found.procedures,
        "buoc": [(state.value, State(state).label) for state in states] if len(states) > 1 else [],
        "kenh": [(channel.value, str(label)) for channel, label in _CHANNELS.items()],
        "can-bo": found.officers,
        "noi": found.places,
    }
    if Role.LEADER in actor.roles and pile in {Pile.GOING, Pile.CITIZEN, Pile.ENDED}:
        listed["co-quan"] = [("own", str(_("Chỉ cơ quan tôi")))]
    return listed


def url_of(pile: Pile, narrowed: Filter) -> str:
    """The pile, narrowed so."""
    spelled = narrowed.spelled()
    return f"{tabs.url_of(pile)}?{urlencode(spelled)}" if spelled else tabs.url_of(pile)


@officers()
@require_POST
def forget(visit: Visit, tab: str, filter_id: UUID) -> HttpResponse:
    """Remove a filter that was kept."""
    actor = actor_of(visit)
    pile = tabs.own_pile(tab, actor)
    filtering.forget(filter_id, actor=actor)
    messages.success(visit, _("Đã xóa bộ lọc."))
    return HttpResponseRedirect(tabs.url_of(pile))
