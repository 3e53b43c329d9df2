"""All that changes here: the files are loaded, agencies are reformed, posts are opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection, models, transaction

from toantrinh.government import files, loading, memory, merging, perms
from toantrinh.government.abstract import Origin
from toantrinh.government.carrying import Carried, PostMove, carry_days, carry_facts, carry_posts
from toantrinh.government.merging import Progress
from toantrinh.government.models import Agency, DataVersion, Post, PostRole, Unit
from toantrinh.government.outline import Outline
from toantrinh.government.plans import Plan
from toantrinh.government.reform import draw
from toantrinh.journal.actions import append_to_stream
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.time import now

STREAM = "government"
_LOCK = 7_318_101

# Code, title, roles and whether the holder signs.
_Usual = tuple[str, str, list[PostRole], bool]
# The posts every agency has.
_AT_A_DESK: list[_Usual] = [
    ("tiep-nhan", "Cán bộ tiếp nhận và trả kết quả", [PostRole.RECEPTION], False),
    ("lanh-dao", "Giám đốc Trung tâm", [PostRole.LEADER], True),
]
_AT_AN_AGENCY: list[_Usual] = [
    ("chuyen-vien", "Chuyên viên thụ lý", [PostRole.SPECIALIST], False),
    ("lanh-dao", "Lãnh đạo cơ quan", [PostRole.LEADER], True),
]
# Posts that govern the house; two hands are needed, so two officers hold the first.
_GOVERNING: list[_Usual] = [
    ("quan-tri", "Quản trị hệ thống", [PostRole.ADMINISTRATOR], False),
    ("bao-ve-du-lieu", "Phụ trách bảo vệ dữ liệu cá nhân", [PostRole.DATA_OFFICER], False),
]
_EDITING: list[_Usual] = [
    ("bien-tap", "Biên tập thủ tục hành chính", [PostRole.CATALOGUE_EDITOR], False),
]


def load_all(*, actor: Actor, progress: Progress | None = None) -> DataVersion:
    """Bring units, agencies, calendar, hours, rules and reasons to what the files say.

    Returns at once when files and code are those of the last load. A changed row is mended in
    place and its old value kept with the version; nothing is deleted. Raises Invalid for a file
    with a wrong row.
    """
    perms.check_load(actor)
    digest = files.digest()
    if (last := _loaded(digest)) is not None:
        return last
    with transaction.atomic():
        alone()
        if (last := _loaded(digest)) is not None:
            return last
        load = merging.Load(progress)
        units = loading.load_units(load)
        loading.load_kinds(load)
        loading.load_agencies(load, units)
        loading.load_days(load)
        loading.load_hours(load)
        loading.load_rules(load)
        loading.load_reasons(load)
        version = DataVersion.objects.create(
            digest=digest, loaded_at=now(), counts=load.counts, changes=load.changes
        )
        append_to_stream(
            STREAM,
            "load_government",
            actor=actor,
            payload={"digest": digest, "rows": load.counts, "changes": len(load.changes)},
        )
        memory.forget()
    return version


def _loaded(digest: str) -> DataVersion | None:
    last = DataVersion.objects.order_by("loaded_at", "id").last()
    return last if last is not None and last.digest == digest else None


def note_change(table: type[models.Model], key: str, **changed: tuple[object, object]) -> None:
    """Tell all processes that an administrator changed a loaded table, within the act that did.

    `changed` maps fields to their values before and after; the row itself must carry
    `Origin.HOUSE`, so that the next load leaves it alone.
    """
    said = merging.Load(None)
    for field, (before, after) in changed.items():
        said.note(table, key, field, before, after)
    _note(said)


def _note(said: merging.Load) -> None:
    last = DataVersion.objects.order_by("loaded_at", "id").last()
    DataVersion.objects.create(
        digest=last.digest if last else "", loaded_at=now(), counts={}, changes=said.changes
    )
    memory.forget()


@dataclass(frozen=True)
class Reformed:
    """What a plan did here: who ended and began, which posts, hours and rules went on."""

    outline: Outline
    posts: list[PostMove]
    facts: Carried


def carry_out(plan: Plan, *, actor: Actor) -> Reformed:
    """Let units and agencies end and begin as a plan says, with posts, hours and rules: one event.

    Officers follow by `people.actions.move_postings`, dossiers by `dossiers.moving` on the day.
    Raises Refusal where the plan can no longer be carried out.
    """
    with transaction.atomic():
        alone()
        outline = draw(plan)
        perms.check_reform(actor, outline)
        _write(outline)
        posts = carry_posts(outline)
        facts = carry_facts(outline, getattr(plan, "prefer", ""))
        days = carry_days(outline)
        said = merging.Load(None)
        for one in outline.agencies:
            said.note(Agency, one.old.key, "valid_to", None, outline.last_day)
        _note(said)
        append_to_stream(
            STREAM,
            plan.act,
            actor=actor,
            payload={
                "since": plan.since.isoformat(),
                "ended": {str(one.old.pk): str(one.new.pk) for one in outline.agencies},
                "opened": {str(one.pk): one.key for one in outline.opened},
                "units": {old.code: new.code for old, new in outline.units},
                "posts": len(posts),
                "facts": len(facts.ended),
                "days": len(days),
            },
        )
    return Reformed(outline, posts, facts)


def _write(outline: Outline) -> None:
    Unit.objects.bulk_create(outline.opened_units)
    for unit, successor in outline.units:
        unit.valid_to, unit.origin = outline.last_day, Origin.HOUSE
        unit.save(update_fields=["valid_to", "origin"])
        successor.predecessors.add(unit)
    Agency.objects.bulk_create(outline.opened)
    ended = [one.old for one in outline.agencies]
    for one in outline.agencies:
        one.old.valid_to, one.old.successor = outline.last_day, one.new
        one.old.origin = Origin.HOUSE
    Agency.objects.bulk_update(ended, ["valid_to", "successor", "origin"], batch_size=500)


def alone() -> None:
    """Whoever changes loaded tables waits for the other, until its transaction has ended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def open_post(
    agency: Agency,
    code: str,
    title: str,
    *,
    roles: Sequence[PostRole],
    signs: bool = False,
    since: date | None = None,
    actor: Actor,
) -> Post:
    """Open a post at an agency, or give the one that has this code already.

    Without a day it is open as long as the agency is.
    """
    perms.check_open_post(actor, agency)
    with transaction.atomic():
        post, made = Post.objects.get_or_create(
            agency=agency,
            code=code,
            valid_to=None,
            defaults={
                "title": title,
                "roles": list(roles),
                "signs": signs,
                "valid_from": since or agency.valid_from,
            },
        )
        if made:
            append_to_stream(
                STREAM,
                "open_post",
                actor=actor,
                payload={"agency": agency.key, "post": code, "id": str(post.id)},
            )
    return post


def open_usual_posts(agency: Agency, *, actor: Actor) -> list[Post]:
    """Open the posts without which an agency cannot handle a dossier."""
    return _open(agency, _AT_A_DESK if agency.kind.one_stop else _AT_AN_AGENCY, actor)


def open_governing_posts(agency: Agency, *, actor: Actor) -> list[Post]:
    """Open the posts that govern an agency and those below it, and answer for its data."""
    return _open(agency, _GOVERNING, actor)


def open_editing_posts(agency: Agency, *, actor: Actor) -> list[Post]:
    """Open the post that writes the agency's procedures."""
    return _open(agency, _EDITING, actor)


def _open(agency: Agency, posts: Sequence[_Usual], actor: Actor) -> list[Post]:
    return [
        open_post(agency, code, title, roles=roles, signs=signs, actor=actor)
        for code, title, roles, signs in posts
    ]
