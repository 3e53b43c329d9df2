"""Everything that the clock has to say about one dossier: why it is due when it is, and what else
runs out, for whoever waits for it and whoever works on it.
"""

from django.utils.translation import gettext as _

from toantrinh.dossiers.alarm_words import bounds_said, check_said
from toantrinh.dossiers.clock_words import day_words, moment_words
from toantrinh.dossiers.limits import PauseMode
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.parts import extensions, waits
from toantrinh.dossiers.states import State
from toantrinh.dossiers.stepping import whose_step
from toantrinh.dossiers.timing import why
from toantrinh.dossiers.waiting import answer_by
from toantrinh.dossiers.watch_models import Watched
from toantrinh.dossiers.watching import open_watches
from toantrinh.government.queries import rule
from toantrinh.kernel.time import today

_BEFORE = frozenset({State.SUBMITTED, State.INCOMPLETE, State.UNPAID})


def explain(dossier: Dossier, *, officer: bool, whole: bool = True) -> list[str]:
    """Sentences in order: the receipt, the limit, waits, new promises, then what else runs out.

    Officers read of each agency what it is watched for, applicants when reception will be done.
    Only `whole` ones end with the due moment. Nothing for drafts and what has ended.
    """
    if dossier.stage is State.DRAFT or dossier.stage.terminal:
        return []
    return [
        *_mended(dossier),
        *why(dossier, whole=whole),
        *_watched(dossier, officer=officer),
        *_step(dossier),
        *_promising(dossier),
        *_closing(dossier),
    ]


def _mended(dossier: Dossier) -> list[str]:
    """A wait before reception whose end the count begins at."""
    received = dossier.received_at
    ended = [
        pause.until
        for pause in waits(dossier)
        if pause.until and pause.mode == PauseMode.RESTART
        if received is None or pause.until <= received
    ]
    if not ended:
        return []
    text = _("Hồ sơ được bổ sung trước khi tiếp nhận: thời hạn tính từ khi đủ, %(moment)s.")
    return [text % {"moment": moment_words(ended[-1])}]


def _watched(dossier: Dossier, *, officer: bool) -> list[str]:
    if not officer and dossier.stage is not State.SUBMITTED:
        return []
    watches = open_watches(dossier)
    if officer:
        return [bounds_said(watch) for watch in watches]
    return [check_said(watch) for watch in watches if watch.kind == Watched.RECEPTION]


def _step(dossier: Dossier) -> list[str]:
    """The step under way, whose it is, and when it is due; while it waits, that it stands."""
    agency = whose_step(dossier)
    if agency is None or dossier.step_due_at is None or dossier.stage in _BEFORE:
        return []
    params = {
        "agency": agency.name,
        "due": moment_words(dossier.step_due_at),
        "first": moment_words(dossier.step_original_due_at or dossier.step_due_at),
    }
    if dossier.stage in {State.SUPPLEMENTING, State.PAYING}:
        return [_("Bước đang làm của %(agency)s cũng dừng cho đến khi hết chờ.") % params]
    if params["first"] != params["due"]:
        text = _("Bước đang làm của %(agency)s đến hạn %(due)s (tính ban đầu: %(first)s).")
    else:
        text = _("Bước đang làm của %(agency)s đến hạn %(due)s.")
    return [text % params]


def _promising(dossier: Dossier) -> list[str]:
    """How often the day may still be promised anew, and until when."""
    if dossier.due_at is None or dossier.stage is State.READY:
        return []
    most = int(str(rule("extension.max", today(), dossier.agency)))
    left = most - len(extensions(dossier))
    if left < 1:
        return (
            [_("Đã hẹn lại %(most)s lần, nhiều nhất theo quy định.") % {"most": most}]
            if most
            else []
        )
    days = int(str(rule("clock.apology_days_before_due", today(), dossier.agency)))
    text = _(
        "Không kịp thì cơ quan còn được hẹn lại %(left)s lần, phải xin lỗi và báo chậm nhất "
        "%(days)s ngày trước hạn."
    )
    return [text % {"left": left, "days": days}]


def _closing(dossier: Dossier) -> list[str]:
    """What happens when nobody answers."""
    last = answer_by(dossier)
    if last is None:
        return []
    text = _("Chờ người nộp đến hết %(day)s; không có trả lời thì hồ sơ được kết thúc.")
    return [text % {"day": day_words(last)}]
