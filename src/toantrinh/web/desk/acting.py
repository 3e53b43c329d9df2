"""Doing an act: what the form says is done, or comes back as it was typed with the reason why."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from toantrinh.catalogue.general_form import with_form
from toantrinh.dossiers import desk_queries, perms
from toantrinh.dossiers.acting import lock
from toantrinh.dossiers.desk_queries import names_of
from toantrinh.dossiers.looking import log_look
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.piles import Pile
from toantrinh.dossiers.queries import find
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, NotAllowed, NotFound, Refusal
from toantrinh.people.confirming import NotConfirmed
from toantrinh.web.desk import acts, story, tabs
from toantrinh.web.desk.content import content_of
from toantrinh.web.desk.dossier import Tried, pile_from, show
from toantrinh.web.desk.forms import ActForm
from toantrinh.web.desk.frame import frame
from toantrinh.web.desk.kinds import Act, Setting
from toantrinh.web.desk.rows import address
from toantrinh.web.gate.access import Visit, actor_of, officers
from toantrinh.web.look.templatetags.look import brief


@officers()
@require_http_methods(["GET", "HEAD", "POST"])
def act(visit: Visit, code: str, slug: str) -> HttpResponseBase:
    """Do one act, or ask about it first."""
    actor = actor_of(visit)
    dossier = find(code, actor=actor)
    chosen = acts.act_by(slug)
    if chosen is None:
        raise NotFound("Không có việc này.")
    setting = Setting(dossier, actor, content_of(dossier, with_form(dossier.version.read)).answers)
    if visit.method != "POST":
        return _ask(visit, setting, chosen, chosen.make(setting, None))
    form = chosen.make(setting, visit.POST)
    form.files = visit.FILES
    if not form.is_valid():
        return _again(visit, setting, chosen, Tried(chosen.action, form))
    pile = pile_from(visit, dossier, actor) if visit.POST.get("muc") else None
    going_on = _next(pile, dossier, actor)
    try:
        if chosen.keep is not None:
            chosen.keep(dossier, actor, form)
        with transaction.atomic():
            unchanged(dossier, visit.POST.get("seen", ""), actor)
            done = chosen.run(dossier, actor, form)
    except NotConfirmed:
        # The entrance leads on: what was typed waits while the officer confirms.
        raise
    except (Conflict, NotAllowed) as refusal:
        told = tuple(meanwhile(dossier, visit.POST.get("seen", ""), actor))
        fresh = Setting(find(code, actor=actor), actor, setting.answers)
        return _again(visit, fresh, chosen, Tried(chosen.action, form, refusal, told))
    except Refusal as refusal:
        form.blame(refusal)
        return _again(visit, setting, chosen, Tried(chosen.action, form))
    _tell(visit, chosen, dossier)
    if not perms.sees(actor, done):
        # An answer was given, or another agency has it now.
        return HttpResponseRedirect(reverse("desk:home"))
    return HttpResponseRedirect(_onward(dossier, pile, going_on))


def _next(pile: Pile | None, dossier: Dossier, actor: Actor) -> str | None:
    """The code of the dossier to go on with in a pile."""
    if pile is None:
        return None
    return desk_queries.following(desk_queries.listing_of(pile, actor=actor), dossier)


def unchanged(dossier: Dossier, seen: str, actor: Actor) -> None:
    """Refuse to act on what others changed since the page was opened; holds the row meanwhile."""
    lock(dossier)
    if seen.isdecimal():
        desk_queries.check_unchanged(dossier, int(seen), actor=actor)


def meanwhile(dossier: Dossier, seen: str, actor: Actor, *, to_keep: bool = False) -> list[str]:
    """Who did what since the page was opened; `to_keep` names officers only, nobody who applied."""
    if not seen.isdecimal():
        return []
    events = desk_queries.changes_since(dossier, int(seen), but=actor)
    names = names_of([event.actor for event in events])
    if to_keep:
        applicant = _("Người nộp")
        names |= {name: applicant for name in names if name.startswith("person/")}
    return [
        _("%(who)s: %(what)s, lúc %(at)s.")
        % {
            "who": story.who(event.actor, names),
            "what": story.done(event),
            "at": brief(event.at),
        }
        for event in events
    ]


def _ask(
    visit: Visit, setting: Setting, chosen: Act, form: ActForm, status: int = 200
) -> HttpResponseBase:
    """The page that confirms an act; an act without one is done on the dossier's page."""
    dossier, label = setting.dossier, acts.label_of(chosen, setting)
    pile = pile_from(visit, dossier, setting.actor)
    back = address(dossier.code or "", pile)
    if not chosen.apart or not label:
        return HttpResponseRedirect(back)
    log_look(dossier, actor=setting.actor, page="desk/act", fields=["applicant", "standing"])
    context = {
        **frame(visit, pile),
        "dossier": dossier,
        "act": chosen,
        "label": label,
        "form": form,
        "pile": tabs.slug_of(pile) if pile else "",
        "back": back,
        "seen": visit.POST.get("seen") or dossier.head_seq,
    }
    return render(visit, "desk/act.html", context, status=status)


def _again(visit: Visit, setting: Setting, chosen: Act, tried: Tried) -> HttpResponseBase:
    """Back to where it was typed; after a conflict, to the dossier as it is now."""
    stale = tried.refusal is not None or not acts.label_of(chosen, setting)
    if chosen.apart and not stale:
        return _ask(visit, setting, chosen, tried.form, tried.status)
    return show(visit, setting.dossier, tried)


def _tell(visit: Visit, chosen: Act, dossier: Dossier) -> None:
    """Say what was done, with the way back; the code only, since this waits in the session."""
    code = dossier.code or ""
    link = format_html('<a href="{}">{}</a>', address(code, None), code)
    messages.success(visit, format_html(str(chosen.done) % {"code": "{}"}, link))


def _onward(dossier: Dossier, pile: Pile | None, going_on: str | None) -> str:
    """The next dossier of the pile, the pile when it is empty, else the same dossier."""
    if pile is None:
        return address(dossier.code or "", None)
    return address(going_on, pile) if going_on else tabs.url_of(pile)
