"""What may be wrong with dated rules: missing, of a wrong shape, unsure, at odds."""

from collections.abc import Iterator
from itertools import pairwise

from toantrinh.administration import rulebook
from toantrinh.administration.scopes import Scopes
from toantrinh.government.carrying import going_on
from toantrinh.government.models import Rule
from toantrinh.government.queries import in_force, rules
from toantrinh.kernel.checking import Finding, Severity, check
from toantrinh.kernel.errors import Refusal
from toantrinh.kernel.time import today


@check()
def rules_there(_below: str) -> Iterator[Finding]:
    """Every rule that the platform goes by has a value for the nation."""
    held = rules("", today())
    needed = [one for _head, ones in rulebook.groups() for one in ones if not one.optional]
    if missing := tuple(f"{one.label} ({one.key})" for one in needed if one.key not in held):
        yield Finding(
            "administration.rules_missing",
            Severity.BROKEN,
            "%(count)s quy tắc chưa có giá trị nào cho cả nước.",
            remedy="Hãy nạp lại tệp quy tắc: toantrinh down, rồi toantrinh up; hoặc đặt giá trị, ở"
            " mục Quy định.",
            places=missing,
            page="rules",
        )


@check()
def rules_of_a_wrong_shape(_below: str) -> Iterator[Finding]:
    """Every rule from today on has a value that can be."""
    book = {one.key: one for _head, ones in rulebook.groups() for one in ones}
    rows = [row for row in Rule.objects.filter(going_on(today())) if row.key in book]
    scopes = Scopes(rows)
    wrong = []
    for row in rows:
        try:
            book[row.key].shape.check(row.value)
        except Refusal:
            wrong.append(f"{book[row.key].label} ({row.key}), {scopes.of(row)}")
    if wrong:
        yield Finding(
            "administration.rules_wrong",
            Severity.BROKEN,
            "%(count)s quy tắc có giá trị không dùng được.",
            remedy="Hãy đặt giá trị khác, ở mục Quy định.",
            places=tuple(sorted(wrong)),
            page="rules",
        )


@check()
def unsure_rules(_below: str) -> Iterator[Finding]:
    """Rules of whose basis nobody is sure."""
    book = {one.key: one.label for _head, ones in rulebook.groups() for one in ones}
    found = Rule.objects.filter(in_force(today()), certainty="low").order_by("key")
    keys = dict.fromkeys(found.values_list("key", flat=True))
    if keys:
        yield Finding(
            "administration.rules_unsure",
            Severity.NOTE,
            "%(count)s quy tắc đang dùng chưa có căn cứ chắc chắn.",
            remedy="Hãy tìm văn bản quy định, rồi đặt quy tắc với căn cứ đó, ở mục Quy định.",
            places=tuple(f"{book.get(key, key)} ({key})" for key in keys),
            page="rules",
        )


@check()
def rules_that_contradict(_below: str) -> Iterator[Finding]:
    """Of one scope one value holds at a time."""
    order = ("key", "agency_key", "kind_code", "unit_code", "valid_from")
    rows = list(Rule.objects.filter(going_on(today())).order_by(*order))
    scopes = Scopes(rows)
    twice = {
        f"{one.key}, {scopes.of(one)}"
        for one, after in pairwise(rows)
        if _scope(one) == _scope(after) and one.holds_on(after.valid_from)
    }
    if twice:
        yield Finding(
            "administration.rules_contradict",
            Severity.SOON,
            "%(count)s quy tắc có hai giá trị cùng lúc; giá trị bắt đầu sau được dùng.",
            remedy="Hãy đặt lại quy tắc từ hôm nay, ở mục Quy định: giá trị trước sẽ kết thúc.",
            places=tuple(sorted(twice)),
            page="rules",
        )


def _scope(row: Rule) -> tuple[str, str, str, str]:
    return (row.key, row.agency_key, row.kind_code, row.unit_code)
