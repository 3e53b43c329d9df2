"""The register of digital systems: the list, one with its history, entering, changing, tables."""

from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from toantrinh.catalogue.spreadsheet import LARGEST
from toantrinh.documents import sheets
from toantrinh.government.models import Agency
from toantrinh.government.queries import agency_by_id, posts_of
from toantrinh.inventory import perms, queries
from toantrinh.inventory.actions import bring, change, register
from toantrinh.inventory.content import said_of
from toantrinh.inventory.layers import layers
from toantrinh.inventory.models import LEVELS, System
from toantrinh.inventory.queries import Asked
from toantrinh.inventory.sheet import as_csv, read_systems, table
from toantrinh.inventory.states import State, is_unapproved, state_of
from toantrinh.kernel.errors import Invalid, Refusal
from toantrinh.kernel.time import today
from toantrinh.web.cockpit.frame import show
from toantrinh.web.cockpit.system_forms import SystemForm, TableForm
from toantrinh.web.cockpit.system_words import (
    FIELDS,
    HOSTINGS,
    KINDS,
    STATES,
    layer_name,
    post_title,
    value_words,
)
from toantrinh.web.gate.access import Visit, actor_of, officers, posting_of
from toantrinh.web.look.attached import attached

_PAGE = 50
_OWNER, _STATE, _LEVEL, _LAYER = "co-quan", "tinh-trang", "cap-do", "lop"
_PROCEDURE, _UNAPPROVED, _FILE = "thu-tuc", "chua-phe-duyet", "tep"


@officers()
@require_safe
def index(visit: Visit) -> HttpResponse:
    """The systems of the agency and of those below, as asked; `?tep=xlsx` or `csv` as a table."""
    actor, day, asked = actor_of(visit), today(), _asked(visit)
    found = queries.systems(asked, day, actor=actor)
    if kind := visit.GET.get(_FILE):
        heads, rows = table(list(found), day)
        if kind == "csv":
            return attached(as_csv(heads, rows), "he-thong.csv", "text/csv; charset=utf-8")
        return attached(sheets.sheet("He thong", heads, rows), "he-thong.xlsx", sheets.MEDIA_TYPE)
    counted = queries.count(found, day)
    page = Paginator(found, _PAGE).get_page(visit.GET.get("page"))
    context = {
        "count": counted,
        "states": [
            (state.value, STATES[state][0], number)
            for state, number in counted.by.items()
            if number
        ],
        "page": page,
        "numbers": page.paginator.get_elided_page_range(page.number),
        "rows": [_row(each) for each in page],
        "filters": _filters(visit),
        "asked": asked,
        "narrowed": asked != Asked(),
        "files": [(name, _with(visit, name.lower())) for name in ("XLSX", "CSV")],
        "writes": perms.may_write(actor, agency_by_id(posting_of(visit).post.agency_id)),
    }
    return show(visit, "systems", context)


@officers()
@require_safe
def one(visit: Visit, system_id: UUID) -> HttpResponse:
    """One system: what is said of it, what it costs, and each change with before and after."""
    system = queries.find_system(system_id, actor=actor_of(visit))
    said = said_of(system)
    changes = [
        (
            each,
            [(FIELDS[key], value_words(key, a), value_words(key, b)) for key, a, b in each.fields],
        )
        for each in queries.history(system)
    ]
    context = {
        "row": _row(system),
        "kind": KINDS[said.kind],
        "hosting": HOSTINGS[said.hosting],
        "layer": layer_name(said.layer),
        "layer_source": layers()[said.layer].source,
        "post": post_title(perms.keeper(system.owner), said.contact_post),
        "costs": sorted(said.costs.items()),
        "changes": changes,
        "writes": perms.may_write(actor_of(visit), system.owner),
    }
    return show(visit, "system", context)


@officers()
@require_http_methods(["GET", "HEAD", "POST"])
def enter(visit: Visit) -> HttpResponse:
    """Enter a system of the agency for which the officer acts."""
    owner = agency_by_id(posting_of(visit).post.agency_id)
    perms.check_writes(actor_of(visit), owner)
    form = SystemForm(owner, None, visit.POST or None)
    if visit.method == "POST" and form.is_valid():
        try:
            made = register(
                form.cleaned_data["code"], form.said(), actor=actor_of(visit), owner=owner
            )
        except Refusal as refused:
            form.blame(refused)
        else:
            messages.success(visit, _("Đã ghi hệ thống vào danh mục."))
            return HttpResponseRedirect(reverse("cockpit:system", args=[made.pk]))
    return _form(visit, form, None)


