"""What a reform would do, in sentences: what moves, and what must be mended by hand."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from toantrinh.administration.models import Proposal
from toantrinh.administration.words import day_in_words, roles_in_words
from toantrinh.dossiers.moving import Going, going_at
from toantrinh.government.carrying import Carried, PostMove, facts_carried, posts_moved
from toantrinh.government.models import Agency, Post, PostRole
from toantrinh.government.outline import Outline, Succession
from toantrinh.government.plans import Plan
from toantrinh.government.queries import rule
from toantrinh.government.reform import draw
from toantrinh.kernel.time import HANOI
from toantrinh.people.following import held_at
from toantrinh.people.models import Posting

REPORT_DAYS = "agency.code_report_days"
# So many are named one by one.
_NAMED = 12
_SOON = timedelta(days=3)
_AT_A_DESK = (PostRole.RECEPTION,)
_AT_AN_AGENCY = (PostRole.SPECIALIST, PostRole.LEADER)


@dataclass(frozen=True)
class _Look:
    """All that the sentences are made of."""

    outline: Outline
    moves: list[PostMove]
    facts: Carried
    going: Going
    # Who would hold which post at those who go on.
    staff: dict[UUID, list[tuple[Post, Posting]]]


def lines_of(plan: Plan) -> list[str]:
    """What a plan would do as things stand. Raises Refusal where it cannot be done."""
    look = _look(draw(plan), getattr(plan, "prefer", ""))
    return [*_ends_and_begins(look), *_moves(look), *_to_see_to(look)]


def _look(outline: Outline, prefer: str) -> _Look:
    ended = [one.old.pk for one in outline.agencies]
    midnight = datetime.combine(outline.since, time(), HANOI)
    moves = posts_moved(outline)
    return _Look(
        outline,
        moves,
        facts_carried(outline, prefer),
        going_at(ended, midnight + _SOON),
        _staff(outline, moves),
    )


def _staff(outline: Outline, moves: list[PostMove]) -> dict[UUID, list[tuple[Post, Posting]]]:
    heirs = {one.new.pk for one in outline.agencies}
    there = Post.objects.filter(agency__in=heirs, valid_to=None)
    onward = {post.pk: post for post in there} | {one.old.pk: one.new for one in moves}
    found: dict[UUID, list[tuple[Post, Posting]]] = {heir: [] for heir in heirs}
    for posting in held_at(onward, outline.since):
        post = onward[posting.post_id]
        found[post.agency_id].append((post, posting))
    return found


def _ends_and_begins(look: _Look) -> Iterator[str]:
    outline, day = look.outline, day_in_words(look.outline.since)
    for old, new in outline.units:
        said = (
            _("Từ %(day)s, %(old)s thành %(new)s.")
            if old.code == new.code
            else _("Từ %(day)s, %(old)s nhập vào %(new)s.")
        )
        yield said % {"day": day, "old": old.full_name, "new": new.full_name}
    ended = {one.new.pk for one in outline.agencies}
    for agency in outline.opened:
        if agency.pk not in ended:
            yield _("Từ %(day)s có thêm %(name)s, trực thuộc %(above)s.") % {
                "day": day,
                "name": agency.name,
                "above": agency.parent.name if agency.parent else "",
            }
    for one in outline.agencies[:_NAMED]:
        yield _succession(one, day)
    if (more := len(outline.agencies) - _NAMED) > 0:
        said = ngettext("Và %(count)s cơ quan nữa.", "Và %(count)s cơ quan nữa.", more)
        yield said % {"count": more}
    yield from _codes(outline)


def _succession(one: Succession, day: str) -> str:
    if one.old.key != one.new.key:
        return _("%(old)s chấm dứt; từ %(day)s %(new)s tiếp nhận toàn bộ việc.") % {
            "old": one.old.name,
            "day": day,
            "new": one.new.name,
        }
    if one.old.name != one.new.name:
        return _("%(old)s từ %(day)s gọi là %(new)s.") % {
            "old": one.old.name,
            "day": day,
            "new": one.new.name,
        }
    return _("%(name)s giữ tên, từ %(day)s mã %(code)s, trực thuộc %(above)s.") % {
        "name": one.new.name,
        "day": day,
        "code": one.new.code,
        "above": one.new.parent.name if one.new.parent else "",
    }


def _codes(outline: Outline) -> Iterator[str]:
    """A new, divided or closed agency's code is reported within some days."""
    provisional = [agency for agency in outline.opened if not agency.official]
    if not provisional:
        return
    days = int(str(rule(REPORT_DAYS, outline.since)))
    said = ngettext(
        "%(count)s cơ quan dùng mã tạm; hãy báo cáo nơi cấp mã định danh trước %(day)s.",
        "%(count)s cơ quan dùng mã tạm; hãy báo cáo nơi cấp mã định danh trước %(day)s.",
        len(provisional),
    )
    until = outline.since + timedelta(days=days)
    yield said % {"count": len(provisional), "day": day_in_words(until)}


def _moves(look: _Look) -> Iterator[str]:
    if not look.outline.agencies:
        return
    yield from _dossiers(look.going, day_in_words(look.outline.since))
    officers = {posting.officer_id for rows in look.staff.values() for _post, posting in rows}
    moved = held_at((one.old.pk for one in look.moves), look.outline.since)
    people = len(officers & {posting.officer_id for posting in moved})
    yield _("%(people)s cán bộ và %(posts)s vị trí chuyển sang vị trí tương ứng từ ngày đó.") % {
        "people": people,
        "posts": len(look.moves),
    }
    if look.facts.begun:
        said = ngettext(
            "%(count)s dòng giờ làm việc, quy tắc riêng được giữ cho cơ quan tiếp nhận.",
            "%(count)s dòng giờ làm việc, quy tắc riêng được giữ cho cơ quan tiếp nhận.",
            len(look.facts.begun),
        )
        yield said % {"count": len(look.facts.begun)}
    yield _(
        "Hồ sơ đã kết thúc, văn bản đã ký và số liệu đã qua giữ nguyên ở cơ quan cũ; "
        "cơ quan tiếp nhận xem được."
    )


