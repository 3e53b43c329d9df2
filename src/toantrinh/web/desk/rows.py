"""Lines of a list: who wishes what, and how much time is left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from toantrinh.dossiers.alarm_words import said
from toantrinh.dossiers.alarms import alarms_of
from toantrinh.dossiers.clock import Left
from toantrinh.dossiers.clock_words import days_left
from toantrinh.dossiers.collecting import is_uncollected
from toantrinh.dossiers.filtering import Band, band_of
from toantrinh.dossiers.looking import log_list
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.piles import Pile
from toantrinh.dossiers.states import State
from toantrinh.dossiers.stepping import is_over_time
from toantrinh.dossiers.watch_models import Watch
from toantrinh.dossiers.watching import overdue
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.time import now
from toantrinh.web.desk import tabs
from toantrinh.web.look.templatetags.look import brief

BANDS = {
    Band.LATE: gettext_lazy("Quá hạn"),
    Band.TODAY: gettext_lazy("Đến hạn hôm nay"),
    Band.SOON: gettext_lazy("Còn không quá 3 ngày"),
    Band.LATER: gettext_lazy("Còn nhiều ngày"),
    Band.NONE: gettext_lazy("Không có thời hạn"),
    Band.UNCOLLECTED: gettext_lazy("Kết quả chờ nhận quá lâu"),
    Band.ALARM: gettext_lazy("Đang báo động"),
    Band.STEP_LATE: gettext_lazy("Quá hạn ở bước đang làm"),
}
_TONES = {Band.LATE: "late", Band.TODAY: "near"}
# Where bands say more than the order does.
_BANDED = {Pile.ASSIGN, Pile.MINE, Pile.COVERED, Pile.SIGN, Pile.RETURN, Pile.GOING}


@dataclass(frozen=True)
class Chip:
    """A word and its tone."""

    text: str
    tone: str


@dataclass(frozen=True)
class Row:
    """One line; `holder` is who works on it, `due` the moment that the chip speaks of."""

    url: str
    code: str
    name: str
    title: str
    state: str
    holder: str
    submitted_at: datetime | None
    due: datetime | None
    chip: Chip
    current: bool
    # The last event that the line shows.
    seen: int
    # What nobody did within its working hours.
    alarms: tuple[Chip, ...] = ()
    # When the step that it is at is due, and whether that is over.
    step_due: datetime | None = None
    step_late: bool = False
    # For whom the officer stands in.
    covers: str = ""


@dataclass(frozen=True)
class Lines:
    """Lines that fall due about as soon; without a label where that is not what they have alike."""

    label: str
    tone: str
    rows: list[Row]


def bands_of(rows: Sequence[Row], pile: Pile | None, *, by_step: bool = False) -> list[Lines]:
    """The lines of a list, in bands by what falls due: the dossier, or its step."""
    if pile not in _BANDED:
        return [Lines("", "", list(rows))] if rows else []
    moment = now()
    banded = groupby(rows, key=lambda row: band_of(row.step_due if by_step else row.due, moment))
    return [Lines(str(BANDS[band]), _TONES.get(band, ""), list(found)) for band, found in banded]


def rows_of(
    dossiers: Sequence[Dossier],
    left: Mapping[UUID, Left],
    *,
    pile: Pile | None = None,
    current: Dossier | None = None,
) -> list[Row]:
    """The lines for some dossiers, which lead on within their pile."""
    ringing = alarms_of(dossiers)
    rows = []
    for each in dossiers:
        chips = tuple(alarm_chip(watch) for watch in ringing.get(each.pk, ()))
        rows.append(replace(_row(each, left.get(each.pk), pile, current), alarms=chips))
    return rows


def alarm_chip(watch: Watch) -> Chip:
    """What rings, red from its second bound on."""
    return Chip(said(watch, watch.agency), "late" if overdue(watch) else "near")


def log_rows(dossiers: Sequence[Dossier], *, actor: Actor) -> None:
    """Keep whose names a list showed."""
    log_list(dossiers, actor=actor, page="desk/queue", fields=["applicant", "standing"])


def address(code: str, pile: Pile | None) -> str:
    """The page of a dossier; it remembers the pile that the officer works through."""
    url = reverse("desk:dossier", args=[code])
    return f"{url}?muc={tabs.slug_of(pile)}" if pile else url


def chip_of(dossier: Dossier, left: Left | None) -> Chip:
    """What is left; without a due moment, what the dossier waits for."""
    if dossier.stage.terminal:
        return Chip(dossier.stage.label, "done" if dossier.stage is State.RETURNED else "still")
    if dossier.stage is State.READY:
        if is_uncollected(dossier):
            return Chip(_("chưa ai nhận kết quả"), "near")
        return Chip(dossier.stage.label, "done")
    if left:
        return Chip(days_left(left), tone_of(left))
    if dossier.stage is State.SUBMITTED:
        return Chip(_("nộp %(moment)s") % {"moment": brief(dossier.submitted_at)}, "work")
    if dossier.stage is State.INCOMPLETE:
        return Chip(_("chờ hoàn thiện"), "still")
    if dossier.stage is State.UNPAID:
        return Chip(_("chờ nộp phí"), "still")
    return Chip(_("không có thời hạn"), "still")


def tone_of(left: Left) -> str:
    """Late is red, the due day itself gold."""
    if left.late:
        return "late"
    if left.standing:
        return "still"
    return "work" if left.days else "near"


def _row(dossier: Dossier, left: Left | None, pile: Pile | None, current: Dossier | None) -> Row:
    code = dossier.code or ""
    return Row(
        url=address(code, pile),
        code=code,
        name=dossier.applicant_name,
        title=dossier.version.procedure.plain_name,
        state=dossier.state,
        holder=dossier.officer.full_name if dossier.officer else "",
        submitted_at=dossier.submitted_at,
        due=dossier.due_at,
        chip=chip_of(dossier, left),
        current=current is not None and dossier.pk == current.pk,
        seen=dossier.head_seq,
        step_due=dossier.step_due_at,
        step_late=is_over_time(dossier, now()),
        covers=dossier.officer.full_name if pile is Pile.COVERED and dossier.officer else "",
    )
