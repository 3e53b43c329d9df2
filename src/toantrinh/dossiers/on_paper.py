"""A form that was filled in on paper: the counter scans it, and it is typed off the scan later.

What reception itself rests on is typed at once and stays. Until the rest is typed no result can be
proposed and no part of a joined procedure begins; the clock runs meanwhile.
"""

from collections.abc import Iterable, Mapping

from django.db import transaction

from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.deciding import deciding
from toantrinh.catalogue.forms import read_all
from toantrinh.catalogue.general_form import with_form
from toantrinh.dossiers import perms
from toantrinh.dossiers.acting import follow_up, lock
from toantrinh.dossiers.answers import add_revision, answers_of, plain
from toantrinh.dossiers.models import Channel, Dossier, Revision
from toantrinh.dossiers.parts import next_number
from toantrinh.dossiers.states import State
from toantrinh.journal.actions import append_event
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, Invalid, NotAllowed, Problem

# The key of the scan, beside those of the papers that a procedure asks for; only the counter keeps
# one, so that nobody can leave out answers online.
FORM, TYPE = "paper_form", "type_form"
NAME = "Tờ khai giấy"
# Nobody works on it before, and what is proposed rests on what was typed.
_WHILE = frozenset({State.ACCEPTED, State.PROCESSING, State.CONSULTING})


def settled(content: ProcedureContent) -> frozenset[str]:
    """The questions that were answered at reception and stay; a list of people is none of them."""
    groups = {question.key for question in content.fields() if question.kind == "group"}
    return deciding(content) - groups


def on_paper(
    content: ProcedureContent, problems: Iterable[Problem], given: Mapping[str, object]
) -> list[Problem]:
    """Those problems of a reading that say no more than that an answer is still only on paper."""
    may_wait = {question.key for question in content.fields()} - settled(content)
    return [
        problem
        for problem in problems
        if (key := _question(problem)) in may_wait and _empty(given.get(key))
    ]


def untyped(content: ProcedureContent, answers: Mapping[str, object]) -> list[Problem]:
    """What these answers lack and the form on paper tells."""
    return on_paper(content, read_all(content, answers).problems, answers)


def waits_for_its_form(dossier: Dossier) -> bool:
    """Whether its form came on paper and was not typed off yet."""
    if dossier.channel != Channel.DIRECT or dossier.erased or not _has_form(dossier):
        return False
    return bool(untyped(with_form(dossier.version.read), answers_of(dossier)))


def check_typed(dossier: Dossier) -> None:
    """Refuse to go on to a result that would rest on answers which nobody typed."""
    if waits_for_its_form(dossier):
        raise Conflict(
            "Tờ khai giấy của hồ sơ này chưa được nhập đủ.",
            remedy="Hãy mở “Nhập tờ khai giấy” ở trang hồ sơ rồi nhập các mục còn lại.",
        )


def may_type(dossier: Dossier, *, actor: Actor) -> bool:
    """Whether an officer may type off the form now, if it came on paper."""
    return perms.handles(actor, dossier) and dossier.stage in _WHILE and not dossier.erased


def check_types(dossier: Dossier, *, actor: Actor) -> None:
    """Refuse whoever may not, and when there is nothing to type off."""
    if not perms.handles(actor, dossier):
        raise NotAllowed("Bạn không có quyền thực hiện việc này với hồ sơ này.")
    if not may_type(dossier, actor=actor) or not _has_form(dossier):
        raise Conflict("Hồ sơ này không có tờ khai giấy đang chờ nhập.")


@transaction.atomic
def type_form(
    dossier: Dossier, *, actor: Actor, answers: Mapping[str, object], revision: int | None = None
) -> Dossier:
    """Keep what was typed off the form, a page or all of it. `revision` is the one its writer saw.

    Raises Invalid with what is wrong of it; what is left out may come later.
    """
    locked = lock(dossier)
    check_types(locked, actor=actor)
    if revision is not None and revision != last_revision(locked):
        raise Conflict(
            "Tờ khai này vừa được người khác nhập thêm.",
            remedy="Hãy tải lại trang; nội dung bạn vừa gõ vẫn ở dưới đây.",
        )
    content, before = with_form(locked.version.read), answers_of(locked)
    typed = {key: value for key, value in answers.items() if key not in settled(content)}
    reading = read_all(content, {**before, **typed})
    wrong = [one for one in reading.problems if not _empty(typed.get(_question(one)))]
    if wrong:
        raise Invalid("Chưa ghi được phần này. Hãy xem các mục được đánh dấu.", wrong)
    now = plain(reading.answers)
    changed = sorted(key for key in {*now, *before} if now.get(key) != before.get(key))
    if changed:
        _keep(locked, add_revision(locked, now), changed, actor)
    return locked


def last_revision(dossier: Dossier) -> int:
    """The number of the answers as they stand."""
    return next_number(Revision, dossier) - 1


def _keep(dossier: Dossier, kept: Revision, changed: list[str], actor: Actor) -> None:
    append_event(
        dossier,
        TYPE,
        actor=actor,
        payload={
            "revision": kept.number,
            "answers_hash": bytes(kept.answers_hash).hex(),
            "fields": changed,
            "state": dossier.state,
            "status_code": dossier.status_code,
            "holder": dossier.holder,
        },
    )
    dossier.save(update_fields=["head_seq", "head_hash"])
    # What waits for the whole form, as parts of a joined procedure do.
    follow_up(dossier)


def _has_form(dossier: Dossier) -> bool:
    return dossier.papers.filter(key=FORM).exists()


def _empty(value: object) -> bool:
    """Whether nothing stands in any of the boxes of a question."""
    if isinstance(value, Mapping):
        return all(map(_empty, value.values()))
    if isinstance(value, list | tuple):
        return all(map(_empty, value))
    return value in (None, "")


def _question(problem: Problem) -> str:
    return problem.where.partition(".")[0]
