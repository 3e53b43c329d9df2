"""Hold the journal against its seals: our own, or those that were published."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from toantrinh.journal.days import Statement, seals_of, state
from toantrinh.journal.hashing import merkle_root
from toantrinh.journal.models import Access, Event, Seal, SealedDay
from toantrinh.journal.outside import lines
from toantrinh.journal.publishing import DayFile, day_file, name_of, public_folder, read_files
from toantrinh.journal.report import Report
from toantrinh.journal.sealing import leaves_of, views_of
from toantrinh.journal.seals import (
    UNREADABLE,
    Content,
    Leaf,
    Sealed,
    Window,
    check_signature,
    hash_of,
    root_of,
)

Keys = frozenset[str] | None


def check_kept(report: Report, keys: Keys) -> None:
    """Against the seals in the database and in the folder outside it, which must agree."""
    outside = dict(lines())
    inside = {
        row.number: Sealed(row.content, bytes(row.signature))
        for row in Seal.objects.order_by("number")
    }
    last = max([0, *inside, *outside])
    for number in range(1, last + 1):
        _compare(report, number, inside, outside)
    _check_seals(report, {**inside, **outside}, keys)
    _check_days(report, _kept_days(report), keys, before=("", 0))


def check_published(report: Report, where: Path, keys: Keys) -> None:
    """Against published files alone: every seal in them must fit what the journal holds now."""
    files: list[DayFile] = []
    try:
        files.extend(read_files(where))
    except ValueError as problem:
        report.add(f"file/{problem}", None, "can not be read")
    seals: dict[int, Sealed] = {}
    for file in files:
        for seal in file.seals:
            number = _number(seal)
            if number is None:
                report.add(f"file/{file.name}", None, "holds a seal that can not be read")
            elif seals.setdefault(number, seal) != seal:
                report.add(f"seal/{number}", number, "is told differently by two files")
    for number in sorted(set(range(min(seals, default=1), max(seals, default=0))) - set(seals)):
        report.add(f"seal/{number}", number, "is in none of the files")
    if not seals:
        report.add("files", None, "hold no seal")
    _check_seals(report, seals, keys)
    _check_days(report, [file for file in files if file.statement is not None], keys)


def _compare(
    report: Report, number: int, inside: Mapping[int, Sealed], outside: Mapping[int, Sealed]
) -> None:
    name = f"seal/{number}"
    row, line = inside.get(number), outside.get(number)
    # The newest one may have lost its row in a crash; the next seal puts it back.
    crashed = line is not None and number > max(inside, default=0) and number == max(outside)
    if row is None and not crashed:
        report.add(name, number, "the seal is gone from the database")
    if line is None:
        report.add(name, number, "the seal is gone from the folder outside the database")
    elif row is not None and (row.content, row.signature) != (line.content, line.signature):
        report.add(name, number, "the seal in the database is not the one outside it")


def _check_seals(report: Report, seals: Mapping[int, Sealed], keys: Keys) -> None:
    """Each seal's own truth, that it follows the one before, and what it covers."""
    report.seals = len(seals)
    previous = ("", 0, 0) if 1 in seals else None
    covered: list[Window] = []
    for number in sorted(seals):
        name = f"seal/{number}"
        content = _signed(report, name, seals[number], keys)
        if content is None:
            previous = None
            continue
        window = content.window
        begins = (content.previous, window.events_after, window.views_after)
        if content.number != number or (previous is not None and begins != previous):
            report.add(name, number, "does not follow the seal before it")
        _check_leaves(report, name, content, seals[number].leaves)
        covered.append(window)
        previous = (hash_of(seals[number].content), window.events_upto, window.views_upto)
    _count_uncovered(report, covered)


def _signed(report: Report, name: str, seal: Sealed, keys: Keys) -> Content | None:
    try:
        content = Content.read(seal.content)
        check_signature(seal.content, seal.signature, content.key)
    except UNREADABLE:
        report.add(name, None, "the signature does not fit")
        return None
    _check_key(report, name, content.number, content.key, keys)
    return content


def _check_key(report: Report, name: str, number: int | None, key: str, keys: Keys) -> None:
    if key not in report.keys:
        report.keys.append(key)
    if keys is not None and key not in keys:
        report.add(name, number, "signed with a key that is not ours")


def _check_leaves(report: Report, name: str, content: Content, sealed: list[Leaf] | None) -> None:
    """Compare what was sealed with what the journal holds now, chain by chain where we can."""
    views = views_of(content.window)
    if merkle_root(views).hex() != content.views_root:
        told = f"views sealed in {name} are gone or changed"
        report.add("access", None, f"{told}: {content.views} then, {len(views)} now")
    now = leaves_of(content.window)
    if root_of(now) == content.root:
        return
    if sealed is None or root_of(sealed) != content.root:
        told = f"{content.streams} then, {len(now)} now"
        report.add(name, content.number, f"the chains are not those that were sealed: {told}")
        return
    found = {stream: (seq, digest) for stream, seq, digest in now}
    for stream, seq, digest in sealed:
        if found.pop(stream, None) != (seq, digest):
            report.add(stream, seq, f"is not what {name} sealed")
    for stream, (seq, _digest) in found.items():
        report.add(stream, seq, f"was slipped in after {name}")


def _count_uncovered(report: Report, covered: list[Window]) -> None:
    events, views = report.events, report.views
    if covered:
        first, last = covered[0], covered[-1]
        between = {"position__gt": first.events_after, "position__lte": last.events_upto}
        events -= Event.objects.filter(**between).count()
        between = {"position__gt": first.views_after, "position__lte": last.views_upto}
        views -= Access.objects.filter(**between).count()
    report.uncovered_events, report.uncovered_views = events, views


def _kept_days(report: Report) -> Iterable[DayFile]:
    """Closed days as the database has them; the published files must say the same."""
    gone = {place.stem for place in public_folder().glob("????-??-??.json")}
    for day in SealedDay.objects.order_by("day"):
        name = name_of(day.day.isoformat())
        place = public_folder() / name
        gone.discard(place.stem)
        if place.exists() and place.read_text(encoding="utf-8") != day_file(day):
            report.add(f"day/{day.day}", None, "the published file is not what was closed")
        yield DayFile(name, day.content, bytes(day.signature), tuple(seals_of(day)))
    for stem in sorted(gone):
        report.add(f"day/{stem}", None, "the published day is gone from the database")


def _check_days(
    report: Report, days: Iterable[DayFile], keys: Keys, before: tuple[str, int] | None = None
) -> None:
    """Each day's own truth, and that it follows the one before: by its hash and its last seal."""
    for file in days:
        report.days += 1
        name = f"day/{Path(file.name).stem}"
        try:
            said = Statement.read(file.statement or "")
            check_signature(file.statement or "", file.signature, said.key)
            day = date.fromisoformat(said.day)
            holds = state(day, file.seals, previous=said.previous, key=said.key) == said
        except (*UNREADABLE, IndexError):
            report.add(name, None, "the signature does not fit")
            before = None
            continue
        _check_key(report, name, None, said.key, keys)
        if not holds or file.name != name_of(said.day):
            report.add(name, None, "the seals are not those of which it speaks")
        if before is not None and (said.previous, said.first - 1) != before:
            report.add(name, None, "does not follow the day before it")
        before = (hash_of(file.statement or ""), said.last)


def _number(seal: Sealed) -> int | None:
    try:
        return int(Content.read(seal.content).number)
    except UNREADABLE:
        return None
