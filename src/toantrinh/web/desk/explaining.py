"""Data officers answer people who ask why an officer looked; leaders read what was a misuse."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from toantrinh.journal.actions import log_access
from toantrinh.journal.models import Access
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotAllowed, Refusal
from toantrinh.kernel.time import now
from toantrinh.people.models import Officer
from toantrinh.protection import actions, queries
from toantrinh.protection.looks import told
from toantrinh.protection.models import Explanation
from toantrinh.web.desk.forms import ActForm
from toantrinh.web.desk.frame import frame
from toantrinh.web.gate.access import Visit, actor_of, data_officers, officers

_EACH = 25
BASIS = "explanation"


class AnswerForm(ActForm):
    """What the person will read, and whether the look was one that nobody had a right to."""

    text = forms.CharField(
        label=gettext_lazy("Trả lời người hỏi"),
        help_text=gettext_lazy("Người hỏi đọc nguyên văn. Đã gửi thì không sửa được."),
        max_length=actions.LONGEST,
        widget=forms.Textarea({"rows": 6}),
    )
    misuse = forms.BooleanField(
        label=gettext_lazy("Lần xem này sai mục đích: báo lãnh đạo cơ quan"), required=False
    )


@data_officers()
@require_safe
def asked(visit: Visit) -> HttpResponse:
    """What waits for an answer, what is due first on top, then what was answered."""
    rows = queries.queue(actor_of(visit))
    return _list(visit, rows, _("Các yêu cầu giải trình"), "desk/explanations.html")


@data_officers()
@require_http_methods(["GET", "HEAD", "POST"])
def explanation(visit: Visit, explanation_id: UUID) -> HttpResponse:
    """One question with the facts of the look, and the answer."""
    actor = actor_of(visit)
    found = queries.find(explanation_id, actor=actor)
    form = AnswerForm(visit.POST if visit.method == "POST" else None, name="answer")
    status = 200
    if visit.method == "POST":
        try:
            if form.is_valid():
                actions.answer(found, actor=actor, **form.cleaned_data)
                messages.success(visit, _("Đã gửi câu trả lời."))
                return HttpResponseRedirect(reverse("desk:explanations"))
            status = 422
        except Refusal as refusal:
            form.blame(refusal)
            status = refusal.status
    _log([found], actor, "desk/explanation")
    return render(visit, "desk/explanation.html", _context(visit, found, form), status=status)


@data_officers()
@require_POST
def acknowledge(visit: Visit, explanation_id: UUID) -> HttpResponse:
    """Say that it was read."""
    found = queries.find(explanation_id, actor=actor_of(visit))
    actions.acknowledge(found, actor=actor_of(visit))
    messages.success(visit, _("Đã báo người hỏi là câu hỏi đang được xem xét."))
    return HttpResponseRedirect(reverse("desk:explanation", args=[found.pk]))


@officers()
@require_safe
def misuses(visit: Visit) -> HttpResponse:
    """Looks that were a misuse, for the leaders of the agency."""
    if "leader" not in actor_of(visit).roles:
        raise NotAllowed("Trang này dành cho lãnh đạo cơ quan.")
    rows = queries.misuses(actor_of(visit))
    return _list(visit, rows, _("Xem dữ liệu sai mục đích"), "desk/misuses.html")


def _list(visit: Visit, rows: Any, title: str, template: str) -> HttpResponse:
    paginator = Paginator(rows, _EACH)
    page = paginator.get_page(visit.GET.get("page"))
    shown = list(page.object_list)
    _log(shown, actor_of(visit), template.removesuffix(".html"))
    names = _names(each.access for each in shown)
    context = {
        **frame(visit),
        "title": title,
        "page": page,
        "numbers": list(paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)),
        "rows": [(each, names.get(each.access.actor, "")) for each in shown],
        "now": now(),
    }
    return render(visit, template, context)


def _context(visit: Visit, found: Explanation, form: AnswerForm) -> dict[str, object]:
    return {
        **frame(visit),
        "explanation": found,
        "look": told([found.access], found.person_id)[0],
        "officer": _names([found.access]).get(found.access.actor, ""),
        "own": found.access.actor == str(actor_of(visit)),
        "words": queries.words_of(found),
        "answer": queries.answer_of(found),
        "form": form,
        "now": now(),
    }


def _names(looks: Any) -> dict[str, str]:
    """The officers behind looks, whom only those who answer for data learn."""
    ids = [look.actor.removeprefix("officer/") for look in looks if isinstance(look, Access)]
    found = Officer.objects.filter(pk__in=ids).values_list("pk", "full_name")
    return {f"officer/{key}": name for key, name in found}


def _log(rows: list[Explanation], actor: Actor, page: str) -> None:
    """To answer for data is to look at it, too."""
    if rows:
        log_access(
            actor=actor,
            page=page,
            purpose=BASIS,
            basis=BASIS,
            persons=[row.person_id for row in rows],
            fields=["applicant", "explanation"],
        )
