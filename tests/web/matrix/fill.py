"""What the matrix puts into addresses, and what it sends: valid shapes, for a fitting dossier."""

import base64
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern

from tests import players as p
from tests.mandates import people as mandates
from tests.web.matrix.table import Probe
from tests.web.matrix.world import PLACES, World
from toantrinh.command.story import PROCEDURE, certificate
from toantrinh.dossiers.answers import answers_of
from toantrinh.dossiers.models import Dossier
from toantrinh.kernel.time import today
from toantrinh.web.desk.acts import ACTS
from toantrinh.web.desk.afterwards import CorrectionForm
from toantrinh.web.desk.kinds import Setting

SLUGS = {act.action: act.slug for act in ACTS}
# Done by officers too, on a page of the counter.
AT_COUNTER = "supplement"
# What an address asks for besides the dossier, by the address's name.
_SPECIAL: dict[str, dict[str, str]] = {
    "desk:end_assignment": {"rule_id": "01a215db-1a90-7421-92b4-c615a842e082"},
    "desk:end_delegation": {"delegation_id": "01a215db-1a90-7421-92b4-c615a842e082"},
    "POST:delegations/{delegation_id}/end": {
        "delegation_id": "01a215db-1a90-7421-92b4-c615a842e082"
    },
    **{
        f"cockpit:{name}": {"system_id": "01a215db-1a90-7421-92b4-c615a842e082"}
        for name in ("system", "change_system")
    },
    **{
        f"cockpit:{name}": {"practice_id": "01a215db-1a90-7421-92b4-c615a842e082"}
        for name in ("practice", "rewrite_practice")
    },
    "cockpit:directive": {"directive_id": "01a215db-1a90-7421-92b4-c615a842e082"},
    **{key: {"code": "nq57"} for key in ("cockpit:plan", "cockpit:printed")},
    **{
        f"cockpit:{name}": {"key": "nd224.dd", "code": PLACES["own"], "procedure": "1.001193"}
        for name in ("place", "every", "score", "measure", "explained", "export", "behind", "steps")
    },
    "GET:measures/{key}": {"key": "nd224.dd"},
    "GET:measures/{key}/places/{place_code}": {"key": "nd224.dd", "place_code": PLACES["own"]},
    "cockpit:agency": {"key": f"{PLACES['own']}.ubnd"},
    "cockpit:alert": {"alert_id": "01a215db-1a90-7421-92b4-c615a842e082"},
    "cockpit:bottleneck": {"code": "1.001193"},
    "cockpit:proof": {"code": "nq57", "number": "10", "report_number": "1"},
    "cockpit:line": {"code": "nq57", "number": "10"},
    "desk:pile": {"tab": "dang-giai-quyet"},
    "desk:act": {"slug": SLUGS["refuse"]},
    **{
        name: {"question": "partner"}
        for name in (
            *("portal:agreement", "portal:invite"),
            *(f"{method}:agreements/{{dossier_id}}/{{question}}" for method in ("GET", "POST")),
        )
    },
    **{
        f"counter:{name}": {
            "reception_id": "01a215db-1a90-7421-92b4-c615a842e082",
            "paper_id": "01a215db-1a90-7421-92b4-c615a842e083",
            "page_key": "x",
        }
        for name in ("who", "what", "sheet", "papers", "done", "drop", "drop_paper")
    },
    "counter:off_paper": {"page_key": "x"},
    "counter:call": {"window_id": "01a215db-1a90-7421-92b4-c615a842e082", "verb": "goi"},
    **{
        f"hall:{name}": {"key": "x", "ticket_id": "01a215db-1a90-7421-92b4-c615a842e082"}
        for name in (
            "screen",
            "kiosk",
            "draw",
            "ticket",
            "own_ticket",
            "look_up",
            "search",
            "procedure",
        )
    },
    "desk:filter": {"tab": "dang-giai-quyet"},
    "desk:carry_out": {"tab": "dang-giai-quyet"},
    "desk:forget_filter": {
        "tab": "dang-giai-quyet",
        "filter_id": "01a215db-1a90-7421-92b4-c615a842e082",
    },
    "desk:paper_page": {"page": "1"},
    "desk:batch": {"batch_id": "01a215db-1a90-7421-92b4-c615a842e082"},
    "portal:life_event": {"event": "birth"},
    "portal:new_mandate": {"way": "cho-nguoi-khac"},
    "portal:seals_file": {"name": "muc-luc"},
    "admin:decide": {"verb": "xac-nhan"},
    "admin:officer_act": {"verb": "khoa"},
    "officer_invited": {"text": "x"},
    "admin:letter_example": {"letter": "receipt"},
    "admin:set_wording": {"letter": "receipt", "part": "closing"},
    "admin:end_wording": {"letter": "receipt", "part": "closing"},
    "admin:set_reason": {"act": "refuse"},
    "admin:end_reason": {"act": "refuse", "code": "not_competent"},
    **{
        key: {"key": "administration.proposal_days"}
        for key in ("admin:rule", "admin:set_rule", "admin:end_rule")
    },
    **{key: {"code": PLACES["own"]} for key in ("admin:rename_unit", "admin:merge_units")},
}
# An agency below that of the dossiers, and another beside it.
_BELOW, _BESIDE = f"{PLACES['own']}.ttpvhcc", f"{PLACES['own']}.tyt"
_ONLY: dict[str, Callable[[], dict[str, Any]]] = {
    "consult": lambda: {
        "kind": "ca-xa",
        "place": PLACES["own"],
        "question": "Có biết gì không?",
        **_day("due"),
    },
    "hand_on": lambda: {"kind": "ca-xa", "place": PLACES["own"]},
    "desk:break_glass": lambda: {"reason": "danger", "words": "Người nộp đang cấp cứu."},
    "own_password": lambda: {"current": "x"},
    "confirm_factor": lambda: {"code": "000000"},
    "portal:form": lambda: {"later": "1"},
    "portal:verify": lambda: {"file": _pdf()},
    "admin:open_post": lambda: {"title": "Địa chính", "code": "m-moi", "roles": ["specialist"]},
    "admin:rename_post": lambda: {"title": "Địa chính"},
    "admin:post_roles": lambda: {"roles": ["leader"], **_day("since")},
    "admin:close_post": lambda: _day("last"),
    "admin:invite": lambda: {
        "full_name": "Ngô Thị Mới",
        "email": "moi@example.vn",
        "username": "ngo.moi",
        **_day("since"),
    },
    "admin:appoint": lambda: _day("since"),
    "admin:move": lambda: _day("since"),
    "admin:end_posting": lambda: _day("last"),
    "admin:be_away": lambda: {**_day("since"), **_day("until")},
    "admin:come_back": lambda: _day("day"),
    "admin:set_hours": lambda: {"day_0": "7h30-11h30", "source": "QĐ 1", **_day("since")},
    "admin:end_hours": lambda: _day("last"),
    "admin:set_day": lambda: {"day_kind": "off", "name": "x", "source": "QĐ 1", **_day("day")},
    "admin:set_rule": lambda: {"value": "20", "source": "QĐ 1", **_day("since")},
    "admin:end_rule": lambda: _day("last"),
    "admin:set_reason": lambda: {
        "code": "lu_lut",
        "vietnamese": "Lũ",
        "english": "Flood",
        "position": "5",
        "source": "QĐ 1",
        **_day("since"),
    },
    "admin:end_reason": lambda: _day("last"),
    "admin:set_wording": lambda: {"text": "Trân trọng.", "source": "QĐ 1", **_day("since")},
    "admin:end_wording": lambda: _day("last"),
    "admin:open_agency": lambda: _reform(name="Tổ một", key="to-1", agency_kind="tyt-xa"),
    "admin:rename_agency": lambda: _reform(name="Trung tâm khác"),
    "admin:merge_agencies": lambda: _reform(agencies=[_BELOW], into=_BESIDE),
    "admin:close_agency": lambda: _reform(successor=_BESIDE),
    "admin:rename_unit": lambda: _reform(name="Khác", unit_kind="xa"),
    "editor:begin": lambda: {"code": "9.800009", "name": "Ghi tên mèo"},
    "editor:edit": lambda: {"hoi": "keywords"},
    "editor:publish": lambda: {"thay": "1", **_day("valid_from")},
    "admin:merge_units": lambda: _reform(units=[PLACES["own"]], into="14758"),
}
_QUERY = {
    "desk:find": "?q=hòa",
    "GET:procedures": "?q=khai+sinh",
    **dict.fromkeys(
        (
            *("admin:posts", "admin:open_post", "admin:officers", "admin:invite"),
            *("admin:appoint", "admin:move", "admin:calendar", "admin:set_hours"),
            *("admin:end_hours", "admin:set_day", "admin:rules", "admin:rule"),
            *("admin:set_rule", "admin:end_rule", "admin:reasons", "admin:set_reason"),
            *("admin:end_reason", "admin:letters", "admin:letter_example", "admin:set_wording"),
            *("admin:end_wording",),
        ),
        f"?co_quan={PLACES['own']}.ubnd",
    ),
}


