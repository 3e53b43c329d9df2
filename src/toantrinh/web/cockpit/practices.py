"""Good practice: by measure with proven gain first, one with all who work so, and a new one."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from toantrinh.kernel.errors import NotFound, Refusal
from toantrinh.kernel.time import today
from toantrinh.measures.measure import Measure, find, measures
from toantrinh.people.steps import LONGEST
from toantrinh.practice import actions, perms, queries
from toantrinh.practice.models import Stage
from toantrinh.practice.queries import Entry, Told
from toantrinh.web.cockpit.act_form import WordsForm
from toantrinh.web.cockpit.frame import show
from toantrinh.web.cockpit.practice_words import (
    ACTS,
    STAGES,
    gain_words,
    measure_name,
    months_words,
    value_words,
)
from toantrinh.web.gate.access import Visit, actor_of, officers
from toantrinh.web.look.forms import DayField, Questions

_WAITING = {
    "decide": _("Chờ cơ quan bạn duyệt"),
    "own": _("Cơ quan bạn viết, chưa công bố"),
}


class WriteForm(Questions):
    """What an agency did; measure and day only while it is new."""

    title = forms.CharField(label=_("Cách làm"), max_length=300)
    words = forms.CharField(
        label=_("Đã làm gì, làm thế nào"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Kể sao cho nơi khác làm theo được. Số trước và sau do hệ thống tính."),
    )
    measure = forms.ChoiceField(label=_("Chỉ số cho thấy kết quả"))
    since = DayField(label=_("Làm từ ngày"))

    def __init__(self, offered: list[Measure] | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if offered is None:
            del self.fields["measure"], self.fields["since"]
            return
        named = [("", "–"), *((each.key, measure_name(each)) for each in offered)]
        cast("forms.ChoiceField", self.fields["measure"]).choices = named


class AdoptForm(Questions):
    """Since when an agency works so."""

    since = DayField(label=_("Cơ quan làm theo từ ngày"))


@officers()
@require_safe
def index(visit: Visit) -> HttpResponse:
    """What is published by measure, what is proven first; above it what waits for the officer."""
    actor, day = actor_of(visit), today()
    found = queries.by_measure(day, actor=actor)
    waits = queries.waiting(day, actor=actor)
    groups = [
        (measure, measure_name(measure), [_row(entry, measure) for entry in entries])
        for measure, entries in found
    ]
    context = {
        "groups": groups,
        "proven": sum(each.proven > 0 for _measure, entries in found for each in entries),
        "total": sum(len(entries) for _measure, entries in found),
        "waits": [(_WAITING[key], [_row(each) for each in those]) for key, those in waits.items()],
        "leads": perms.LEADER in actor.roles,
    }
    return show(visit, "practices", context)


@officers()
@require_http_methods(["GET", "HEAD", "POST"])
def write(visit: Visit) -> HttpResponse:
    """Write down what the agency did, for the agency above to approve."""
    actor = actor_of(visit)
    offered = actions.measures_for(perms.led(actor), measures())
    form = WriteForm(offered, visit.POST or None)
    if visit.method == "POST" and form.is_valid():
        try:
            made = actions.propose(actor=actor, **form.cleaned_data)
        except Refusal as refused:
            form.blame(refused)
        else:
            messages.success(visit, gettext("Đã gửi cơ quan cấp trên duyệt."))
            return HttpResponseRedirect(reverse("cockpit:practice", args=[made.pk]))
    return show(visit, "practice_form", {"form": form}, 422 if form.errors else 200)


@officers()
@require_http_methods(["GET", "HEAD", "POST"])
def rewrite(visit: Visit, practice_id: UUID) -> HttpResponse:
    """Write anew what was sent back."""
    actor = actor_of(visit)
    practice = queries.find_practice(practice_id, today(), actor=actor).practice
    perms.check_own(actor, practice)
    form = WriteForm(
        None, visit.POST or None, initial={"title": practice.title, "words": practice.words}
    )
    if visit.method == "POST" and form.is_valid():
        try:
            actions.revise(practice, actor=actor, **form.cleaned_data)
        except Refusal as refused:
            form.blame(refused)
        else:
            messages.success(visit, gettext("Đã gửi cơ quan cấp trên duyệt."))
            return HttpResponseRedirect(reverse("cockpit:practice", args=[practice.pk]))
    context = {"form": form, "practice": practice}
    return show(visit, "practice_form", context, 422 if form.errors else 200)


@officers()
@require_http_methods(["GET", "HEAD", "POST"])
def one(visit: Visit, practice_id: UUID) -> HttpResponse:
    """One practice with every place that works so, and what may be done with it now."""
    actor = actor_of(visit)
    entry = queries.find_practice(practice_id, today(), actor=actor)
    asked = visit.POST.get("act", "")
    moves = [
        (move.act, WordsForm(move.act, needed=move.words, data=_if(visit, move.act == asked)))
        for move in actions.may(entry.practice, actor=actor)
    ]
    adopting = AdoptForm(_if(visit, asked == "adopt"), initial={"since": today()})
    if visit.method == "POST" and _done(visit, entry, asked, dict(moves), adopting):
        return HttpResponseRedirect(visit.path)
    measure = _measure(entry)
    adopts = (
        entry.practice.stage == Stage.PUBLISHED
        and perms.LEADER in actor.roles
        and not queries.uses(entry, actor=actor)
    )
    context = {
        "row": _row(entry, measure),
        "measure": measure,
        "measure_name": measure_name(measure) if measure else entry.practice.measure,
        "uses": [_use(told, measure) for told in (entry.own, *entry.others)],
        # What was proposed stands above.
        "steps": [
            (ACTS[step.act], step, "" if step.act == "propose" else step.words)
            for step in queries.steps_of(entry.practice)
        ],
        "acts": [(act, ACTS[act], form) for act, form in moves],
        "adopting": adopting if adopts else None,
        "rewrites": entry.practice.stage == Stage.RETURNED
        and perms.leads_own(actor, entry.practice),
    }
    return show(visit, "practice", context, 422 if visit.method == "POST" else 200)


def _if(visit: Visit, asked: bool) -> Any:
    return visit.POST if visit.method == "POST" and asked else None


def _done(
    visit: Visit, entry: Entry, asked: str, moves: dict[str, WordsForm], adopting: AdoptForm
) -> bool:
    """Do what was asked; False where its form is not right."""
    actor, practice = actor_of(visit), entry.practice
    if asked == "adopt":
        if not adopting.is_valid():
            return False
        try:
            actions.adopt(practice, actor=actor, since=adopting.cleaned_data["since"])
        except Refusal as refused:
            adopting.blame(refused)
            return False
        messages.success(visit, gettext("Đã ghi: cơ quan làm theo cách này."))
        return True
    form = moves.get(asked)
    if form is None:
        # Refused in words: somebody else was faster, or it is not theirs.
        actions.act(practice, asked, actor=actor)
        return True
    if not form.is_valid():
        return False
    actions.act(practice, asked, actor=actor, words=form.cleaned_data["words"])
    messages.success(visit, str(ACTS[asked]))
    return True


def _measure(entry: Entry) -> Measure | None:
    try:
        return find(entry.practice.measure)
    except NotFound:
        return None


def _row(entry: Entry, measure: Measure | None = None) -> dict[str, object]:
    label, tone = STAGES[Stage(entry.practice.stage)]
    return {
        "practice": entry.practice,
        "url": reverse("cockpit:practice", args=[entry.practice.pk]),
        "stage": label,
        "stage_tone": tone,
        "own": _use(entry.own, measure or _measure(entry)),
        "others": len(entry.others),
        "proven": entry.proven,
    }


def _use(told: Told, measure: Measure | None) -> dict[str, object]:
    """A place that works so, in words."""
    gain = told.gain
    tone = "still" if gain is None else ("done" if gain.proven else "work")
    return {
        "told": told,
        "place": told.use.agency.unit.name if told.use.agency.unit else "",
        "change": gain_words(measure, told) if measure else "",
        "tone": tone if gain is None or gain.value >= 0 else "near",
        "before": value_words(measure, told.before) if measure else "–",
        "after": value_words(measure, told.after) if measure else "–",
        "months": (months_words(told.spells.before), months_words(told.spells.after)),
    }
