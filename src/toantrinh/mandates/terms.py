"""What a mandate may say: for whom, in which procedures, and from when to when.

How long and from what age on is not ours to fix: the dated rules `mandate.*` say it.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from toantrinh.catalogue.queries import procedures_by_code
from toantrinh.government.queries import rules
from toantrinh.kernel.errors import Invalid, Problem, Refusal
from toantrinh.mandates.models import Kind

_MOST_PROCEDURES = 50


@dataclass(frozen=True)
class Terms:
    """What is wished. `until` may be left out for a child: the law says when it ends."""

    kind: Kind
    since: date
    until: date | None = None
    procedures: tuple[str, ...] = ()
    all_procedures: bool = False


@dataclass(frozen=True)
class Limits:
    """The rules of a day: an age in years, spans in days."""

    adult_age: int
    start_within: int
    answer: int
    warning: int
    longest: dict[Kind, int]


@dataclass(frozen=True)
class Settled:
    """Terms that may stand."""

    kind: Kind
    since: date
    until: date
    procedures: list[str]
    all_procedures: bool


def limits(on: date) -> Limits:
    """The rules that hold on a day."""
    found = {key.removeprefix("mandate."): value for key, value in rules("mandate.", on).items()}

    def number(key: str) -> int:
        return cast("int", found[key])

    return Limits(
        adult_age=number("adult_age"),
        start_within=number("start_within_days"),
        answer=number("answer_days"),
        warning=number("warning_days"),
        longest={
            kind: number(f"longest_days.{kind}") for kind in Kind if f"longest_days.{kind}" in found
        },
    )


def settle(terms: Terms, *, on: date, born: date | None = None) -> Settled:
    """The terms as they will stand; `born` is the child's. Raises Invalid with all problems."""
    held = limits(on)
    problems = [*_wrong_procedures(terms), *_wrong_start(terms, on, held)]
    until = terms.until
    if terms.kind == Kind.CHILD:
        until, wrong = _until_of_age(terms, on, held, born)
        problems += wrong
    elif until is None:
        problems.append(Problem("until", "Hãy chọn ngày kết thúc."))
    if until is not None:
        problems += _wrong_end(terms, until, held)
    if problems or until is None:
        raise Invalid("Ủy quyền chưa ghi được. Hãy xem các mục được đánh dấu.", problems)
    codes = sorted(set(terms.procedures))
    return Settled(terms.kind, terms.since, until, codes, terms.all_procedures)


def birthday(born: date, age: int) -> date:
    """The day on which somebody turns so old; the last of February where the 29th is missing."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 2, 28)


def is_adult(born: date | None, on: date) -> bool:
    """Whether somebody has come of age; whose birth nobody knows has not."""
    return born is not None and birthday(born, limits(on).adult_age) <= on


def check_holder(born: date | None, on: date) -> None:
    """Refuse a minor who would act for somebody."""
    if not is_adult(born, on):
        raise Refusal("Người làm thay phải đủ %(age)s tuổi.", age=limits(on).adult_age)


def check_grantor(born: date | None, on: date) -> None:
    """Refuse a minor who would let somebody act for them."""
    if not is_adult(born, on):
        raise Refusal(
            "Người ủy quyền phải đủ %(age)s tuổi.",
            remedy="Trẻ em do cha mẹ hoặc người giám hộ đại diện.",
            age=limits(on).adult_age,
        )


def _wrong_procedures(terms: Terms) -> list[Problem]:
    if terms.all_procedures:
        if not terms.kind.by_law:
            return [Problem("procedures", "Chỉ ủy quyền được từng thủ tục, hãy chọn rõ.")]
        if terms.procedures:
            return [Problem("procedures", "Hãy chọn mọi thủ tục, hoặc từng thủ tục.")]
        return []
    if not terms.procedures:
        return [Problem("procedures", "Hãy chọn ít nhất một thủ tục.")]
    if len(terms.procedures) > _MOST_PROCEDURES:
        most: dict[str, object] = {"most": _MOST_PROCEDURES}
        return [
            Problem("procedures", "Một ủy quyền ghi được nhiều nhất %(most)s thủ tục.", params=most)
        ]
    unknown = set(terms.procedures) - procedures_by_code(terms.procedures).keys()
    return [
        Problem("procedures", "Không có thủ tục mang mã %(code)s.", params={"code": code})
        for code in sorted(unknown)
    ]


def _wrong_start(terms: Terms, on: date, held: Limits) -> list[Problem]:
    if terms.since < on:
        return [Problem("since", "Ủy quyền không bắt đầu trước hôm nay.")]
    last = on + timedelta(days=held.start_within)
    if terms.since > last:
        told: dict[str, object] = {"last": f"{last:%d/%m/%Y}"}
        return [Problem("since", "Ủy quyền phải bắt đầu trước ngày %(last)s.", params=told)]
    return []


def _wrong_end(terms: Terms, until: date, held: Limits) -> list[Problem]:
    if until < terms.since:
        return [Problem("until", "Ngày kết thúc đứng trước ngày bắt đầu.")]
    longest = held.longest.get(terms.kind)
    if longest is not None and until > terms.since + timedelta(days=longest):
        told: dict[str, object] = {
            "days": longest,
            "last": f"{terms.since + timedelta(days=longest):%d/%m/%Y}",
        }
        return [
            Problem(
                "until",
                "Ủy quyền loại này dài nhất %(days)s ngày, tức là đến %(last)s.",
                params=told,
            )
        ]
    return []


def _until_of_age(
    terms: Terms, on: date, held: Limits, born: date | None
) -> tuple[date | None, list[Problem]]:
    """Until the last day as a minor, or sooner if that is wished."""
    if born is None:
        return None, [Problem("birth_date", "Hãy ghi ngày sinh của con.")]
    grown = birthday(born, held.adult_age)
    if grown <= on or born > on:
        told: dict[str, object] = {"age": held.adult_age}
        return None, [
            Problem("birth_date", "Chỉ làm thay được cho con chưa đủ %(age)s tuổi.", params=told)
        ]
    last = grown - timedelta(days=1)
    return min(terms.until or last, last), []
