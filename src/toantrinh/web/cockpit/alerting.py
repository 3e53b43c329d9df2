"""What rules found, as leaders read it, and taking note of it in words."""

from collections.abc import Sequence
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language, gettext, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from toantrinh.alerts import perms, queries
from toantrinh.alerts.actions import LONGEST, acknowledge
from toantrinh.alerts.models import Alert, Subject
from toantrinh.alerts.rules import Rule, rule_named
from toantrinh.kernel.errors import Refusal
from toantrinh.measures.measure import Measure, find
from toantrinh.measures.perms import place_of_committee
from toantrinh.measures.places import nation, place
from toantrinh.measures.values import Counts, value
from toantrinh.web.cockpit.frame import show
from toantrinh.web.cockpit.measure_words import month_said, titled, value_said
from toantrinh.web.cockpit.shown import spaced
from toantrinh.web.gate.access import Visit, actor_of, officers
from toantrinh.web.look.forms import Questions

_A_PAGE = 50


class WordsForm(Questions):
    """What is the cause, and what will be done."""

    words = forms.CharField(
        label=gettext_lazy("Nguyên nhân và việc sẽ làm"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


@officers()
@require_safe
def alerts(visit: Visit) -> HttpResponse:
    """Open alerts at one's own place and below; `?xem=da-ghi-nhan` for the others."""
    actor = actor_of(visit)
    noted = visit.GET.get("xem") == "da-ghi-nhan"
    rows = queries.acknowledged(actor) if noted else queries.open_alerts(actor)
    page = Paginator(rows, _A_PAGE).get_page(visit.GET.get("page"))
    context = {
        "rows": _rows(list(page)),
        "page": page,
        "numbers": page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
        "noted": noted,
    }
    return show(visit, "alerts", context)


@officers()
@require_http_methods(["GET", "HEAD", "POST"])
def alert(visit: Visit, alert_id: UUID) -> HttpResponse:
    """One alert with its numbers; a leader takes note of it."""
    actor = actor_of(visit)
    found = queries.find_alert(alert_id, actor=actor)
    open_ = found.acknowledged_at is None and perms.may_acknowledge(actor, found)
    form = WordsForm(visit.POST or None)
    if visit.method == "POST":
        perms.check_acknowledge(actor, found)
        if form.is_valid():
            try:
                acknowledge(found.pk, actor=actor, words=form.cleaned_data["words"])
            except Refusal as refusal:
                form.blame(refusal)
            else:
                messages.success(visit, gettext("Đã ghi nhận cảnh báo."))
                return HttpResponseRedirect(reverse("cockpit:alerts"))
    (row,) = _rows([found])
    context = {"row": row, "form": form if open_ else None}
    return show(visit, "alert", context, 422 if visit.method == "POST" else 200)


def _rows(found: Sequence[Alert]) -> list[dict[str, object]]:
    names = queries.names_of(found)
    return [_row(each, names[each.pk]) for each in found]


def _row(one: Alert, name: str) -> dict[str, object]:
    rule = rule_named(one.rule)
    measure = find(rule.measure)
    english = get_language() == "en"
    return {
        "alert": one,
        "name": rule.name_en if english else rule.name,
        "why": rule.why_en if english else rule.why,
        "about": name,
        "month": month_said(one.month),
        "measure": titled(measure),
        "told": _told(one, rule, measure),
        "url": reverse("cockpit:alert", args=[one.pk]),
        "opens": _way(one, measure),
    }


def _way(one: Alert, measure: Measure) -> str:
    """Where the number opens: the measure at the place, the agency, the procedure's dossiers."""
    month = f"?thang={one.month:%Y-%m}"
    if one.subject == Subject.PLACE:
        return reverse("cockpit:measure", args=[measure.key, place(one.code).code]) + month
    if one.subject == Subject.AGENCY:
        return reverse("cockpit:agency", args=[one.code]) + month
    here = nation() if one.agency.unit is None else place_of_committee(one.agency)
    if here is None:
        whose = f"&co-quan={one.agency_id}"
        return reverse("cockpit:bottleneck", args=[one.code]) + month + whose
    return reverse("cockpit:steps", args=[measure.key, here.code, one.code]) + month


def _told(one: Alert, rule: Rule, measure: Measure) -> str:
    """The numbers that were held against each other."""
    current = Counts(one.numerator, one.denominator)
    before = Counts(one.numerator_before, one.denominator_before)
    if rule.kind == "grows":
        parts = {"now": spaced(current.numerator), "then": spaced(before.numerator)}
        return _("%(now)s hồ sơ, cuối tháng trước %(then)s") % parts
    counted = _("%(part)s trong %(whole)s") % {
        "part": spaced(current.numerator),
        "whole": spaced(current.denominator),
    }
    if rule.kind == "exceeds":
        parts = {"now": value_said(measure, value(current)), "counted": counted}
        return _("%(now)s (%(counted)s)") % parts
    parts = {
        "now": value_said(measure, value(current)),
        "counted": counted,
        "then": value_said(measure, value(before)),
    }
    return _("%(now)s (%(counted)s), ba tháng trước %(then)s") % parts
