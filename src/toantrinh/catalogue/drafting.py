"""Writing a version before it holds: begun, saved as typed, thrown away, published by another."""

import json
import re
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction

from toantrinh.catalogue import drafts, perms
from toantrinh.catalogue.adding import ImportReport, New, add, digest_of, spelled
from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.folder import is_letter
from toantrinh.catalogue.models import Draft, DraftState, Source, Version
from toantrinh.journal.actions import append_to_stream
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, Invalid, NotFound, Problem, Refusal
from toantrinh.kernel.time import local, now, today
from toantrinh.people.models import Officer

_CODE = re.compile(r"[0-9A-Z][0-9A-Za-z.]{2,19}")
# As much as a folder's sheet may be.
_LARGEST = 256 * 1024
_LONGEST_LETTER = 50_000
_MOST_LETTERS = 50


@transaction.atomic
def open_draft(
    code: str,
    *,
    actor: Actor,
    content: Mapping[str, Any] | None = None,
    templates: Mapping[str, str] | None = None,
) -> Draft:
    """Begin a draft from the version in force, or an empty one for a new code.

    `content` and `templates` are taken instead of the version's where they are given.
    """
    perms.check_write(actor, None)
    if not _CODE.fullmatch(code):
        raise Refusal("Mã thủ tục gồm chữ số, chữ cái và dấu chấm, ví dụ 1.001193.", field="code")
    base = drafts.current(code)
    moment = now()
    begun = Draft(
        code=code,
        base=base,
        source=Source.EDITED if base else Source.AUTHORED,
        agency_id=actor.agency_id,
        created_by=_officer(actor),
        created_at=moment,
        changed_by=_officer(actor),
        changed_at=moment,
    )
    _fill(begun, *_begin_with(base, content, templates))
    begun.save(force_insert=True)
    _tell("open_draft", begun, actor)
    return begun


@transaction.atomic
def save_draft(
    draft_id: UUID,
    *,
    actor: Actor,
    revision: int,
    content: Mapping[str, Any],
    templates: Mapping[str, str] | None = None,
) -> Draft:
    """Keep what was typed, right or not; letters stay as they were where none are given.

    Raises Conflict, saying who and when, where somebody else saved after `revision` was read.
    """
    found = _lock(draft_id, actor)
    perms.check_write(actor, found.agency_id)
    _check_revision(found, revision)
    _fill(found, content, found.templates if templates is None else templates)
    found.revision += 1
    found.changed_by, found.changed_at = _officer(actor), now()
    found.save()
    _tell("save_draft", found, actor)
    return found


@transaction.atomic
def discard_draft(draft_id: UUID, *, actor: Actor, revision: int) -> Draft:
    """Throw a draft away; it stays readable. Whoever may write or publish it may."""
    found = _lock(draft_id, actor)
    if not perms.may_publish(actor, found):
        perms.check_write(actor, found.agency_id)
    _check_revision(found, revision)
    found.state = DraftState.DISCARDED
    found.save(update_fields=["state"])
    _tell("discard_draft", found, actor)
    return found


@transaction.atomic
def publish_draft(
    draft_id: UUID, *, actor: Actor, valid_from: date, revision: int, count: bool = True
) -> Version:
    """Let a draft hold from a day on, today or later.

    A national record that nobody changed is published as the ministry wrote it. Raises Invalid
    with all that stands against the draft, and Conflict for who changed it last.
    """
    found = _lock(draft_id, actor)
    perms.check_publish(actor, found)
    _check_revision(found, revision)
    _check_overtaken(found)
    if valid_from < today():
        raise Refusal(
            "Phiên bản có hiệu lực sớm nhất từ hôm nay, %(day)s.",
            field="valid_from",
            day=f"{today():%d/%m/%Y}",
        )
    if wrong := [] if _as_imported(found) else drafts.findings(found):
        problems = [
            Problem(".".join(map(str, one.place)), f"{one.words} {one.remedy}".strip(), one.line)
            for one in wrong
        ]
        raise Invalid("Bản nháp còn %(count)s chỗ chưa đúng.", problems, count=len(wrong))
    found.version = _publish(found, valid_from, count=count)
    found.state, found.published_by = DraftState.PUBLISHED, _officer(actor)
    found.save(update_fields=["state", "published_by", "version"])
    _tell(
        "publish_draft",
        found,
        actor,
        version=found.version.number,
        valid_from=valid_from.isoformat(),
    )
    return found.version


def _as_imported(draft: Draft) -> bool:
    """Whether a draft says just what the record says: its base is a record, and nobody typed."""
    national = draft.source == Source.NATIONAL and draft.changed_by_id is None
    return national and draft.base is not None and draft.base.source == Source.NATIONAL


