"""A page of a form with thirty questions, half of them answered, against a page without any.

Two questions of each of fifteen kinds, one shown by condition, as their citizen opens them. The
baseline is the page about the house, for the same person in the same frame.
"""

from datetime import date

from benchmarks.measuring import Figure, Size, house
from benchmarks.serving import CLIENTS, page_rate, served
from toantrinh.command.running import prepare_static
from toantrinh.command.telling import Teller

CODE = "9.800030"
BARE = "/gioi-thieu/"
_OPTIONS = [{"value": value, "label": value.title()} for value in ("mot", "hai", "ba", "bon")]
_KINDS: dict[str, object] = {
    "text": "Một câu ngắn",
    "long_text": "Vài dòng.\nDòng nữa.",
    "name": "Lê Thị Trăng",
    "date": "2020-03-05",
    "partial_date": "1994",
    "number": 3,
    "money": 120_000,
    "choice": "hai",
    "choices": ["mot", "ba"],
    "yes_no": True,
    "personal_number": "003099000001",
    "tax_code": "0100109106",
    "phone": "0912345678",
    "email": "ai@example.vn",
    "commune": "",
}


def measure(size: Size) -> Figure:
    """Pages per second of all clients together."""
    duration = 4.0 if size == "small" else 20.0
    with house():
        prepare_static(Teller(quiet=True))
        path, cookie = _opened()
        with served() as port:
            rate = page_rate(port, path, duration, cookie)
            bare = page_rate(port, BARE, duration, cookie)
    note = f"{CLIENTS} clients, 30 questions; baseline: a page of the same house without a form"
    return Figure(round(rate, 1), "pages/s", round(bare, 1), note)


def sheet() -> dict[str, object]:
    """The procedure: one page, thirty questions."""
    fields: list[dict[str, object]] = []
    for turn in ("a", "b"):
        for kind in _KINDS:
            choosing = {"options": _OPTIONS} if kind in {"choice", "choices"} else {}
            hint = "Ghi như trong giấy tờ." if turn == "a" else ""
            field = {"key": f"{kind}_{turn}", "kind": kind, "label": f"Câu hỏi {kind} {turn}"}
            fields.append({**field, "required": False, "hint": hint, **choosing})
    fields[0]["known"] = "full_name"
    fields[-2]["show_if"] = "yes_no_a"
    fields[14]["decides_place"] = True
    return {
        "code": CODE,
        "name": "Trả lời ba mươi câu hỏi",
        "level": "Cấp Xã",
        "agency": "Ủy ban nhân dân cấp xã",
        "channels": [{"kind": "online", "limit": {"kind": "working_days", "amount": 3}}],
        "pages": [{"key": "all", "title": "Ba mươi câu hỏi", "fields": fields}],
    }


def _opened() -> tuple[str, str]:
    """The page of a draft, half of it answered, and the cookie of its applicant's session."""
    from django.conf import settings
    from tests.players import players
    from tests.publishing import publish
    from tests.web.portal.conftest import enter

    from toantrinh.catalogue.authored import Authored
    from toantrinh.catalogue.content import ProcedureContent
    from toantrinh.catalogue.queries import find_procedure, version_in_force
    from toantrinh.dossiers import actions
    from toantrinh.dossiers.models import Channel
    from toantrinh.kernel.actors import SYSTEM

    who = players()
    publish(Authored(date(2025, 7, 1), ProcedureContent.model_validate(sheet())), actor=SYSTEM)
    draft = actions.start(
        version_in_force(find_procedure(CODE)),
        actor=who.mother,
        applicant=who.cast.mother,
        channel=Channel.ONLINE,
    )
    commune = who.cast.mother.commune_code
    answers = {f"{kind}_a": value or commune for kind, value in _KINDS.items()}
    actions.save_draft(draft, actor=who.mother, answers=answers)
    session = enter(who.cast.mother).cookies[settings.SESSION_COOKIE_NAME].value
    return f"/ho-so/{draft.pk}/to-khai/all/", f"{settings.SESSION_COOKIE_NAME}={session}"
