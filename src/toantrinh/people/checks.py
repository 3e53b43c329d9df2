"""What may be wrong with officers and keys: agencies without somebody, postings that end, demos."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop as _

from toantrinh.government.models import Agency, Post, PostRole
from toantrinh.government.queries import in_force
from toantrinh.kernel.checking import Finding, Severity, check
from toantrinh.kernel.time import today
from toantrinh.people.keys import standing
from toantrinh.people.models import Officer, Person, Posting

_SOON = timedelta(days=14)
_TWO = 2
_AT_DOSSIERS = (PostRole.RECEPTION, PostRole.SPECIALIST, PostRole.LEADER)
# What an agency cannot do without; the governing roles may also sit above it.
_NEEDED: dict[PostRole, tuple[str, str]] = {
    PostRole.LEADER: (
        _("%(count)s cơ quan đang làm việc không có lãnh đạo, kết quả không ký được."),
        _("Hãy phân công lãnh đạo, ở mục Cán bộ."),
    ),
    PostRole.RECEPTION: (
        _("%(count)s nơi tiếp nhận không có cán bộ tiếp nhận."),
        _("Hãy phân công cán bộ tiếp nhận, ở mục Cán bộ."),
    ),
}
_GOVERNING: dict[PostRole, tuple[str, str]] = {
    PostRole.ADMINISTRATOR: (
        _("%(count)s cơ quan không có ai quản trị, ở đó cũng như ở cấp trên."),
        _("Hãy mời người quản trị; cần ít nhất hai người để việc nặng có hai người quyết định."),
    ),
    PostRole.DATA_OFFICER: (
        _("%(count)s cơ quan không có người phụ trách bảo vệ dữ liệu cá nhân, kể cả ở cấp trên."),
        _("Hãy phân công người phụ trách (Luật Bảo vệ dữ liệu cá nhân), ở mục Cán bộ."),
    ),
}


@check()
def without_somebody(below: str) -> Iterator[Finding]:
    """Agencies that have posts, and miss a role that these need."""
    handling = _with_posts(below, roles__overlap=[*_AT_DOSSIERS])
    for role, (what, remedy) in _NEEDED.items():
        names = [one.name for one in handling if _needs(one, role) and one.path not in _at(role)]
        if names:
            yield _missing(role, what, remedy, names)
    staffed = _with_posts(below)
    for role, (what, remedy) in _GOVERNING.items():
        seats = _at(role)
        names = [one.name for one in staffed if not any(one.path.startswith(s) for s in seats)]
        if names:
            yield _missing(role, what, remedy, names)


@check()
def administrators(_below: str) -> Iterator[Finding]:
    """Two people at least, since weighty changes take two."""
    held = _held(today()).filter(post__roles__contains=[PostRole.ADMINISTRATOR])
    count = held.filter(officer__user__is_active=True).values("officer").distinct().count()
    if count < _TWO:
        yield Finding(
            "people.few_administrators",
            Severity.SOON,
            "Cả hệ thống chỉ có %(people)s người quản trị, việc nặng cần hai người.",
            remedy="Hãy mời thêm, ở mục Cán bộ; khi chưa có ai thì chạy:"
            " toantrinh createadmin --role administrator.",
            params={"people": count},
            page="officers",
        )


@check()
def postings_that_end(below: str) -> Iterator[Finding]:
    """Postings that are over within a fortnight, with nobody going on at the post."""
    day = today()
    ending = _held(day).filter(valid_to__lte=day + _SOON, post__agency__path__startswith=below)
    places = [
        f"{row.officer.full_name}: {row.post.title}, {row.post.agency.name}"
        for row in ending.select_related("officer", "post__agency").order_by("valid_to", "pk")
        if not _goes_on(row, row.valid_to or day)
    ]
    if places:
        yield Finding(
            "people.postings_end",
            Severity.SOON,
            "%(count)s phân công sắp hết hạn trong 14 ngày mà chưa có người kế tiếp.",
            remedy="Hãy phân công tiếp hoặc người thay, ở mục Cán bộ.",
            places=tuple(places),
            page="officers",
        )


@check()
def invented_people(_below: str) -> Iterator[Finding]:
    """Accounts of a demonstration where real people are served."""
    if settings.DEMO:
        return
    officers = Officer.objects.filter(synthetic=True, user__is_active=True)
    names = [*officers.order_by("name_sort").values_list("full_name", flat=True)]
    if names or Person.objects.filter(synthetic=True).exists():
        yield Finding(
            "people.invented",
            Severity.BROKEN,
            "Có tài khoản hoặc người không có thật trong hệ thống thật.",
            remedy="Hãy khóa các tài khoản đó; lần sau thử ở một TOANTRINH_HOME riêng.",
            places=tuple(names),
            page="officers",
        )


@check()
def wrapping_key(_below: str) -> Iterator[Finding]:
    """Data keys that are still wrapped by a former key."""
    now = standing()
    if count := sum(keys for name, keys in now.wrapped.items() if name != now.current):
        yield Finding(
            "people.wrapping_key_old",
            Severity.NOTE,
            "%(keys)s khóa dữ liệu còn gói bằng khóa gói cũ.",
            remedy="Hãy chạy tiếp: toantrinh keys rotate.",
            params={"keys": count},
        )


def _with_posts(below: str, **what: object) -> list[Agency]:
    posts = Post.objects.filter(in_force(today()), **what).values("agency")
    rows = Agency.objects.filter(in_force(today()), path__startswith=below, pk__in=posts)
    return list(rows.select_related("kind").order_by("path"))


def _needs(agency: Agency, role: PostRole) -> bool:
    """A desk receives; everybody else has somebody who signs."""
    return agency.kind.one_stop if role is PostRole.RECEPTION else not agency.kind.one_stop


def _at(role: PostRole) -> set[str]:
    """Where somebody who can sign in holds a role today."""
    held = _held(today()).filter(post__roles__contains=[role], officer__user__is_active=True)
    return set(held.values_list("post__agency__path", flat=True))


def _held(day: date) -> QuerySet[Posting]:
    return Posting.objects.filter(in_force(day))


def _goes_on(row: Posting, last: date) -> bool:
    later = Q(valid_to__isnull=True) | Q(valid_to__gt=last)
    return Posting.objects.filter(later, post=row.post_id, valid_from__lte=last + _SOON).exists()


def _missing(role: PostRole, what: str, remedy: str, names: list[str]) -> Finding:
    return Finding(
        f"people.without_{role}", Severity.SOON, what, remedy, tuple(names), page="officers"
    )
