"""What a number was counted from: procedures, then the steps of one, then dossiers and events.

Nothing of a person is shown here. Whoever may read a dossier goes on to it at the desk.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from toantrinh.bottlenecks.stages import Named, in_order, steps_of
from toantrinh.bottlenecks.words import stage_name
from toantrinh.catalogue.part_words import value_word
from toantrinh.catalogue.queries import procedures_by_code
from toantrinh.dossiers.clock_words import office_time
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.perms import visible
from toantrinh.dossiers.queries import story
from toantrinh.dossiers.states import State
from toantrinh.government.queries import is_below
from toantrinh.lake.shapes import STEP
from toantrinh.measures import perms
from toantrinh.measures.asking import By
from toantrinh.measures.measure import Measure, find
from toantrinh.measures.near import AtStep, Behind, Near, mean
from toantrinh.measures.of_work import HANDS
from toantrinh.measures.period import Period
from toantrinh.measures.places import Place
from toantrinh.measures.standing import by_procedure, month_told
from toantrinh.measures.values import Counts, value
from toantrinh.web.cockpit import charts, shown
from toantrinh.web.cockpit.charts import Bar, Said
from toantrinh.web.cockpit.frame import show
from toantrinh.web.cockpit.measure_words import titled, value_said
from toantrinh.web.cockpit.measuring import MONTH, around, query_of, seen
from toantrinh.web.desk.story import what
from toantrinh.web.gate.access import Visit, actor_of, officers
from toantrinh.web.look.templatetags.look import span

_HANDS = {
    "desk": gettext_lazy("Bộ phận Một cửa"),
    "agency": gettext_lazy("Chờ phân công"),
    "officer": gettext_lazy("Cán bộ thụ lý"),
    "other": gettext_lazy("Cơ quan phối hợp"),
    "leader": gettext_lazy("Chờ ký"),
    "applicant": gettext_lazy("Chờ người dân"),
    "collect": gettext_lazy("Chờ nhận kết quả"),
}
_KINDS = {
    "person": gettext_lazy("Người nộp"),
    "organisation": gettext_lazy("Người nộp"),
    "officer": gettext_lazy("Cán bộ"),
    "system": gettext_lazy("Hệ thống"),
}
# What the national portal calls each code; of states that share one it is the first.
_STATUS = {state.code: state for state in reversed(State)}
_A_PAGE = 50
# The slowest of the nation lie far from each other: each is a place of the files to look at.
_DOSSIERS = 20
_STEP = "buoc"


@officers()
@require_safe
def behind(visit: Visit, key: str, code: str) -> HttpResponse:
    """The procedures behind a measure at a place in a month."""
    one, here, month = _asked(visit, key, code)
    # What all of the nation comes to by procedure is kept; a place's is read from the lake.
    whole = here.by is By.NATION
    told = by_procedure(one, month) if whole else Near(here, month).procedures(one)
    page = Paginator(told, _A_PAGE).get_page(visit.GET.get("page"))
    names = _names([procedure for procedure, _counts in page])
    rows = [_procedure(visit, one, here, procedure, names, counts) for procedure, counts in page]
    context = {
        **around(visit, here, month, "cockpit:behind", key),
        "measure": one,
        "name": titled(one),
        "rows": rows,
        "page": page,
        "numbers": page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
    }
    return show(visit, "behind", context)


@officers()
@require_safe
def steps(visit: Visit, key: str, code: str, procedure: str) -> HttpResponse:
    """The steps of one procedure at a place, and the dossiers that the number was counted from."""
    one, here, month = _asked(visit, key, code)
    step = visit.GET.get(_STEP, "")
    number = _page_number(visit)
    opened = Near(here, month, procedure).opened(one, longest_in=step)
    whole, dossiers = opened.dossiers(first=(number - 1) * _DOSSIERS, most=_DOSSIERS)
    cases, minutes = opened.steps()
    own = _own_steps(procedure, opened.own_steps(), step)
    page = Paginator(range(whole), _DOSSIERS).get_page(number)
    context = {
        **around(visit, here, month, "cockpit:behind", key),
        "measure": one,
        "name": titled(one),
        "procedure": _names([procedure]).get(procedure, procedure),
        "code": procedure,
        "cases": cases,
        "steps": _steps(minutes, cases, step),
        "chart": charts.inline(_chart(minutes, cases)) if cases else "",
        "own": own,
        "step": _HANDS.get(step) or next((each["name"] for each in own if each["chosen"]), ""),
        "dossiers": _dossiers(one, dossiers),
        "whole": whole,
        "page": page,
        "numbers": page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
    }
    return show(visit, "steps", context)


@officers()
@require_safe
def events(visit: Visit, dossier_id: UUID) -> HttpResponse:
    """The events of one dossier: codes, moments, in what capacity; nobody's name."""
    actor = actor_of(visit)
    own = perms.seat(actor)
    found = Dossier.objects.filter(pk=dossier_id).exclude(state=State.DRAFT)
    dossier = found.select_related("agency", "version__procedure").first()
    if dossier is None or dossier.agency is None:
        raise Http404
    if own.unit is not None and not is_below(dossier.agency, own):
        raise Http404
    rows = [
        {
            "what": what(event.action),
            "at": event.at,
            "by": _KINDS.get(event.actor.partition("/")[0], ""),
            "code": event.payload.get("status_code", ""),
            "state": _status(event.payload.get("status_code")),
            "hash": bytes(event.hash).hex()[:16],
        }
        for event in story(dossier)
    ]
    reads = Dossier.objects.filter(visible(actor), pk=dossier.pk).exists()
    url = reverse("desk:dossier", args=[dossier.code]) if reads and dossier.code else ""
    return show(visit, "events", {"dossier": dossier, "rows": rows, "url": url})


