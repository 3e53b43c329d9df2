"""Newer national records wait as drafts: nothing that is offered changes until somebody says so."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from toantrinh.catalogue import perms
from toantrinh.catalogue.adding import ImportReport, New, count_words
from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.differences import Difference, differences
from toantrinh.catalogue.drafting import discard_draft, publish_draft
from toantrinh.catalogue.drafts import whole
from toantrinh.catalogue.models import WRITTEN_HERE, Draft, DraftState, Source, Version
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.time import now, today

_BATCH = 200


def put_aside(entries: Sequence[New], report: ImportReport) -> list[New]:
    """Make or renew the draft of every record that differs from the last one; give what to add.

    A record of a procedure without one is added as it is. Of a procedure that is written here the
    record is added too, since it counts for nothing there, and its draft takes over what was not
    changed here.
    """
    to_add: list[New] = []
    for start in range(0, len(entries), _BATCH):
        to_add += _put_aside(entries[start : start + _BATCH], report)
    return to_add


def _put_aside(batch: Sequence[New], report: ImportReport) -> list[New]:
    codes = [new.content.code for new in batch]
    last = _last_records(codes)
    ours = _written_here(codes)
    drafts = _last_drafts(codes)
    to_add: list[New] = []
    made: list[Draft] = []
    for new in batch:
        before = last.get(new.content.code)
        draft = drafts.get(new.content.code)
        if before is None:
            to_add.append(new)
        elif bytes(before.digest) == new.digest:
            report.unchanged += 1
            _withdraw(draft, new, ours)
        elif draft is not None and bytes(draft.digest) == new.digest:
            report.unchanged += 1
            report.waiting += draft.state == DraftState.OPEN
        else:
            current = ours.get(new.content.code)
            if current is not None:
                to_add.append(new)
            else:
                report.changed += 1
            if draft is not None and draft.state == DraftState.OPEN:
                _renew(draft, new, report)
            else:
                made.append(_draft(new, current or before, before))
                report.drafts += 1
    Draft.objects.bulk_create(made)
    return to_add


def _last_records(codes: Iterable[str]) -> dict[str, Version]:
    rows = Version.objects.filter(procedure__code__in=codes, source=Source.NATIONAL)
    ordered = rows.select_related("procedure").defer("raw").order_by("number")
    return {version.procedure.code: version for version in ordered}


def _written_here(codes: Iterable[str]) -> dict[str, Version]:
    """What counts today of procedures that are written here."""
    rows = Version.objects.filter(
        procedure__code__in=codes, source__in=WRITTEN_HERE, valid_from__lte=today()
    )
    ordered = rows.select_related("procedure").defer("raw").order_by("valid_from", "number")
    return {version.procedure.code: version for version in ordered}


def _last_drafts(codes: Iterable[str]) -> dict[str, Draft]:
    rows = Draft.objects.select_for_update().filter(code__in=codes, source=Source.NATIONAL)
    return {draft.code: draft for draft in rows.defer("raw").order_by("created_at")}


def _draft(new: New, base: Version, before: Version) -> Draft:
    moment = now()
    draft = Draft(
        code=new.content.code,
        base=base,
        source=Source.NATIONAL,
        created_at=moment,
        changed_at=moment,
    )
    _take(draft, new, _begun(base, before, new))
    return draft


def _begun(base: Version, before: Version, new: New) -> dict[str, Any]:
    said = _said(new)
    return said if base.pk == before.pk else merged(base.content, before.content, said)


def _renew(draft: Draft, new: New, report: ImportReport) -> None:
    """A still newer record came: what was typed into the open draft stays."""
    _take(draft, new, merged(_whole(draft), draft.record or {}, _said(new)))
    draft.revision += 1
    draft.changed_at = now()
    draft.save()
    report.renewed += 1


def _whole(draft: Draft) -> dict[str, Any]:
    return whole(draft.content, draft.templates)


def _take(draft: Draft, new: New, content: Mapping[str, Any]) -> None:
    draft.content = {key: value for key, value in content.items() if key != "templates"}
    letters = content.get("templates", ())
    draft.templates = {f"{one['name']}.typ": one["source"] for one in letters}
    draft.title = new.content.title[:1000]
    draft.digest, draft.record, draft.raw = new.digest, _said(new), new.raw


def _withdraw(draft: Draft | None, new: New, ours: Mapping[str, Version]) -> None:
    """A record that says again what is published leaves nothing to review."""
    if draft is None or draft.state != DraftState.OPEN or draft.changed_by_id is not None:
        return
    if new.content.code not in ours:
        draft.state = DraftState.DISCARDED
        draft.save(update_fields=["state"])


def _said(new: New) -> dict[str, Any]:
    return new.content.model_dump(mode="json", exclude_defaults=True)


def merged(
    ours: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]
) -> dict[str, Any]:
    """Ours, with what changed from before to after wherever ours still said what was before."""
    taken = dict(ours)
    for name in {**before, **after}:
        if before.get(name) == after.get(name) or ours.get(name) != before.get(name):
            continue
        if name in after:
            taken[name] = after[name]
        else:
            taken.pop(name, None)
    return taken


def waiting(*, actor: Actor) -> list[Draft]:
    """Imported drafts that wait for somebody who may publish them, by code."""
    rows = perms.visible(actor).filter(state=DraftState.OPEN, source=Source.NATIONAL)
    return list(rows.select_related("base__procedure", "changed_by", "agency").order_by("code"))


def national_change(draft: Draft) -> list[Difference]:
    """What the newer record says otherwise than the one before, whatever the draft took over."""
    rows = Version.objects.filter(procedure__code=draft.code, source=Source.NATIONAL)
    # Of a procedure written here, the newer record is there already, since after the draft.
    before = rows.filter(created_at__lt=draft.created_at).order_by("number").last()
    if before is None or draft.record is None:
        return []
    return differences(before.read, ProcedureContent.model_validate(draft.record))


def accept(drafts: Iterable[UUID | str], *, actor: Actor) -> list[Version]:
    """Publish imported drafts as they are, from today on, all or none."""
    with transaction.atomic():
        versions = [
            publish_draft(one, actor=actor, valid_from=today(), revision=revision, count=False)
            for one, revision in Draft.objects.filter(pk__in=list(drafts))
            .order_by("code")
            .values_list("pk", "revision")
        ]
        if versions:
            count_words()
    return versions


def discard(drafts: Iterable[UUID | str], *, actor: Actor) -> list[Draft]:
    """Throw imported drafts away, all or none."""
    with transaction.atomic():
        return [
            discard_draft(one, actor=actor, revision=revision)
            for one, revision in Draft.objects.filter(pk__in=list(drafts))
            .order_by("code")
            .values_list("pk", "revision")
        ]
