"""A folder comes in as a draft, which another person publishes as any other."""

from django.db import transaction

from toantrinh.catalogue import perms
from toantrinh.catalogue.authored import Authored
from toantrinh.catalogue.drafting import open_draft, save_draft
from toantrinh.catalogue.models import Draft, DraftState, Source
from toantrinh.kernel.actors import Actor


@transaction.atomic
def bring_in(entry: Authored, *, actor: Actor) -> tuple[Draft, bool]:
    """The open draft that says what a folder says, and whether that is new in it.

    The officer's own open draft of the procedure is written on; without one, one is begun. The
    folder's first day is not kept: whoever publishes says from when it holds.
    """
    content = entry.content.model_dump(mode="json", exclude_defaults=True, exclude={"templates"})
    letters = {f"{one.name}.typ": one.source for one in entry.content.templates}
    code = entry.content.code
    mine = _mine(code, actor)
    if mine is None:
        return open_draft(code, actor=actor, content=content, templates=letters), True
    if (mine.content, mine.templates) == (content, letters):
        return mine, False
    written = save_draft(
        mine.pk, actor=actor, revision=mine.revision, content=content, templates=letters
    )
    return written, True


def _mine(code: str, actor: Actor) -> Draft | None:
    rows = perms.visible(actor).filter(code=code, state=DraftState.OPEN, created_by=actor.id)
    return rows.exclude(source=Source.NATIONAL).order_by("-changed_at").first()
