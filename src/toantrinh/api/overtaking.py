"""Whoever comes too late is told who was before them, and what they did, as on the pages."""

from django.utils.translation import gettext as _

from toantrinh.api import schemas as s
from toantrinh.dossiers.desk_queries import changes_since, last_change, names_of
from toantrinh.dossiers.lifecycle import TABLE
from toantrinh.dossiers.models import Dossier
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Refusal
from toantrinh.kernel.time import local

_LABELS = {move.action: move.label for move in TABLE}


class Overtaken(Exception):
    """An act was refused, and others had changed the dossier before."""

    def __init__(self, refusal: Refusal, meanwhile: list[s.ChangeOut]) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal
        self.meanwhile = meanwhile


def changes(dossier: Dossier, seen: int | None, *, actor: Actor) -> list[s.ChangeOut]:
    """What others did since the caller saw the dossier; what was done last, if nobody says when.

    Officers' names are anybody's to read who may read the dossier, as on its page.
    """
    if seen is None:
        last = last_change(dossier, but=actor)
        events = [last] if last else []
    else:
        events = changes_since(dossier, seen, but=actor)
    shown = [event.actor for event in events if event.actor.startswith("officer/")]
    names = names_of(shown)
    return [
        s.ChangeOut(
            seq=event.seq,
            who=names.get(event.actor, ""),
            action=event.action,
            what=str(_LABELS.get(event.action, "")),
            at=event.at,
        )
        for event in events
    ]


def said(refusal: Refusal, meanwhile: list[s.ChangeOut]) -> str:
    """The refusal in a sentence, and behind it who did what."""
    lines = [
        _("%(who)s: %(what)s, lúc %(at)s.")
        % {
            "who": one.who or _("Người nộp"),
            "what": one.what or one.action,
            "at": f"{local(one.at):%H:%M %d/%m/%Y}",
        }
        for one in meanwhile
    ]
    return " ".join([refusal.text(), *lines])
