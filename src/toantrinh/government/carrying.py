"""What a reform carries from those who end to those who go on: posts, hours, days off, rules."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from toantrinh.government.abstract import Origin
from toantrinh.government.models import (
    Agency,
    CalendarDay,
    Post,
    Reason,
    Rule,
    Wording,
    WorkingHours,
)
from toantrinh.government.outline import Outline


def going_on(since: date) -> Q:
    """The condition that a dated row holds on a day or will hold later."""
    return Q(valid_to__isnull=True) | Q(valid_to__gte=since)


@dataclass(frozen=True)
class PostMove:
    """A post that ends with its agency, and the one whose holder does the same from then on."""

    old: Post
    new: Post


def posts_moved(outline: Outline) -> list[PostMove]:
    """For each post that ends, one like it at the agency that goes on: there already, or drawn."""
    olds = [one.old.pk for one in outline.agencies]
    heirs = {one.old.pk: one.new for one in outline.agencies}
    there: dict[object, list[Post]] = defaultdict(list)
    among = {heir.pk for heir in heirs.values()}
    for post in Post.objects.filter(valid_to=None, agency__in=among):
        there[post.agency_id].append(post)
    moves = []
    ended = Post.objects.filter(going_on(outline.since), agency__in=olds)
    for post in ended.select_related("agency").order_by("agency__path", "code", "valid_from"):
        heir = heirs[post.agency_id]
        like = _like(post, there[heir.pk], outline.since)
        if like is None:
            like = _drawn(post, heir, there[heir.pk], outline.since)
            there[heir.pk].append(like)
        moves.append(PostMove(post, like))
    return moves


def _like(post: Post, there: Iterable[Post], since: date) -> Post | None:
    """A post by the same code that gives the same: nobody is to gain a role by a reform."""
    same = (one for one in there if one.code == post.code and one.valid_from <= since)
    return next((one for one in same if _gives(one) == _gives(post)), None)


def _gives(post: Post) -> tuple[frozenset[str], bool]:
    return frozenset(post.roles), post.signs


def _drawn(post: Post, heir: Agency, there: list[Post], since: date) -> Post:
    taken = {one.code for one in there}
    code = post.code if post.code not in taken else f"{post.code}-{post.agency.key}"
    return Post(
        agency=heir,
        code=code,
        title=post.title,
        roles=post.roles,
        signs=post.signs,
        valid_from=max(since, post.valid_from),
        valid_to=post.valid_to,
    )


def carry_posts(outline: Outline) -> list[PostMove]:
    """Open at those who go on what ends, and end it; which post leads to which."""
    moves = posts_moved(outline)
    known = set(
        Post.objects.filter(pk__in=[one.new.pk for one in moves]).values_list("pk", flat=True)
    )
    fresh = {one.new.pk: one.new for one in moves if one.new.pk not in known}
    Post.objects.bulk_create(fresh.values())
    # What was to begin later never begins.
    for post in (one.old for one in moves):
        post.valid_to = max(outline.last_day, post.valid_from)
    Post.objects.bulk_update([one.old for one in moves], ["valid_to"], batch_size=500)
    return moves


Fact = Rule | WorkingHours | Reason | Wording


@dataclass(frozen=True)
class Differing:
    """A rule, or hours, on which those concerned do not agree: what holds, and what does not."""

    # What they are about, in codes; empty for hours.
    subject: str
    heir: str
    held: list[Fact]
    others: list[Fact]


@dataclass
class Carried:
    """Hours and rules: which end, which begin at those who go on, and where they differed."""

    ended: list[Fact] = field(default_factory=list)
    begun: list[Fact] = field(default_factory=list)
    differing: list[Differing] = field(default_factory=list)


def facts_carried(outline: Outline, prefer: str = "") -> Carried:
    """The hours and rules of those who end, as those who go on shall have them.

    What the one that goes on has of its own stands. Where those who end differ, the word of
    `prefer` (a key or the code of a unit) holds, else that of the first.
    """
    carried = Carried()
    agencies = {one.old.key: one.new.key for one in outline.agencies if one.old.key != one.new.key}
    units = {old.code: new.code for old, new in outline.units if old.code != new.code}
    for scope, onward in (("agency_key", agencies), ("unit_code", units)):
        concerned = Q(**{f"{scope}__in": {*onward, *onward.values()}}) & going_on(outline.since)
        rows: list[Fact] = [
            *WorkingHours.objects.filter(concerned).order_by("valid_from"),
            *Rule.objects.filter(concerned).order_by("valid_from"),
            *Reason.objects.filter(concerned).order_by("valid_from"),
            *Wording.objects.filter(concerned).order_by("valid_from"),
        ]
        carried.ended += [row for row in rows if getattr(row, scope) in onward]
        order = sorted(onward, key=lambda code: code != prefer)
        for (heir, subject), said in _by_heir(rows, scope, onward).items():
            holds = next(code for code in (heir, *order) if code in said)
            others = [rows for code, rows in said.items() if _say(rows) != _say(said[holds])]
            if others:
                differing = [row for rows in others for row in rows]
                carried.differing.append(Differing(subject, heir, said[holds], differing))
            if holds != heir:
                carried.begun += [_copied(row, scope, heir, outline.since) for row in said[holds]]
    return carried


def _by_heir(
    rows: list[Fact], scope: str, onward: dict[str, str]
) -> dict[tuple[str, str], dict[str, list[Fact]]]:
    """What each says, by who goes on and by subject; who goes on is one of those who say."""
    found: dict[tuple[str, str], dict[str, list[Fact]]] = {}
    for row in rows:
        code = getattr(row, scope)
        subject = f"{_subject(row)} {row.kind_code}".strip()
        said = found.setdefault((onward.get(code, code), subject), {})
        said.setdefault(code, []).append(row)
    # Where nobody ends, nothing is carried.
    return {place: said for place, said in found.items() if said.keys() & onward.keys()}


def _subject(row: Fact) -> str:
    """What a fact is about, in codes; empty for hours."""
    match row:
        case Rule():
            return row.key
        case Reason():
            return f"{row.act} {row.code}"
        case Wording():
            return f"{row.letter} {row.part}"
    return ""


def _say(rows: list[Fact]) -> list[object]:
    return [_values(row) for row in rows]


_NAMES: dict[type[Fact], tuple[str, ...]] = {
    Rule: ("key", "value"),
    WorkingHours: ("spells", "season_from", "season_to"),
    Reason: ("act", "code", "position", "words", "words_en"),
    Wording: ("letter", "part", "text"),
}


def _values(row: Fact) -> dict[str, object]:
    return {name: getattr(row, name) for name in _NAMES[type(row)]}


def _copied(row: Fact, scope: str, heir: str, since: date) -> Fact:
    same = ("agency_key", "kind_code", "unit_code", "source", "certainty", "valid_to")
    values = _values(row) | {name: getattr(row, name) for name in same}
    values |= {scope: heir, "valid_from": max(since, row.valid_from), "origin": Origin.HOUSE}
    return type(row)(**values)


def carry_facts(outline: Outline, prefer: str = "") -> Carried:
    """End the hours and rules of those who end, and begin them at those who go on."""
    carried = facts_carried(outline, prefer)
    for row in carried.ended:
        row.valid_to, row.origin = max(outline.last_day, row.valid_from), Origin.HOUSE
        row.save(update_fields=["valid_to", "origin"])
    for row in carried.begun:
        row.save(force_insert=True)
    return carried


def carry_days(outline: Outline) -> list[CalendarDay]:
    """Let units that go on keep the days off of those that end, where they say nothing of a day."""
    onward = {old.code: new.code for old, new in outline.units if old.code != new.code}
    ahead = CalendarDay.objects.filter(day__gte=outline.since).order_by("unit_code")
    said = set(ahead.filter(unit_code__in=onward.values()).values_list("unit_code", "day"))
    carried = []
    for row in ahead.filter(unit_code__in=onward):
        place = (onward[row.unit_code], row.day)
        if place not in said:
            said.add(place)
            carried.append(_day_of(row, place[0]))
    return CalendarDay.objects.bulk_create(carried)


def _day_of(row: CalendarDay, code: str) -> CalendarDay:
    same = ("day", "kind", "name", "replaces", "source", "certainty")
    values = {name: getattr(row, name) for name in same}
    return CalendarDay(**values, unit_code=code, origin=Origin.HOUSE)