def _publish(draft: Draft, valid_from: date, *, count: bool) -> Version:
    content = ProcedureContent.model_validate(drafts.whole(draft.content, draft.templates))
    source, digest = Source(draft.source), digest_of(content, valid_from)
    if _as_imported(draft):
        digest = bytes(draft.digest)
    elif source == Source.NATIONAL:
        source = Source.EDITED
    report = ImportReport()
    add([New(content, source, valid_from, digest, draft.raw)], report, count=count)
    if report.unchanged:
        raise Conflict("Bản nháp này giống hệt phiên bản đã công bố.")
    return (
        Version.objects.select_related("procedure")
        .filter(procedure__code=draft.code)
        .latest("number")
    )


def _begin_with(
    base: Version | None,
    content: Mapping[str, Any] | None,
    templates: Mapping[str, str] | None,
) -> tuple[Mapping[str, Any], Mapping[str, str]]:
    published = dict(base.content) if base else {}
    letters = published.pop("templates", [])
    return (
        published if content is None else content,
        {f"{one['name']}.typ": one["source"] for one in letters}
        if templates is None
        else templates,
    )


def _fill(draft: Draft, content: Mapping[str, Any], templates: Mapping[str, str]) -> None:
    """Take what was typed, refusing only what cannot be kept."""
    said = {**content, "code": draft.code}
    said.pop("templates", None)
    said.pop("valid_from", None)
    written = json.dumps([said, dict(templates)], ensure_ascii=False, allow_nan=False)
    if len(json.dumps(said, ensure_ascii=False).encode()) > _LARGEST:
        raise Refusal("Bản nháp lớn quá 256 KB. Hãy viết gọn lại.", field="content")
    if "\\u0000" in written:
        raise Refusal("Có ký tự không lưu được. Hãy gõ lại chỗ vừa dán.", field="content")
    for name, source in templates.items():
        if not is_letter(name) or len(source) > _LONGEST_LETTER or len(templates) > _MOST_LETTERS:
            raise Refusal(
                "Mẫu “%(name)s” không giữ được.",
                remedy="Tên viết như giay_hen.typ, dài nhất 50.000 chữ, nhiều nhất 50 mẫu.",
                field="templates",
                name=name,
            )
    draft.content, draft.templates = said, dict(templates)
    draft.title = _title(draft)


def _title(draft: Draft) -> str:
    words = (draft.content.get(name) for name in ("plain_name", "name"))
    return next((str(word) for word in words if word), draft.code)[:1000]


def _lock(draft_id: UUID, actor: Actor) -> Draft:
    # Nobody learns of a draft by trying to change it.
    if not perms.visible(actor).filter(pk=draft_id).exists():
        raise NotFound("Không có bản nháp này.")
    rows = Draft.objects.select_for_update(of=("self",))
    found = rows.select_related("agency", "base", "changed_by", "published_by").get(pk=draft_id)
    if found.state == DraftState.PUBLISHED:
        raise Conflict("Bản nháp này đã công bố. Hãy mở bản nháp mới.")
    if found.state == DraftState.DISCARDED:
        raise Conflict("Bản nháp này đã bỏ. Hãy mở bản nháp mới.")
    return found


def _check_revision(draft: Draft, revision: int) -> None:
    if draft.revision != revision:
        who = draft.changed_by.full_name if draft.changed_by else "Hệ thống"
        raise Conflict(
            "%(who)s đã lưu bản nháp này lúc %(when)s, sau khi bạn mở trang.",
            remedy="Những gì bạn gõ còn trên trang: hãy so với bản mới rồi lưu lại.",
            who=who,
            when=f"{local(draft.changed_at):%H:%M %d/%m/%Y}",
        )


def _check_overtaken(draft: Draft) -> None:
    """Two drafts of one procedure must not undo each other: the later is compared and begun anew.

    A national draft is renewed by the next import, and says what it would change.
    """
    if draft.source == Source.NATIONAL:
        return
    since = Version.objects.filter(procedure__code=draft.code, created_at__gt=draft.created_at)
    overtaken_by = since.order_by("-number").first()
    if overtaken_by:
        raise Conflict(
            "Phiên bản %(number)s đã công bố sau khi bản nháp này được mở,"
            " nên công bố sẽ xoá những gì phiên bản ấy thay đổi.",
            remedy="Hãy so sánh hai bản, xuất bản nháp này ra tệp, mở bản nháp mới rồi nhập lại.",
            number=overtaken_by.number,
        )


def _officer(actor: Actor) -> Officer | None:
    if actor.kind != "officer" or actor.id is None:
        return None
    return Officer.objects.get(pk=actor.id)


def _tell(action: str, draft: Draft, actor: Actor, **more: object) -> None:
    payload = {
        "draft": str(draft.id),
        "procedure": draft.code,
        "revision": draft.revision,
        "digest": sha256(spelled([draft.content, draft.templates])).hexdigest(),
        **more,
    }
    # Search reads the catalogue anew after each event of its stream; drafts change nothing there.
    stream = "catalogue" if action == "publish_draft" else "catalogue/drafts"
    append_to_stream(stream, action, actor=actor, payload=payload)