def address(pattern: URLPattern, route: str, probe: Probe, world: World) -> str:
    """The address that a probe asks for."""
    dossier = world.dossiers[probe.state]
    values: dict[str, object] = {
        "dossier_id": dossier.pk,
        "code": _code(probe, dossier),
        "number": 1,
        "where": "ten",
        "page_key": "applicant",
        "key": _BELOW,
        "document": dossier.result.code if dossier.result else "",
        **world.ids,
        "name": "x",
        **_SPECIAL.get(probe.name, {}),
    }
    for name in pattern.pattern.converters:
        route = _put(route, name, str(values[name]))
    return f"/{route}{_QUERY.get(probe.name, '')}"


def act_address(door: str, probe: Probe, world: World) -> str:
    """Where an act is done at a door."""
    dossier = world.dossiers[probe.state]
    return {
        "api": f"/api/v1/dossiers/{dossier.code}/{probe.name}",
        "desk": f"/can-bo/quay/bo-sung/{dossier.code}/"
        if probe.name == AT_COUNTER
        else f"/can-bo/ho-so/{dossier.code}/viec/{SLUGS.get(probe.name)}/",
        "portal": f"/ho-so/{dossier.pk}/{PORTAL_ACTS.get(probe.name)}/",
    }[door]


PORTAL_ACTS = {"submit": "nop", "supplement": "bo-sung", "withdraw": "rut"}


