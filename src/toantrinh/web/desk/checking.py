"""The check-list of papers: what was ticked is kept, or comes back as it was typed."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from toantrinh.dossiers.acting import lock
from toantrinh.dossiers.checking import CHECK, Found, check_papers
from toantrinh.dossiers.desk_models import Verdict
from toantrinh.dossiers.desk_queries import changes_since
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.queries import find
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, Invalid, NotAllowed
from toantrinh.web.desk.acting import meanwhile
from toantrinh.web.desk.dossier import pile_from, show
from toantrinh.web.desk.evidence import Typed
from toantrinh.web.desk.rows import address
from toantrinh.web.gate.access import Visit, actor_of, officers

_TICK, _WORDS = "giay-", "loi-"


@officers()
@require_http_methods(["GET", "HEAD", "POST"])
def check(visit: Visit, code: str) -> HttpResponseBase:
    """Keep what was ticked on the check-list."""
    actor = actor_of(visit)
    dossier = find(code, actor=actor)
    if visit.method != "POST":
        return HttpResponseRedirect(address(code, None))
    verdicts, words = _given(visit, _TICK), _given(visit, _WORDS)
    refused = _kept(dossier, actor, verdicts, words, visit.POST.get("seen", ""))
    if refused:
        # As it is now, so that what is sent next was seen.
        return show(visit, find(code, actor=actor), checked=refused)
    messages.success(visit, _("Đã ghi kết quả kiểm tra giấy tờ."))
    pile = pile_from(visit, dossier, actor) if visit.POST.get("muc") else None
    return HttpResponseRedirect(f"{address(code, pile)}#giay-to")


def _given(visit: Visit, before: str) -> dict[str, str]:
    """What was sent of one kind, by the key of the paper."""
    return {
        name.removeprefix(before): str(value).strip()
        for name, value in visit.POST.items()
        if name.startswith(before)
    }


def _kept(
    dossier: Dossier, actor: Actor, verdicts: dict[str, str], words: dict[str, str], seen: str
) -> Typed | None:
    """Keep it; what was typed, with the reason, when it can't be kept."""
    known = {key: value for key, value in verdicts.items() if value in Verdict.values}
    problems = {
        key: _("Hãy chọn hợp lệ, không hợp lệ hoặc thiếu.")
        for key, text in words.items()
        if text and key not in known
    }
    if problems:
        return Typed(verdicts, words, problems, _("Chưa ghi được kết quả kiểm tra giấy tờ."))
    found = {key: Found(Verdict(value), words.get(key, "")) for key, value in known.items()}
    try:
        with transaction.atomic():
            _check_first(dossier, seen, actor)
            check_papers(dossier, actor=actor, found=found)
    except Invalid as refusal:
        told = {problem.where: problem.text() for problem in refusal.problems}
        return Typed(verdicts, words, told, refusal.text())
    except (Conflict, NotAllowed) as refusal:
        why = " ".join([refusal.text(), *meanwhile(dossier, seen, actor)])
        return Typed(verdicts, words, {}, why)
    return None


def _check_first(dossier: Dossier, seen: str, actor: Actor) -> None:
    """Refuse to write over what somebody else found since the page was opened."""
    lock(dossier)
    if not seen.isdecimal():
        return
    if any(one.action == CHECK for one in changes_since(dossier, int(seen), but=actor)):
        raise Conflict(
            "Người khác vừa ghi kết quả kiểm tra giấy tờ, nên phần bạn ghi chưa được lưu.",
            remedy="Hãy xem lại rồi ghi lại nếu vẫn đúng.",
        )
