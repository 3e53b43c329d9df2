"""How often something may be done with one dossier, and until when: dated rules, not the table."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.db.models import Q

from toantrinh.dossiers.costing import amount_due
from toantrinh.dossiers.lifecycle import Move, Role
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.parts import extensions
from toantrinh.dossiers.passages import to_forward, to_give_back, to_take
from toantrinh.dossiers.steps import endorsing
from toantrinh.dossiers.word_models import Correction, Note, NoteKind
from toantrinh.government.queries import rule
from toantrinh.host.ready import Ready
from toantrinh.kernel.errors import Conflict
from toantrinh.kernel.time import local, today

_ASKED = Ready(
    lambda of: Note.objects.filter(dossier=of, kind=NoteKind.MISSING).values_list("number"), of=UUID
)


class Exhausted(Conflict):
    """A dated rule allows no more of it, or no longer."""


def check_supplement(dossier: Dossier) -> None:
    """Refuse to ask the applicant more often than the rule allows."""
    most = _number("supplement.ask_max", dossier)
    if len(_ASKED.rows(of=dossier.pk)) >= most:
        raise Exhausted(
            "Hồ sơ này đã được yêu cầu bổ sung %(most)s lần, nhiều nhất theo quy định.",
            remedy="Hãy giải quyết theo những gì đã có, hoặc nhắn tin để hỏi thêm.",
            most=most,
        )


def check_extension(dossier: Dossier) -> None:
    """Refuse a new promise where none may be given: none before, once too often, or too late."""
    if dossier.due_at is None:
        raise Exhausted("Hồ sơ này không có ngày hẹn trả nên không hẹn lại được.")
    most = _number("extension.max", dossier)
    if len(extensions(dossier)) >= most:
        raise Exhausted("Hồ sơ này đã hẹn lại %(most)s lần, nhiều nhất theo quy định.", most=most)
    before = _number("clock.apology_days_before_due", dossier)
    last = local(dossier.due_at).date() - timedelta(days=before)
    if today() > last:
        raise Exhausted(
            "Theo quy định, phải xin lỗi và hẹn lại chậm nhất %(days)s ngày trước ngày hẹn, "
            "tức là hết ngày %(last)s.",
            days=before,
            last=f"{last:%d/%m/%Y}",
        )


def check_payment(dossier: Dossier, role: Role) -> None:
    """Refuse to ask for a fee that nobody pays, or in a step that is not the version's for it."""
    if amount_due(dossier) == 0:
        raise Exhausted("Hồ sơ này không còn phí, lệ phí nào phải nộp.")
    process = dossier.version.read.process
    posts = {step.post for step in process if "ask_payment" in step.acts}
    if posts and role not in posts:
        raise Exhausted("Theo quy trình, phí được thu ở bước khác.")


def check_reopening(dossier: Dossier) -> None:
    """Refuse a second linked dossier while one goes on, and one of which nothing is left."""
    if dossier.erased:
        raise Exhausted("Nội dung hồ sơ này đã được xóa nên không giải quyết lại được từ đây.")
    going = dossier.reopened.filter(ended_at__isnull=True).first()
    if going is not None:
        raise Exhausted("Hồ sơ này đang được giải quyết lại ở hồ sơ %(code)s.", code=going.code)


def open_correction(dossier: Dossier) -> Correction | None:
    """The correction that waits to be decided."""
    return dossier.corrections.filter(granted__isnull=True).first()


def check_no_correction(dossier: Dossier) -> None:
    """Refuse to propose a correction where one waits, is being signed, or nothing is left."""
    if dossier.erased or dossier.result_id is None:
        raise Exhausted("Nội dung hồ sơ này đã được xóa nên không đính chính được.")
    unsigned = Q(granted__isnull=True) | Q(granted=True, document__isnull=True)
    if dossier.corrections.filter(unsigned).exists():
        raise Exhausted("Hồ sơ này đang có một đính chính chờ ký.")


def check_correction(dossier: Dossier) -> Correction:
    """The correction that is to be decided; refuses where nobody proposed one."""
    found = open_correction(dossier)
    if found is None:
        raise Exhausted("Hồ sơ này không có đính chính nào chờ ký.")
    return found


def check_passage(found: object) -> None:
    """Refuse a step of the way between agencies that is not due."""
    if not found:
        raise Exhausted("Hồ sơ này không có lần bàn giao nào đang chờ.")


def check_endorsed(left: object) -> None:
    """Refuse to sign before those looked at it whom the version has look first."""
    if left:
        raise Exhausted("Hồ sơ còn bước xem xét trước khi ký.")


def check_endorsing(left: object) -> None:
    """Refuse to endorse where nobody has to, or has to any more."""
    if not left:
        raise Exhausted("Hồ sơ này không còn bước xem xét nào trước khi ký.")


_CHECKS: dict[str, Callable[[Dossier, Role], object]] = {
    "ask_supplement": lambda dossier, _role: check_supplement(dossier),
    "extend": lambda dossier, _role: check_extension(dossier),
    "ask_payment": check_payment,
    "approve": lambda dossier, _role: check_endorsed(endorsing(dossier)),
    "endorse": lambda dossier, _role: check_endorsing(endorsing(dossier)),
    "forward": lambda dossier, _role: check_passage(to_forward(dossier)),
    "take_over": lambda dossier, _role: check_passage(to_take(dossier)),
    "give_back": lambda dossier, _role: check_passage(to_give_back(dossier)),
    "reopen": lambda dossier, _role: check_reopening(dossier),
    "propose_correction": lambda dossier, _role: check_no_correction(dossier),
    "approve_correction": lambda dossier, _role: check_correction(dossier),
    "refuse_correction": lambda dossier, _role: check_correction(dossier),
}


def allows(move: Move, dossier: Dossier) -> bool:
    """Whether the rules still allow what a row of the table does."""
    check = _CHECKS.get(move.action)
    try:
        if check:
            check(dossier, move.role)
    except Exhausted:
        return False
    return True


def _number(key: str, dossier: Dossier) -> int:
    return int(str(rule(key, today(), dossier.agency)))
