"""Where time goes in a procedure: findings first, then the stages as a picture and a table."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from toantrinh.bottlenecks import actions, queries
from toantrinh.bottlenecks.stages import Kind, Named, in_house, steps_of
from toantrinh.bottlenecks.words import hour_of, stage_name
from toantrinh.catalogue.models import Procedure
from toantrinh.catalogue.part_words import value_word
from toantrinh.catalogue.queries import find_procedure
from toantrinh.dossiers.clock_words import office_time
from toantrinh.government.models import Agency
from toantrinh.government.queries import agency_by_id
from toantrinh.kernel.errors import NotFound
from toantrinh.kernel.time import today
from toantrinh.lake.shapes import STEP
from toantrinh.web.cockpit.frame import show
from toantrinh.web.gate.access import Visit, actor_of, officers, posting_of

_KINDS = {
    Kind.WORK: gettext_lazy("cán bộ làm"),
    Kind.WAIT: gettext_lazy("chờ trong cơ quan"),
    Kind.APPLICANT: gettext_lazy("chờ người nộp"),
}
# Of the picture: a stage's height, and how wide the longest bar is.
_HIGH, _WIDE = 48, 312
_MONTHS = 6


@dataclass(frozen=True)
class Row:
    """A stage as picture and table show it; lengths and places are those of the picture."""

    stage: Mapping[str, Any]
    name: str
    kind: object
    median: int
    p90: int
    share: Fraction
    # How much of its time nobody worked; None where the applicant is waited for.
    waited: Fraction | None
    top: int
    short: int
    long: int
    peer: str
    gain: int


@officers()
@require_safe
def index(visit: Visit) -> HttpResponse:
    """The procedures of which something was found for a month, with most late dossiers first."""
    month = _month(visit)
    found = queries.kept_in(month, actor=actor_of(visit))
    names = dict(
        Procedure.objects.filter(code__in=[one.procedure for one in found]).values_list(
            "code", "name"
        )
    )
    rows = [
        {
            "url": _address(one.procedure, None, month),
            "name": names.get(one.procedure, one.procedure),
            "late": one.answer["due"] - one.answer["timely"],
            "due": one.answer["due"],
            "first": next((words for words, _told in queries.sentences(one.answer)), ""),
        }
        for one in found
    ]
    return show(visit, "bottlenecks", {"rows": rows, "month": month, "months": _months()})


@officers()
@require_http_methods(["GET", "HEAD", "POST"])
def one(visit: Visit, code: str) -> HttpResponse:
    """One procedure in a month, everywhere or at an agency; a press has it worked out."""
    actor, month, agency = actor_of(visit), _month(visit), _agency(visit)
    procedure = find_procedure(code)
    here = _address(code, agency, month)
    if visit.method == "POST":
        actions.ask(code, agency, month, actor=actor)
        messages.success(visit, _("Đang tính. Hãy mở lại trang này sau ít phút."))
        return HttpResponseRedirect(here)
    kept = queries.kept(code, agency, month, actor=actor)
    own = posting_of(visit).post.agency
    context: dict[str, Any] = {
        "procedure": procedure,
        "agency": agency,
        "month": month,
        "months": [(each, _address(code, agency, each)) for each in _months()],
        "own": (own, _address(code, own, month)) if agency is None else None,
        "everywhere": _address(code, None, month) if agency else "",
        "kept": kept,
    }
    if kept is not None:
        context |= _shown(visit, kept.answer, code, month)
    return show(visit, "bottleneck", context)


def _shown(visit: Visit, answer: Mapping[str, Any], code: str, month: date) -> dict[str, Any]:
    told = queries.sentences(dict(answer))
    dossiers = [each for _words, one in told for each in _list(one.get("dossiers"))]
    codes = queries.codes_of(dossiers, actor=actor_of(visit))
    agencies = answer["agencies"]
    peers = [one["peer"]["agency"] for one in answer["stages"] if one["peer"]]
    also = [each for _words, one in told for each in _list(one.get("also"))]
    names = queries.names_of([*peers, *also, *(one["agency"] for one in agencies)])
    steps = steps_of(code)
    # One alone is quicker than nobody.
    several = answer["agencies_in_all"] > 1
    rows = _rows(answer["stages"], names if several else {}, steps)
    return {
        "answer": answer,
        "findings": [
            (
                words,
                [(each, codes[each]) for each in _list(one.get("dossiers")) if each in codes],
                [names[each] for each in _list(one.get("also")) if each in names],
            )
            for words, one in told
        ],
        "rows": rows,
        "height": len(rows) * _HIGH,
        "rate": Fraction(answer["timely"], answer["due"]) if answer["due"] else None,
        "moves": [
            {
                "before": stage_name(one["from"], steps),
                "after": stage_name(one["to"], steps),
                "count": one["count"],
                "median": hour_of(one["median"]),
                "nine": hour_of(one["p90"]),
                "waited": _waited(one["to"], one),
            }
            for one in answer["hand_overs"]
        ],
        "agencies": [
            {
                "name": names.get(one["agency"], one["agency"]),
                "url": f"{_address(code, None, month)}&co-quan={one['agency']}",
                "rate": Fraction(one["timely"], one["due"]) if one["due"] else None,
                **one,
            }
            for one in agencies
        ],
    }


def _rows(
    stages: list[dict[str, Any]], names: Mapping[str, str], steps: Mapping[str, Named]
) -> list[Row]:
    total = sum(one["spread"]["minutes"] for one in stages) or 1
    longest = max((one["spread"]["p90"] + 60 for one in stages), default=1)
    return [
        Row(
            one,
            stage_name(one["key"], steps),
            _whose(one, steps),
            hour_of(one["spread"]["median"]),
            hour_of(one["spread"]["p90"]),
            Fraction(one["spread"]["minutes"], total),
            _waited(one["key"], one["spread"]),
            number * _HIGH,
            max((one["spread"]["median"] + 60) * _WIDE // longest, 2),
            max((one["spread"]["p90"] + 60) * _WIDE // longest, 2),
            names.get(one["peer"]["agency"], "") if one["peer"] else "",
            one["peer"]["replay"]["after"] - one["peer"]["replay"]["before"] if one["peer"] else 0,
        )
        for number, one in enumerate(stages)
    ]


def _whose(stage: Mapping[str, Any], steps: Mapping[str, Named]) -> object:
    """Of a step whose it is and its share of the time as the version writes it; else what it is."""
    kind = Kind(stage["kind"])
    if kind is not Kind.STEP:
        return _KINDS[kind]
    step = steps.get(stage["key"].removeprefix(STEP))
    if step is None:
        return ""
    return ", ".join((value_word("post", step.post), office_time(step.minutes)))


def _waited(stage: str, spread: Mapping[str, int]) -> Fraction | None:
    if not in_house(stage) or not spread["minutes"]:
        return None
    return Fraction(spread["minutes"] - spread["worked"], spread["minutes"])


def _list(told: object) -> list[str]:
    return list(told) if isinstance(told, list) else []


def _address(code: str, agency: Agency | None, month: date) -> str:
    whose = f"&co-quan={agency.pk}" if agency else ""
    return f"{reverse('cockpit:bottleneck', args=[code])}?thang={month:%Y-%m}{whose}"


def _month(visit: Visit) -> date:
    """The month that is asked for, the last one that is over without a word."""
    with suppress(ValueError):
        return date.fromisoformat(f"{visit.GET.get('thang', '')}-01")
    return queries.last_month(today())


def _months() -> list[date]:
    found = [today().replace(day=1)]
    while len(found) < _MONTHS:
        found.append(queries.last_month(found[-1]))
    return found


def _agency(visit: Visit) -> Agency | None:
    asked = visit.GET.get("co-quan", "")
    if not asked:
        return None
    try:
        return agency_by_id(UUID(asked))
    except (ValueError, NotFound):
        raise Http404 from None
