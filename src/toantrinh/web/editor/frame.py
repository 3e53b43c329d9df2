"""What stands around every page of the editor: the administrators' frame, and the draft's own way.

Whoever opens a page is asked here whether they may write procedures.
"""

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from toantrinh.catalogue import drafts
from toantrinh.catalogue.models import WRITTEN, Draft
from toantrinh.catalogue.perms import check_write
from toantrinh.web.admin.frame import around
from toantrinh.web.editor.sections import shown_sections
from toantrinh.web.gate.access import Visit, actor_of


def show(
    visit: Visit, name: str, context: Mapping[str, object] | None = None, status: int = 200
) -> HttpResponse:
    """Render `editor/<name>.html` with the frame around it."""
    whole = {**around(visit), **(context or {})}
    return render(visit, f"editor/{name}.html", whole, status=status)


def show_draft(
    visit: Visit, name: str, draft: Draft, context: Mapping[str, object], status: int = 200
) -> HttpResponse:
    """The same for a page of a draft, with the list of its sections beside it."""
    found = drafts.findings(draft) if draft.stage in WRITTEN else []
    about = {
        "draft": draft,
        "draft_name": draft.content.get("plain_name") or draft.content.get("name") or draft.code,
        "findings": found,
        "sections": shown_sections(draft.pk, found, visit.path),
        "going": draft.stage in WRITTEN,
    }
    return show(visit, name, {**about, **context}, status)


def draft_seen(visit: Visit, draft_id: UUID) -> Draft:
    """The draft, for who may write it. Raises NotAllowed or NotFound."""
    check_write(actor_of(visit))
    return drafts.draft(draft_id)
