"""A draft goes over to the version in force: nothing that was typed is lost on the way."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.forms import page_asked, read_all, shown
from toantrinh.catalogue.general_form import with_form
from toantrinh.catalogue.models import Version
from toantrinh.catalogue.queries import version_in_force
from toantrinh.catalogue.questions import FormField
from toantrinh.dossiers import perms
from toantrinh.dossiers.acting import lock
from toantrinh.dossiers.answers import draft_answers, keep_draft
from toantrinh.dossiers.models import Dossier, Draft
from toantrinh.dossiers.states import State
from toantrinh.journal.actions import append_event
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict
from toantrinh.people.sealing import seal, unseal

# What concerns whoever applies, beside the questions themselves.
_TOLD = ("service_level", "eligibility", "papers", "fees", "channels", "limits", "results")


@dataclass(frozen=True)
class Carried:
    """What becomes of answers under another version, each question by its key.

    `kept` are carried over; `again` too, but must be mended; `fresh` were not asked before and are
    now; `left` no question asks for any more. `told` names other parts that changed.
    """

    kept: dict[str, Any]
    again: list[FormField]
    fresh: list[FormField]
    left: dict[str, Any]
    told: list[str]


def carried(
    before: ProcedureContent, after: ProcedureContent, stored: Mapping[str, Any]
) -> Carried:
    """Carry answers over field by field. Pure: both contents have their form."""
    known = {question.key: question for question in after.fields()}
    kept = {key: value for key, value in stored.items() if key in known}
    reading = read_all(after, kept)
    wrong = {problem.where.partition(".")[0] for problem in reading.problems}
    once = {question.key for question in before.fields()}
    asked = [
        question
        for page in after.pages
        if page_asked(page, reading.answers)
        for question in page.fields
        if shown(question, reading.answers) and question.kind != "computed"
    ]
    return Carried(
        kept=kept,
        again=[known[key] for key in kept if key in wrong],
        fresh=[question for question in asked if question.key not in {*once, *kept}],
        left={key: value for key, value in stored.items() if key not in known},
        told=[name for name in _TOLD if getattr(before, name) != getattr(after, name)],
    )


def newer(dossier: Dossier) -> Version | None:
    """The version in force, where a draft was begun under another; what is handed in keeps its."""
    if dossier.stage is not State.DRAFT:
        return None
    current = version_in_force(dossier.version.procedure)
    return current if current.pk != dossier.version_id else None


def check_in_force(dossier: Dossier) -> None:
    """Refuse to hand in under a version that holds no longer."""
    if newer(dossier) is not None:
        raise Conflict(
            "Thủ tục này đã có quy định mới từ khi bạn bắt đầu.",
            remedy="Hãy mở lại bản nháp: những gì bạn đã ghi được giữ, chỉ cần xem chỗ thay đổi.",
        )


def would_carry(dossier: Dossier, version: Version) -> Carried:
    """What would become of a draft's answers, those left behind earlier included."""
    draft = Draft.objects.get(pk=dossier.pk)
    draft.dossier = dossier
    stored = {**left_behind(draft), **draft_answers(draft)}
    return carried(with_form(dossier.version.read), with_form(version.read), stored)


@transaction.atomic
def renew(dossier: Dossier, *, actor: Actor) -> Dossier:
    """Let a draft go on under the version in force; the same when it does already."""
    locked = lock(dossier)
    perms.check_applicant(actor, locked)
    version = newer(locked)
    if version is None:
        return locked
    draft = Draft.objects.select_for_update().get(pk=locked.pk)
    draft.dossier = locked
    found = would_carry(locked, version)
    draft.left = seal(locked.key, json.dumps(found.left, ensure_ascii=False), _place(locked))
    keep_draft(draft, found.kept)
    draft.saved += 1
    draft.save()
    payload = {
        "before": str(locked.version_id),
        "version": str(version.pk),
        "left": sorted(found.left),
    }
    locked.version = version
    append_event(locked, "renew", actor=actor, payload=payload)
    locked.save(update_fields=["version", "head_seq", "head_hash"])
    return locked


def left_behind(draft: Draft) -> dict[str, Any]:
    """What was typed and no question asks for any more, by the key that it had."""
    if not draft.left:
        return {}
    text = unseal(draft.dossier.key, draft.left, _place(draft.dossier))
    found: dict[str, Any] = json.loads(text)
    return found


def _place(dossier: Dossier) -> str:
    return f"{dossier.stream()}/draft/left"
