"""What was changed in the house, in words: what, by whom, when, and about which post or agency."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from toantrinh.administration.kinds import kinds
from toantrinh.administration.models import Proposal
from toantrinh.administration.rulebook import groups
from toantrinh.administration.words import span_in_words
from toantrinh.government.models import Agency, Post
from toantrinh.journal.models import Event, StreamHead
from toantrinh.people.models import Officer

# By the stream's kind and the action; a kind without its own word falls back to the action's.
_DONE: dict[tuple[str, str], Promise] = {
    ("proposal", "propose"): gettext_lazy("Đề nghị"),
    ("proposal", "change"): gettext_lazy("Thực hiện"),
    ("proposal", "confirm"): gettext_lazy("Xác nhận"),
    ("proposal", "reject"): gettext_lazy("Từ chối"),
    ("proposal", "withdraw"): gettext_lazy("Rút lại"),
    ("proposal", "expire"): gettext_lazy("Hết hạn"),
    ("proposal", "carry_out"): gettext_lazy("Thực hiện xong"),
    ("proposal", "fail"): gettext_lazy("Không thực hiện được"),
    ("officer", "register"): gettext_lazy("Ghi tên cán bộ"),
    ("officer", "appoint"): gettext_lazy("Phân công"),
    ("officer", "end_posting"): gettext_lazy("Kết thúc phân công"),
    ("officer", "cancel_posting"): gettext_lazy("Bỏ phân công chưa bắt đầu"),
    ("officer", "follow_post"): gettext_lazy("Vị trí đang giữ đổi việc"),
    ("officer", "invite"): gettext_lazy("Gửi thư mời"),
    ("officer", "accept_invitation"): gettext_lazy("Nhận lời mời, đặt mật khẩu"),
    ("officer", "be_away"): gettext_lazy("Ghi vắng mặt"),
    ("officer", "come_back"): gettext_lazy("Ghi trở lại làm việc"),
    ("officer", "disable"): gettext_lazy("Khóa tài khoản"),
    ("officer", "enable"): gettext_lazy("Mở khóa tài khoản"),
    ("officer", "sign_out"): gettext_lazy("Kết thúc các phiên đăng nhập"),
    ("officer", "lock_out"): gettext_lazy("Tạm khóa vì sai quá nhiều lần"),
    ("officer", "unlock"): gettext_lazy("Bỏ khóa tạm"),
    ("officer", "reset_factor"): gettext_lazy("Đặt lại xác thực hai bước"),
    ("government", "load_government"): gettext_lazy("Nạp tệp đơn vị, cơ quan, lịch, quy tắc"),
    ("government", "set_hours"): gettext_lazy("Đặt giờ làm việc"),
    ("government", "end_hours"): gettext_lazy("Thôi giờ làm việc riêng"),
    ("government", "set_day"): gettext_lazy("Ghi ngày nghỉ, làm bù"),
    ("government", "set_rule"): gettext_lazy("Đặt quy tắc"),
    ("government", "end_rule"): gettext_lazy("Thôi quy tắc riêng"),
    ("government", "set_reason"): gettext_lazy("Đặt lý do"),
    ("government", "end_reason"): gettext_lazy("Thôi một lý do"),
    ("government", "set_wording"): gettext_lazy("Đặt lời riêng trong mẫu văn bản"),
    ("government", "end_wording"): gettext_lazy("Thôi lời riêng trong mẫu văn bản"),
    ("government", "open_post"): gettext_lazy("Mở vị trí công tác"),
    ("government", "rename_post"): gettext_lazy("Đổi tên vị trí"),
    ("government", "renew_post"): gettext_lazy("Đổi việc của vị trí"),
    ("government", "close_post"): gettext_lazy("Đóng vị trí"),
}


@dataclass(frozen=True)
class Entry:
    """One event as people read it."""

    what: str
    about: str
    by: str
    at: datetime
    stream: str


def title_of(proposal: Proposal) -> str:
    """What its kind is called."""
    return _kind_in_words(proposal.kind)


def story_of(head: StreamHead) -> list[Entry]:
    """What happened to a row, from the first event on."""
    return told(Event.objects.filter(stream=head.stream()).order_by("seq"), whose=head.stream())


def told(events: Iterable[Event], *, whose: str = "") -> list[Entry]:
    """Events as people read them, in the same order; names are looked up once for all.

    On a page about one row, `whose` is its stream, whose name need not be said again.
    """
    rows = list(events)
    names = names_of({row.actor for row in rows} | {row.stream for row in rows})
    posts, agencies = _posts(rows), _agencies(rows)
    subjects = {stream: name for stream, name in names.items() if stream != whose}
    return [
        Entry(
            what=_what(row),
            about=_about(row, subjects, posts, agencies),
            by=names.get(row.actor, _("Hệ thống")),
            at=row.at,
            stream=row.stream,
        )
        for row in rows
    ]


def names_of(actors: set[str]) -> dict[str, str]:
    """The names of officers, by how the journal calls them."""
    ids = [actor.partition("/")[2] for actor in actors if actor.startswith("officer/")]
    found = Officer.objects.filter(pk__in=ids).values_list("pk", "full_name")
    return {f"officer/{pk}": name for pk, name in found}


def _what(event: Event) -> str:
    said = _DONE.get((event.stream.partition("/")[0], event.action))
    words = str(said) if said else event.action
    kind = event.payload.get("kind")
    return f"{words}: {_kind_in_words(str(kind))}" if kind else words


def _about(
    event: Event, names: dict[str, str], posts: dict[str, str], agencies: dict[str, str]
) -> str:
    """Whom and what it was about, as far as its codes say."""
    said = event.payload
    parts = [
        names.get(event.stream, ""),
        posts.get(str(said.get("post")), posts.get(str(said.get("id")), "")),
        agencies.get(str(said.get("agency")), ""),
        _rule(said),
        _days(said),
    ]
    return ", ".join(part for part in parts if part)


def _rule(said: dict[str, object]) -> str:
    if not (key := str(said.get("rule", ""))):
        return ""
    return next((str(one.label) for _head, ones in groups() for one in ones if one.key == key), key)


def _days(said: dict[str, object]) -> str:
    since = said.get("since") or said.get("day")
    until = said.get("until") or said.get("last")
    if since:
        return span_in_words(_day(since), _day(until) if until else None)
    return _("đến hết %(day)s") % {"day": f"{_day(until):%d/%m/%Y}"} if until else ""


def _day(text: object) -> date:
    return date.fromisoformat(str(text))


def _kind_in_words(name: str) -> str:
    shape = kinds().get(name)
    return str(shape.label) if shape else name


def _posts(events: list[Event]) -> dict[str, str]:
    ids = _uuids(event.payload.get(name) for event in events for name in ("post", "id"))
    return {str(pk): title for pk, title in _titles(ids)}


def _titles(ids: set[UUID]) -> Iterable[tuple[UUID, str]]:
    rows = Post.objects.filter(pk__in=ids).values_list("pk", "title", "agency__name")
    return ((pk, f"{title}, {agency}") for pk, title, agency in rows)


def _agencies(events: list[Event]) -> dict[str, str]:
    # A post names its agency already.
    said = [event.payload.get("agency") for event in events if "post" not in event.payload]
    rows = Agency.objects.filter(pk__in=_uuids(said)).values_list("pk", "name")
    return {str(pk): name for pk, name in rows}


def _uuids(given: Iterable[object]) -> set[UUID]:
    found = set()
    for text in given:
        try:
            found.add(UUID(str(text)))
        except ValueError:
            continue
    return found
