"""The check-list: an officer says of each paper whether it is valid, invalid or missing, and why.

It decides nothing by itself. What is wrong on it is what the one supplement request asks for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from toantrinh.catalogue.general_form import with_form
from toantrinh.dossiers import perms
from toantrinh.dossiers.acting import lock
from toantrinh.dossiers.desk_models import PaperCheck, Verdict
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.parts import next_number
from toantrinh.host.ready import Ready
from toantrinh.journal.actions import append_event
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, Invalid, NotAllowed, Problem
from toantrinh.kernel.text import clean_lines
from toantrinh.kernel.time import now
from toantrinh.people.sealing import seal, unseal

LONGEST = 500
CHECK = "check_papers"


_CHECKS = Ready(lambda of: PaperCheck.objects.filter(dossier=of).order_by("number"), of=UUID)


@dataclass(frozen=True)
class Found:
    """What is said of a paper; `by` is the journal's name of who said it."""

    verdict: Verdict
    words: str = ""
    by: str = ""
    at: datetime | None = None


def checks_of(dossier: Dossier) -> dict[str, Found]:
    """The last word on each paper, by the paper's key. The caller logs the access."""
    found: dict[str, Found] = {}
    if dossier.erased:
        return found
    for check in _CHECKS.rows(of=dossier.pk):
        place = _place(dossier, check.number)
        words = unseal(dossier.key, check.sealed, place) if check.sealed else ""
        found[check.key] = Found(Verdict(check.verdict), words, check.by, check.at)
    return found


def holding(checks: Mapping[str, Found], sent: Mapping[str, datetime]) -> dict[str, Found]:
    """What still holds once papers were sent anew; `sent` says when each key's last one came."""
    return {
        key: each
        for key, each in checks.items()
        if key not in sent or each.at is None or each.at >= sent[key]
    }


def may_check(dossier: Dossier, *, actor: Actor) -> bool:
    """Whether an officer may fill in the check-list now."""
    return perms.handles(actor, dossier) and not (dossier.stage.terminal or dossier.erased)


@transaction.atomic
def check_papers(dossier: Dossier, *, actor: Actor, found: Mapping[str, Found]) -> list[PaperCheck]:
    """Keep what an officer found; only what is new, with one event. What was kept."""
    locked = lock(dossier)
    if not perms.handles(actor, locked):
        raise NotAllowed("Bạn không có quyền thực hiện việc này với hồ sơ này.")
    if not may_check(locked, actor=actor):
        raise Conflict("Hồ sơ đã kết thúc nên không kiểm tra giấy tờ được nữa.")
    said = {key: Found(each.verdict, clean_lines(each.words)) for key, each in found.items()}
    _refuse_wrong(locked, said)
    before = {key: Found(each.verdict, each.words) for key, each in checks_of(locked).items()}
    fresh = {key: each for key, each in said.items() if before.get(key) != each}
    if not fresh:
        return []
    kept = [_keep(locked, key, each, actor) for key, each in fresh.items()]
    append_event(
        locked,
        CHECK,
        actor=actor,
        payload={
            "papers": {key: each.verdict.value for key, each in fresh.items()},
            "state": locked.state,
            "status_code": locked.status_code,
            "holder": locked.holder,
        },
    )
    locked.save(update_fields=["head_seq", "head_hash"])
    return kept


def _refuse_wrong(dossier: Dossier, said: Mapping[str, Found]) -> None:
    known = {paper.key for paper in with_form(dossier.version.read).papers}
    known.update(dossier.papers.values_list("key", flat=True))
    problems = [Problem(key, "Không có giấy tờ này.") for key in said if key not in known]
    problems += [
        Problem(key, "Hãy ghi rõ giấy tờ không hợp lệ ở điểm nào.")
        for key, each in said.items()
        if each.verdict is Verdict.INVALID and not each.words
    ]
    problems += [
        Problem(key, "Lời ghi dài quá %(longest)s chữ.", params={"longest": LONGEST})
        for key, each in said.items()
        if len(each.words) > LONGEST
    ]
    if problems:
        raise Invalid("Chưa ghi được kết quả kiểm tra giấy tờ.", problems)


def _keep(dossier: Dossier, key: str, found: Found, actor: Actor) -> PaperCheck:
    number = next_number(PaperCheck, dossier)
    sealed = seal(dossier.key, found.words, _place(dossier, number)) if found.words else b""
    return PaperCheck.objects.create(
        dossier=dossier,
        number=number,
        key=key,
        verdict=found.verdict,
        sealed=sealed,
        by=str(actor),
        at=now(),
    )


def _place(dossier: Dossier, number: int) -> str:
    return f"{dossier.stream()}/check/{number}"


def wanting(checks: Mapping[str, Found]) -> dict[str, str]:
    """What has to be asked for: the papers found invalid or missing, each with what was said."""
    return {key: each.words for key, each in checks.items() if each.verdict is not Verdict.VALID}