def _status(code: object) -> str:
    return _STATUS[code].label if isinstance(code, int) and code in _STATUS else ""


def _asked(visit: Visit, key: str, code: str) -> tuple[Measure, Place, Period]:
    one, here, month = find(key), seen(visit, code), month_told(visit.GET.get(MONTH, ""))
    if month is None or one.table != "cases":
        raise Http404
    return one, here, month


def _page_number(visit: Visit) -> int:
    asked = visit.GET.get("page", "1")
    return max(int(asked), 1) if asked.isdecimal() and len(asked) < 7 else 1


def _procedure(
    visit: Visit, one: Measure, here: Place, code: str, names: dict[str, str], counts: Counts
) -> dict[str, object]:
    made = value(counts)
    mean_only = one.is_spread and not counts.buckets
    return {
        "name": names.get(code, code) or _("Chưa rõ thủ tục"),
        "code": code,
        "url": reverse("cockpit:steps", args=[one.key, here.code, code]) + query_of(visit)
        if code
        else "",
        "value": _("trung bình %(value)s") % {"value": value_said(one, made)}
        if mean_only
        else value_said(one, made),
        "why": made.why_not,
        "numerator": None if one.is_spread else counts.numerator,
        "denominator": counts.rows,
    }


def _names(codes: Sequence[str]) -> dict[str, str]:
    return {code: found.name for code, found in procedures_by_code(codes).items()}


def _steps(minutes: dict[str, int], cases: int, chosen: str) -> list[dict[str, object]]:
    whole = sum(minutes.values())
    return [
        {
            "key": hand,
            "name": _HANDS[hand],
            "mean": _spanned(minutes[hand], cases),
            "share": minutes[hand] * 100 // whole if whole else 0,
            "chosen": hand == chosen,
        }
        for hand in HANDS
    ]


def _own_steps(procedure: str, found: Sequence[AtStep], chosen: str) -> list[dict[str, Any]]:
    """Rows of the steps of the version, in its order: mean minutes of those that came to each."""
    if not found:
        return []
    known, by_key = steps_of(procedure), {each.key: each for each in found}
    stages = in_order([f"{STEP}{key}" for key in by_key], known)
    return [_own_step(by_key[stage.removeprefix(STEP)], known, stage, chosen) for stage in stages]


def _own_step(told: AtStep, known: Mapping[str, Named], stage: str, chosen: str) -> dict[str, Any]:
    step = known.get(told.key)
    return {
        "key": stage,
        "name": stage_name(stage, known),
        "whose": value_word("post", step.post) if step else "",
        "share": office_time(step.minutes) if step else "–",
        "cases": told.cases,
        "waited": _spanned(told.waited, told.cases),
        "worked": _spanned(told.worked, told.cases),
        "applicant": _spanned(told.applicant, told.cases),
        "overran": told.overran,
        "chosen": stage == chosen,
    }


def _chart(minutes: dict[str, int], cases: int) -> Any:
    longest = max(HANDS, key=lambda hand: minutes[hand])
    rows = [
        Bar(str(_HANDS[hand]), mean(minutes[hand], cases), _spanned(minutes[hand], cases))
        for hand in HANDS
    ]
    text = _("Lâu nhất: %(step)s, trung bình %(time)s.") % {
        "step": _HANDS[longest],
        "time": _spanned(minutes[longest], cases),
    }
    return charts.bars(rows, Said("steps", _("Thời gian trung bình ở từng bước"), text))


def _spanned(minutes: int, cases: int) -> str:
    return span(timedelta(minutes=round(mean(minutes, cases))))


def _dossiers(one: Measure, found: Sequence[Behind]) -> list[dict[str, object]]:
    """Rows of dossiers; codes of those that are in this house, and the way to their events."""
    ids = [each.dossier for each in found]
    known = dict(Dossier.objects.filter(pk__in=ids).values_list("pk", "code"))
    codes = {str(pk): code for pk, code in known.items()}
    return [
        {
            "code": codes.get(each.dossier) or f"…{each.dossier[-8:]}",
            "url": reverse("cockpit:events", args=[each.dossier]) if each.dossier in codes else "",
            "counted": shown.spaced(each.numerator)
            if one.unit == "minutes"
            else (_("có") if each.numerator else _("không")),
            "behind": each,
            "longest": _HANDS[max(HANDS, key=lambda hand: each.minutes[hand])],
            "time": span(timedelta(minutes=max(each.minutes.values()))),
        }
        for each in found
    ]