def _dossiers(going: Going, day: str) -> Iterator[str]:
    if not going.count:
        yield _("Không có hồ sơ nào đang giải quyết ở các cơ quan này.")
        return
    said = ngettext(
        "%(count)s hồ sơ đang giải quyết chuyển đi từ %(day)s; mã hồ sơ và ngày hẹn trả không đổi.",
        "%(count)s hồ sơ đang giải quyết chuyển đi từ %(day)s; mã hồ sơ và ngày hẹn trả không đổi.",
        going.count,
    )
    yield said % {"count": going.count, "day": day}
    states = {state.label: count for state, count in going.by_state.items()}
    yield _("Theo bước: %(list)s.") % {"list": _counted(states)}
    yield _("Theo thủ tục: %(list)s.") % {"list": _counted(going.by_procedure)}


def _counted(counts: dict[str, int]) -> str:
    ordered = sorted(counts.items(), key=lambda pair: -pair[1])
    told = [f"{name} ({count})" for name, count in ordered[:_NAMED]]
    rest = sum(count for _name, count in ordered[_NAMED:])
    return ", ".join([*told, _("khác (%(count)s)") % {"count": rest}] if rest else told)


def _to_see_to(look: _Look) -> Iterator[str]:
    """What nobody but a human can mend, and how."""
    for line in (*_due(look), *_differing(look), *_people(look), *_waiting(look), *_keys(look)):
        yield _("Cần xem: %(line)s") % {"line": line}


def _due(look: _Look) -> Iterator[str]:
    if look.going.due:
        said = ngettext(
            "%(count)s hồ sơ đã trễ hoặc đến hạn trong 3 ngày đầu: hãy giải quyết trước ngày đó.",
            "%(count)s hồ sơ đã trễ hoặc đến hạn trong 3 ngày đầu: hãy giải quyết trước ngày đó.",
            look.going.due,
        )
        yield said % {"count": look.going.due}


def _differing(look: _Look) -> Iterator[str]:
    for one in look.facts.differing:
        held, others = one.held[0], {_scope(row) for row in one.others}
        yield _(
            "%(what)s của %(others)s khác với %(held)s; sẽ theo %(held)s. "
            "Muốn theo nơi khác, hãy chọn ở ô “Giờ và quy tắc theo”."
        ) % {
            "what": one.subject or _("giờ làm việc"),
            "others": ", ".join(sorted(others)),
            "held": _scope(held),
        }


def _scope(row: object) -> str:
    return str(getattr(row, "agency_key", "") or getattr(row, "unit_code", ""))


def _people(look: _Look) -> Iterator[str]:
    later = 0
    # Many an agency takes no part here yet, and has no posts.
    at_work = {move.new.agency_id for move in look.moves}
    for agency in _heirs(look.outline):
        staff = look.staff[agency.pk]
        later += sum(posting.valid_from > look.outline.since for _post, posting in staff)
        there = {role for post, _posting in staff for role in post.roles}
        needed = _AT_A_DESK if agency.kind.one_stop else _AT_AN_AGENCY
        missing = [role for role in needed if role not in there]
        if missing and agency.pk in at_work:
            yield _("%(agency)s chưa có ai: %(roles)s. Hãy phân công trước ngày đó.") % {
                "agency": agency.name,
                "roles": roles_in_words(missing),
            }
        signers = {posting.officer.full_name for post, posting in staff if post.signs}
        if len(signers) > 1:
            yield _(
                "%(agency)s sẽ có nhiều người ký kết quả: %(names)s. "
                "Hãy kết thúc phân công không còn cần."
            ) % {"agency": agency.name, "names": ", ".join(sorted(signers))}
    if later:
        said = ngettext(
            "%(count)s phân công bắt đầu sau ngày đó cũng chuyển theo; hãy xem lại còn đúng không.",
            "%(count)s phân công bắt đầu sau ngày đó cũng chuyển theo; hãy xem lại còn đúng không.",
            later,
        )
        yield said % {"count": later}


def _heirs(outline: Outline) -> Iterable[Agency]:
    return {one.new.pk: one.new for one in outline.agencies}.values()


def _waiting(look: _Look) -> Iterator[str]:
    ended = [one.old.pk for one in look.outline.agencies if one.old.key != one.new.key]
    waiting = Proposal.objects.filter(decision="", agency__in=ended).count()
    if waiting:
        said = ngettext(
            "%(count)s đề nghị về các cơ quan này chưa ai quyết định: hãy quyết định trước.",
            "%(count)s đề nghị về các cơ quan này chưa ai quyết định: hãy quyết định trước.",
            waiting,
        )
        yield said % {"count": waiting}


def _keys(look: _Look) -> Iterator[str]:
    # Half a second to import, which every command would wait for.
    from toantrinh.documents.authority import has_key

    for agency in _heirs(look.outline):
        if not has_key(agency.code):
            yield _(
                "Chưa có khóa ký số của %(agency)s, mã %(code)s: hãy cài đặt trước ngày đó."
            ) % {
                "agency": agency.name,
                "code": agency.code,
            }
