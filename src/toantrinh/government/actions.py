"""All that changes here: the files are loaded, posts are opened."""

from collections.abc import Sequence
from datetime import date

from django.db import connection, models, transaction

from toantrinh.government import files, loading, memory, merging, perms
from toantrinh.government.merging import Progress
from toantrinh.government.models import Agency, DataVersion, Post, PostRole
from toantrinh.journal.actions import append_to_stream
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.time import now

STREAM = "government"
# Two commands that start together load one after the other.
_LOAD_LOCK = 7_318_101

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


def load_all(*, actor: Actor, progress: Progress | None = None) -> DataVersion:
    """Bring units, agencies, calendar, hours and rules to what the files say.

    Returns at once when files and code are those of the last load. A changed row is mended in
    place and its old value kept with the version; nothing is deleted. Raises Invalid for a file
    with a wrong row.
    """
    perms.check_load(actor)
    digest = files.digest()
    if (last := _loaded(digest)) is not None:
        return last
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOAD_LOCK])
        if (last := _loaded(digest)) is not None:
            return last
        load = merging.Load(progress)
        units = loading.load_units(load)
        loading.load_kinds(load)
        loading.load_agencies(load, units)
        loading.load_days(load)
        loading.load_hours(load)
        loading.load_rules(load)
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
    last = DataVersion.objects.order_by("loaded_at", "id").last()
    DataVersion.objects.create(
        digest=last.digest if last else "",
        loaded_at=now(),
        counts={},
        changes=[
            {
                "table": table.__name__,
                "key": key,
                "field": field,
                "before": str(before),
                "after": str(after),
            }
            for field, (before, after) in changed.items()
        ],
    )
    memory.forget()


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


def _open(agency: Agency, posts: Sequence[_Usual], actor: Actor) -> list[Post]:
    return [
        open_post(agency, code, title, roles=roles, signs=signs, actor=actor)
        for code, title, roles, signs in posts
    ]
