"""What was promised and how far it has come: all plans, one plan, one line with its reports."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from toantrinh.documents.uploads import UploadLimits, check_size
from toantrinh.kernel.errors import Refusal
from toantrinh.kernel.time import today
from toantrinh.programme import perms, queries
from toantrinh.programme.actions import LONGEST, LONGEST_LINK, counted, report
from toantrinh.programme.goals import read_number
from toantrinh.programme.models import Pillar, Plan, Report, Target
from toantrinh.programme.queries import Stand, Tally
from toantrinh.web.cockpit.frame import show
from toantrinh.web.cockpit.words import (
    CERTAINTIES,
    PILLARS,
    STANDINGS,
    goal_words,
    name_of,
    tag_words,
    value_words,
)
from toantrinh.web.desk.papers import sent_file
from toantrinh.web.gate.access import Visit, actor_of, officers
from toantrinh.web.look.forms import DayField, Questions

# How a list of lines is narrowed: by standing, pillar, group of slogans, agency in charge.
_STANDING, _PILLAR, _TAG, _OWNER = "tinh-trang", "tru-cot", "nhom", "chu-tri"


class NumberField(forms.CharField):
    """A number as people write it, `69,5` or `69.5`."""

    def clean(self, value: Any) -> Decimal | None:
        """The number, or a sentence."""
        typed = str(super().clean(value) or "").replace(".", ",")
        if not typed:
            return None
        try:
            return read_number(typed)
        except ValueError:
            raise ValidationError(gettext("Hãy ghi một số, ví dụ 69,5.")) from None


class ReportForm(Questions):
    """How far a line has come."""

    value = NumberField(label=_("Kết quả"), max_length=20)
    done = forms.ChoiceField(
        label=_("Đã xong chưa"),
        choices=[("yes", _("Đã xong")), ("no", _("Chưa xong"))],
        widget=forms.RadioSelect,
    )
    day = DayField(label=_("Số liệu đến ngày"))
    evidence = forms.CharField(
        label=_("Căn cứ"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Văn bản, trang, hệ thống nơi người khác đối chiếu được số này."),
    )

    link = forms.URLField(
        label=_("Địa chỉ trên mạng"),
        max_length=LONGEST_LINK,
        required=False,
        assume_scheme="https",
        help_text=_("Nơi đăng văn bản hoặc số liệu, nếu có."),
    )
    file = forms.FileField(
        label=_("Tệp kèm theo"), required=False, help_text=_("PDF, JPEG hoặc PNG, đến 10 MB.")
    )

    def __init__(self, target: Target, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, initial={"day": today()})
        del self.fields["done" if counted(target) else "value"]
        if counted(target) and target.unit:
            self.fields["value"].help_text = target.unit


@dataclass(frozen=True)
class Shown:
    """A line as a page shows it."""

    stand: Stand
    url: str
    name: str
    goal: str
    value: str
    state: str
    tone: str


@officers()
@require_safe
def plans(visit: Visit) -> HttpResponse:
    """All plans: how many of their lines are met, and how many are not and why."""
    actor = actor_of(visit)
    found = queries.stands(queries.plans(actor=actor))
    rows = [
        (name_of(plan), reverse("cockpit:plan", args=[plan.code]), plan, queries.tally(lines))
        for plan, lines in found.items()
    ]
    brings = bool(actor.roles & {perms.LEADER, perms.ADMINISTRATOR})
    return show(visit, "plans", {"rows": rows, "brings": brings})


@officers()
@require_safe
def plan(visit: Visit, code: str) -> HttpResponse:
    """One plan: the count, what holds back the rest, and its lines by pillar."""
    found = queries.find_plan(code, actor=actor_of(visit))
    lines = queries.stands([found])[found]
    kept = [line for line in lines if _fits(line, visit)]
    tags = sorted({tag for line in lines for tag in line.target.tags})
    context = {
        "plan": found,
        "name": name_of(found),
        "tally": queries.tally(lines),
        "held": _held(found, lines),
        "owners": _by_owner(found, lines),
        "groups": _by_pillar(found, kept),
        "tags": [(tag, tag_words(tag)) for tag in tags],
        "chosen": {key: visit.GET.get(key, "") for key in (_STANDING, _PILLAR, _TAG, _OWNER)},
        "quarters": _quarters(today()),
        "narrowed": len(kept) < len(lines),
    }
    return show(visit, "plan", context)


@officers()
@require_http_methods(["GET", "HEAD", "POST"])
def line(visit: Visit, code: str, number: str) -> HttpResponse:
    """One line: what is asked, by whom and by when, all that was reported; report more."""
    actor = actor_of(visit)
    found = queries.find_plan(code, actor=actor)
    target = queries.find_target(found, number)
    if visit.method == "POST":
        perms.check_report(actor, target)
    form = ReportForm(target, visit.POST or None, visit.FILES or None)
    if visit.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        if "done" in said:
            said["done"] = said["done"] == "yes"
        try:
            report(target, actor=actor, **{**said, "file": _bytes_of(said["file"])})
        except Refusal as refusal:
            form.blame(refusal)
        else:
            messages.success(visit, gettext("Đã ghi báo cáo."))
            return HttpResponseRedirect(reverse("cockpit:line", args=[code, number]))
    return _line(visit, found, target, form)


def _bytes_of(upload: "UploadedFile[bytes] | None") -> bytes | None:
    """What was sent along, its size looked at before it is read. Raises Refusal."""
    if upload is None:
        return None
    check_size(upload.size or 0, UploadLimits())
    content: bytes = upload.read()
    return content


@officers()
@require_safe
def proof(visit: Visit, code: str, number: str, report_number: int) -> HttpResponse:
    """The file that proves a report."""
    found = queries.find_plan(code, actor=actor_of(visit))
    file = queries.proof_of(queries.find_target(found, number), report_number)
    return sent_file(file, f"{code}-{number}-{report_number}")


def _line(visit: Visit, found: Plan, target: Target, form: ReportForm) -> HttpResponse:
    (stand,) = [
        each for each in queries.stands([found])[found] if each.target.number == target.number
    ]
    reports: list[tuple[Report, str]] = [
        (each, value_words(target, each)) for each in queries.reports_of(target)
    ]
    context = {
        "plan": found,
        "plan_name": name_of(found),
        "line": _shown(found, stand),
        "pillar": PILLARS[Pillar(target.pillar)],
        "certainty": CERTAINTIES[target.certainty],
        "reports": reports,
        "form": form if perms.may_report(actor_of(visit), target) else None,
    }
    return show(visit, "line", context, 422 if form.errors else 200)


def _quarters(day: date) -> list[tuple[str, str]]:
    """The quarter under way and the three before it, as addresses and people name them."""
    last = day.year * 4 + (day.month - 1) // 3
    return [
        (f"{each // 4}-{each % 4 + 1}", f"{each % 4 + 1}/{each // 4}")
        for each in range(last, last - 4, -1)
    ]


def _fits(line: Stand, visit: Visit) -> bool:
    asked = visit.GET
    return (
        asked.get(_STANDING, line.standing.value) in {"", line.standing.value}
        and asked.get(_PILLAR, "") in {"", line.target.pillar}
        and asked.get(_OWNER, "") in {"", line.target.owner_key}
        and (not asked.get(_TAG) or asked[_TAG] in line.target.tags)
    )


def _shown(found: Plan, line: Stand) -> Shown:
    label, tone, _why = STANDINGS[line.standing]
    return Shown(
        line,
        reverse("cockpit:line", args=[found.code, line.target.number]),
        name_of(line.target),
        goal_words(line.target),
        value_words(line.target, line.last),
        str(label),
        tone,
    )


def _held(found: Plan, lines: Iterable[Stand]) -> list[dict[str, object]]:
    """What holds back the lines that are not met, each with its words and the way to them."""
    here = reverse("cockpit:plan", args=[found.code])
    return [
        {
            "label": STANDINGS[standing][0],
            "why": STANDINGS[standing][2],
            "count": len(those),
            "url": f"{here}?{_STANDING}={standing.value}#lines",
        }
        for standing, those in queries.holding_back(lines).items()
    ]


def _by_owner(found: Plan, lines: Iterable[Stand]) -> list[tuple[str, str, Tally]]:
    """Agencies in charge with what they have to do, who has most to do first."""
    here = reverse("cockpit:plan", args=[found.code])
    by: dict[str, list[Stand]] = {}
    for each in lines:
        if each.owner is not None:
            by.setdefault(each.target.owner_key, []).append(each)
    rows = [
        (those[0].owner.name, f"{here}?{_OWNER}={key}#lines", queries.tally(those))
        for key, those in by.items()
        if those[0].owner is not None
    ]
    return sorted(rows, key=lambda row: (row[2].met - row[2].total, row[0]))


def _by_pillar(found: Plan, lines: Iterable[Stand]) -> list[tuple[str, list[Shown]]]:
    kept = list(lines)
    groups = [
        (str(label), [_shown(found, each) for each in kept if each.target.pillar == pillar])
        for pillar, label in PILLARS.items()
    ]
    return [(label, rows) for label, rows in groups if rows]
