"""What stands around every page of the editor, and the draft's own way.

Whoever may not read a draft is told that there is none.
"""

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from toantrinh.catalogue import drafts, perms
from toantrinh.catalogue.models import Draft, DraftState
from toantrinh.web.editor.sections import shown_sections
from toantrinh.web.gate.access import Visit, actor_of, signed_in_at


def show(
    visit: Visit, name: str, context: Mapping[str, object] | None = None, status: int = 200
) -> HttpResponse:
    """Render `editor/<name>.html` with the frame around it."""
    about = {**signed_in_at(visit), **(context or {})}
    return render(visit, f"editor/{name}.html", about, status=status)


def show_draft(
    visit: Visit, name: str, draft: Draft, context: Mapping[str, object], status: int = 200
) -> HttpResponse:
    """The same for a page of a draft, with the list of its sections beside it."""
    actor = actor_of(visit)
    going = draft.state == DraftState.OPEN
    found = drafts.findings(draft) if going else []
    about = {
        "draft": draft,
        "findings": found,
        "sections": shown_sections(draft.pk, found, visit.path),
        "going": going,
        "writes": going and perms.may_write(actor, draft),
        "publishes": going and perms.may_publish(actor, draft),
    }
    return show(visit, name, {**about, **context}, status)


def draft_seen(visit: Visit, draft_id: UUID, *, writing: bool = False) -> Draft:
    """The draft, for who may read it, or write it. Raises NotFound or NotAllowed."""
    draft = drafts.draft(draft_id, actor=actor_of(visit))
    if writing:
        perms.check_write(actor_of(visit), draft.agency_id)
    return draft