@officers()
@require_http_methods(["GET", "HEAD", "POST"])
def alter(visit: Visit, system_id: UUID) -> HttpResponse:
    """Say anew what a system of the agency is."""
    actor = actor_of(visit)
    system = queries.find_system(system_id, actor=actor)
    perms.check_writes(actor, system.owner)
    form = SystemForm(perms.keeper(system.owner), system, visit.POST or None)
    if visit.method == "POST" and form.is_valid():
        try:
            change(system, form.said(), actor=actor, seen=form.cleaned_data["seen"])
        except Refusal as refused:
            form.blame(refused)
        else:
            messages.success(visit, _("Đã ghi thay đổi."))
            return HttpResponseRedirect(reverse("cockpit:system", args=[system.pk]))
    return _form(visit, form, system)


@officers()
@require_http_methods(["GET", "HEAD", "POST"])
def take_in(visit: Visit) -> HttpResponse:
    """Take in the agency's table, all of it or nothing."""
    owner = agency_by_id(posting_of(visit).post.agency_id)
    perms.check_writes(actor_of(visit), owner)
    form = TableForm(visit.POST or None, visit.FILES or None)
    if visit.method == "POST" and form.is_valid():
        try:
            _take_in(visit, form, owner)
        except Invalid as refused:
            for problem in refused.problems:
                form.add_error("file", f"{problem.where}: {problem.text()}")
        else:
            return HttpResponseRedirect(reverse("cockpit:systems"))
    posts = [(post.code, post.title) for post in posts_of(owner)]
    context = {"form": form, "posts": posts, "layers": [layer_name(key) for key in layers()]}
    return show(visit, "bring_systems", context, 422 if form.errors else 200)


def _take_in(visit: Visit, form: TableForm, owner: Agency) -> None:
    file: UploadedFile[bytes] = form.cleaned_data["file"]
    taken = read_systems(file.read(LARGEST + 1), Path(str(file.name)).name)
    fresh, changed = bring(taken.lines, actor=actor_of(visit), owner=owner)
    said = _("Đã nhận bảng: %(fresh)s hệ thống mới, %(changed)s thay đổi.")
    messages.success(visit, said % {"fresh": fresh, "changed": changed})
    for each in taken.warnings:
        messages.warning(visit, f"{each.where}: {each.text()}")


def _form(visit: Visit, form: SystemForm, system: System | None) -> HttpResponse:
    context = {"form": form, "system": system}
    return show(visit, "system_form", context, 422 if form.errors else 200)


def _row(system: System) -> dict[str, Any]:
    day = today()
    label, tone = STATES[state_of(system, day)]
    cost = next((each for each in system.costs.all() if each.year == day.year), None)
    return {
        "system": system,
        "url": reverse("cockpit:system", args=[system.pk]),
        "state": label,
        "tone": tone,
        "layer": layer_name(system.layer),
        "cost": None if cost is None else cost.build + cost.run,
        "unapproved": is_unapproved(system, system.level_approved, day),
    }


def _asked(visit: Visit) -> Asked:
    """What the address asks for; a word that means nothing narrows nothing."""
    said = visit.GET
    state, level = said.get(_STATE, ""), said.get(_LEVEL, "")
    return Asked(
        owner=said.get(_OWNER, ""),
        state=State(state) if state in set(State) else None,
        level=int(level) if level in {str(each) for each in LEVELS} else None,
        layer=said.get(_LAYER, ""),
        procedure=said.get(_PROCEDURE, "").strip(),
        unapproved=said.get(_UNAPPROVED) == "1",
    )


def _filters(visit: Visit) -> list[tuple[str, str, list[tuple[str, object]], str]]:
    """The boxes above the list: name, label, choices and what is chosen."""
    owned = [(each.key, each.name) for each in queries.owners(actor=actor_of(visit))]
    boxes: list[tuple[str, str, list[tuple[str, object]]]] = [
        (_OWNER, _("Cơ quan"), [*owned]),
        (_STATE, _("Tình trạng"), [(each.value, STATES[each][0]) for each in State]),
        (_LEVEL, _("Cấp độ"), [(str(each), each) for each in LEVELS]),
        (_LAYER, _("Lớp kiến trúc"), [(key, layer_name(key)) for key in layers()]),
    ]
    return [(name, label, rows, visit.GET.get(name, "")) for name, label, rows in boxes]


def _with(visit: Visit, kind: str) -> str:
    asked = visit.GET.copy()
    asked.pop("page", None)
    asked[_FILE] = kind
    return f"?{asked.urlencode()}"
