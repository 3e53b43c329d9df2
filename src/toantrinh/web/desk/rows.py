"""Lines of a list: who wishes what, and how much time is left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from toantrinh.dossiers.clock import Left
from toantrinh.dossiers.clock_words import days_left
from toantrinh.dossiers.lifecycle import State
from toantrinh.dossiers.looking import log_list
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.piles import Pile
from toantrinh.kernel.actors import Actor
from toantrinh.web.desk import tabs
from toantrinh.web.look.templatetags.look import brief


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


def rows_of(
    dossiers: Sequence[Dossier],
    left: Mapping[UUID, Left],
    *,
    pile: Pile | None = None,
    current: Dossier | None = None,
) -> list[Row]:
    """The lines for some dossiers, which lead on within their pile."""
    return [_row(each, left.get(each.pk), pile, current) for each in dossiers]


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
        return Chip(dossier.stage.label, "done")
    if left:
        return Chip(days_left(left), tone_of(left))
    if dossier.stage is State.SUBMITTED:
        return Chip(_("nộp %(moment)s") % {"moment": brief(dossier.submitted_at)}, "work")
    if dossier.stage is State.INCOMPLETE:
        return Chip(_("chờ hoàn thiện"), "still")
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
    )