def sent(door: str, probe: Probe, world: World) -> dict[str, Any]:
    """What goes with a POST; each takes of it what it knows."""
    if door == "api":
        if probe.name in {"POST:dossiers", "POST:drafts"}:
            return _application(world)
        if probe.name == "POST:mandates":
            return _mandate()
        if probe.name == "POST:delegations":
            day = str(today())
            taker = {"form": "tuq", "taker": world.ids["officer"], "since": day, "until": day}
            return {**taker, "basis": "QĐ 12/QĐ-UBND"}
        if probe.name.startswith("POST:agreements/"):
            return {"agrees": True, "seen": "00" * 32}
        if probe.name.startswith(("POST:mandates/", "POST:drafts/", "POST:delegations/")):
            return {}
        return {
            "reason": "Ghi rõ quê quán.",
            "missing": ["child_origin"],
            "officer": world.ids["officer"],
            # Nothing but the paper itself is to be corrected.
            "answers": {} if probe.name == "propose_correction" else p.whole_answers(world.who),
            "message": "Xin xem giúp.",
            # Nobody helped, or whose opinion is asked.
            "agency": "" if probe.name == "record_support" else f"{PLACES['own']}.ca",
            **_NUMBERS,
        }
    return {
        "reason": "Ghi rõ quê quán.",
        "answers": ["child_origin"] if door == "desk" else [],
        "officer": world.ids["officer"],
        "post": world.ids["post"],
        "message": "Xin xem giúp.",
        "text": "Xin xem giúp.",
        "child_origin": "Thanh Hóa",
        "length": "10",
        "key": "giay_chung_sinh",
        "language": "en",
        **_NUMBERS,
        **(_stood(probe, world) if probe.name == "propose_correction" else {}),
        **_ONLY.get(probe.name, dict)(),
    }


_NUMBERS = {"amount": 16000, "receipt": "BL-1", "working_days": 3, "hours": 8}


def _stood(probe: Probe, world: World) -> dict[str, str]:
    """The answers that a result rests on, as they stand."""
    dossier = world.dossiers[probe.state]
    setting = Setting(dossier, world.who.specialist, answers_of(dossier))
    return CorrectionForm(None, setting, name="propose_correction").before


def _day(name: str) -> dict[str, str]:
    return {f"{name}_day": "1", f"{name}_month": "1", f"{name}_year": "2030"}


def _reform(**given: object) -> dict[str, Any]:
    return {"key": "", **given, **_day("since")}


def _put(route: str, name: str, value: str) -> str:
    begun, _, rest = route.partition("<")
    inside, _, after = rest.partition(">")
    if inside.rpartition(":")[2] == name:
        return f"{begun}{value}{after}"
    return f"{begun}<{inside}>{_put(after, name, value)}"


def _code(probe: Probe, dossier: Dossier) -> str:
    """Codes of procedures and documents are called so too."""
    if "procedure" in probe.name or probe.name in {"portal:whole", "portal:start"}:
        return PROCEDURE
    if probe.name in {"portal:verification", "portal:document", "GET:documents/{code}"}:
        return dossier.result.code if dossier.result else ""
    return dossier.code or ""


def _pdf() -> SimpleUploadedFile:
    return SimpleUploadedFile("giay.pdf", certificate(), "application/pdf")


def _mandate() -> dict[str, Any]:
    name, number, _born = mandates.GRANDMOTHER
    return {
        "way": "grant",
        "other": {"number": number, "name": name},
        "kind": "parent",
        "until": f"{today() + timedelta(days=20)}",
        "procedures": [PROCEDURE],
    }


def _application(world: World) -> dict[str, Any]:
    paper = {
        "key": "giay_chung_sinh",
        "label": "giay.pdf",
        "content_base64": base64.b64encode(certificate()).decode(),
    }
    answers = p.whole_answers(world.who)
    return {"procedure": PROCEDURE, "answers": answers, "papers": [paper]}
