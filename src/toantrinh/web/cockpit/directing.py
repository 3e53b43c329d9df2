"""Work that leaders give to the agencies below: lists, a new one, and one with its steps."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from toantrinh.government.models import Agency
from toantrinh.government.queries import in_force
from toantrinh.kernel.errors import NotFound, Refusal
from toantrinh.kernel.time import today
from toantrinh.people.steps import LONGEST
from toantrinh.programme import directing, queries
from toantrinh.programme.models import Directive, Stage, Target
from toantrinh.web.cockpit.act_form import WordsForm
from toantrinh.web.cockpit.frame import show
from toantrinh.web.gate.access import Visit, actor_of, officers, posting_of
from toantrinh.web.look.forms import DayField, Questions

STAGES = {
    Stage.GIVEN: (_("Chờ nhận việc"), "near"),
    Stage.ACCEPTED: (_("Đang thực hiện"), "work"),
    Stage.REPORTED: (_("Chờ duyệt báo cáo"), "yours"),
    Stage.CLOSED: (_("Đã hoàn thành"), "done"),
    Stage.DECLINED: (_("Đã trả lại"), "still"),
}
ACTS = {
    "give": _("Giao việc"),
    "accept": _("Nhận việc"),
    "decline": _("Trả lại"),
    "report": _("Báo cáo kết quả"),
    "send_back": _("Yêu cầu làm tiếp"),
    "close": _("Công nhận hoàn thành"),
}
_LISTS = {
    "to_us": _("Giao cho cơ quan"),
    "from_us": _("Cơ quan đã giao"),
    "below": _("Giữa các cơ quan bên dưới"),
    "ended": _("Đã kết thúc"),
}
# The line of a plan that a new directive serves, as `plan:number`.
_SERVES = "vi"


class GiveForm(Questions):
    """Something to do, by whom and by when."""

    addressee = forms.ChoiceField(label=_("Giao cho"), required=False)
    further = forms.CharField(
        label=_("Hoặc một cơ quan ở xa hơn bên dưới"),
        help_text=_("Ghi tên hoặc mã, ví dụ tên một xã."),
        max_length=200,
        required=False,
    )
    title = forms.CharField(label=_("Việc cần làm"), max_length=300)
    words = forms.CharField(
        label=_("Nội dung và kết quả cần có"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    due = DayField(label=_("Thời hạn"))

    def __init__(self, above: Agency, data: Any = None) -> None:
        super().__init__(data)
        self.above = above
        below = Agency.objects.filter(in_force(today()), parent=above).order_by("name_sort")
        self.below = {each.key: each for each in below}
        choices = [("", "–"), *((key, each.name) for key, each in self.below.items())]
        asked = cast("forms.ChoiceField", self.fields["addressee"])
        asked.choices = choices

    def clean(self) -> dict[str, Any]:
        """One agency, chosen among those right below or named among all that are."""
        given = super().clean() or self.cleaned_data
        chosen, named = given.get("addressee"), given.pop("further", "")
        if bool(chosen) == bool(named):
            self.add_error("addressee", _("Hãy chọn một cơ quan, hoặc ghi tên một cơ quan."))
        elif chosen:
            given["addressee"] = self.below[chosen]
        else:
            try:
                given["addressee"] = directing.named_below(named, self.above)
            except Refusal as refused:
                self.add_error("further", refused.text())
        return given


@officers()
@require_safe
def index(visit: Visit) -> HttpResponse:
    """What was given to the agency and by it, late ones marked."""
    found = directing.lists(actor_of(visit))
    groups = [(_LISTS[key], [_row(each) for each in rows]) for key, rows in found.items() if rows]
    return show(visit, "directives", {"groups": groups})


@officers()
@require_http_methods(["GET", "HEAD", "POST"])
def give(visit: Visit) -> HttpResponse:
    """Give something to do; `?vi=plan:number` names the line of a plan that it serves."""
    actor = actor_of(visit)
    directing.visible(actor)
    target = _serves(visit)
    form = GiveForm(posting_of(visit).post.agency, visit.POST or None)
    if visit.method == "POST" and form.is_valid():
        try:
            made = directing.give(actor=actor, target=target, **form.cleaned_data)
        except Refusal as refusal:
            form.blame(refusal)
        else:
            messages.success(visit, gettext("Đã giao việc."))
            return HttpResponseRedirect(reverse("cockpit:directive", args=[made.pk]))
    return show(visit, "give", {"form": form, "target": target}, 422 if form.errors else 200)


@officers()
@require_http_methods(["GET", "HEAD", "POST"])
def one(visit: Visit, directive_id: UUID) -> HttpResponse:
    """One directive with its steps, and what may be done with it now."""
    actor = actor_of(visit)
    found = directing.find_directive(directive_id, actor=actor)
    moves = directing.may(found, actor=actor)
    asked = visit.POST.get("act", "")
    acts = [
        (
            move,
            WordsForm(move.act, needed=move.words, data=visit.POST if move.act == asked else None),
        )
        for move in moves
    ]
    if visit.method == "POST":
        move, form = next((pair for pair in acts if pair[0].act == asked), (None, None))
        if move is None or form is None:
            # Refused in words: somebody else was faster, or it is not theirs.
            directing.act(found, asked, actor=actor)
        elif form.is_valid():
            directing.act(found, move.act, actor=actor, words=form.cleaned_data["words"])
            messages.success(visit, str(ACTS[move.act]))
            return HttpResponseRedirect(visit.path)
    context = {
        "row": _row(found),
        "steps": [(ACTS[step.act], step, step.words) for step in directing.steps_of(found)],
        "acts": [(move.act, ACTS[move.act], form) for move, form in acts],
    }
    return show(visit, "directive", context, 422 if visit.method == "POST" else 200)


def _row(directive: Directive) -> dict[str, object]:
    late = directing.late(directive, today())
    label, tone = STAGES[Stage(directive.stage)]
    return {
        "directive": directive,
        "url": reverse("cockpit:directive", args=[directive.pk]),
        "state": _("Quá hạn") if late else label,
        "tone": "late" if late else tone,
    }


def _serves(visit: Visit) -> Target | None:
    code, _colon, number = visit.GET.get(_SERVES, "").partition(":")
    if not code:
        return None
    try:
        return queries.find_target(queries.find_plan(code, actor=actor_of(visit)), number)
    except NotFound:
        return None
