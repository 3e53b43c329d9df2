"""`toantrinh measures …`: what is measured, what it comes to, and whether engines agree."""

from datetime import date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import click

from toantrinh.command.ground import ground
from toantrinh.command.state import AS_JSON
from toantrinh.command.telling import Teller, put_json

if TYPE_CHECKING:
    from toantrinh.measures.period import Period

_DAY = click.DateTime(["%Y-%m-%d"])
FROM = click.option("--from", "first", type=_DAY, help="First day; January 1st of this year.")
TO = click.option("--to", "last", type=_DAY, help="Last day; today.")
# Seconds in which the worker's own round is over.
_PATIENCE = 120
_PLACES = click.Choice(["nation", "province", "commune", "procedure"])


def register(group: click.Group) -> None:
    """Hang these commands under the group."""
    group.add_command(measures)


@click.group()
def measures() -> None:
    """Numbers that are computed from what happened."""


@measures.command("list")
@AS_JSON
def list_(*, as_json: bool) -> None:
    """Every measure, and those that can't be counted yet with the reason."""
    with ground(Teller()):
        from toantrinh.measures.queries import listed

        told = listed()
    if as_json:
        put_json(told)
        return
    for one in told:
        reason = "" if one["counted"] else f" — chưa tính được: {one['reason']}"
        click.echo(f"{one['key']}  {one['name']}{reason}")


@measures.command()
@AS_JSON
@click.argument("keys", nargs=-1)
@click.option("--by", type=_PLACES, default="nation", show_default=True, help="For each of which.")
@click.option("--place", default="", help="Only VN, or this province or commune, by its code.")
@click.option("--engine", default="", help="Who counts; MEASURES_ENGINE, or duckdb.")
@FROM
@TO
def show(
    *,
    keys: tuple[str, ...],
    by: str,
    place: str,
    engine: str,
    first: datetime | None,
    last: datetime | None,
    as_json: bool,
) -> None:
    """What measures come to, all where none is named; a number that can't be told says why."""
    teller = Teller()
    with ground(teller):
        from toantrinh.measures.asking import By
        from toantrinh.measures.places import place as place_named
        from toantrinh.measures.queries import show as show_measures

        here = place_named(place) if place else None
        teller.say("Tính chỉ số")
        kind, only = (here.by, here.code) if here else (By(by), "")
        rows = show_measures(keys, kind, _period(first, last), engine, only)
    if as_json:
        put_json(rows)
        return
    for row in rows:
        click.echo(f"{row['measure']}  {row['place'] or by}  {_number(row)}")


def _number(row: dict[str, Any]) -> str:
    """What a measure came to, bare and in words, with what it rests on; or why there is none."""
    from toantrinh.measures.measure import find
    from toantrinh.measures.values import Value
    from toantrinh.web.cockpit.measure_words import ninth, value_said

    if row["value"] is None:
        return str(row["why_not"])
    made = Value(Fraction(row["fraction"]), row["percentiles"])
    rests = ninth(made) or f"{row['numerator']}/{row['denominator']}"
    return f"{row['value']}  {value_said(find(row['measure']), made)} ({rests})"


@measures.command()
@AS_JSON
@click.argument("key")
def explain(*, key: str, as_json: bool) -> None:
    """A measure in words, with a worked example."""
    with ground(Teller()):
        from toantrinh.measures.queries import explain as explain_measure
        from toantrinh.measures.queries import explain_index

        index = explain_index(key)
        told = index or explain_measure(key)
    if as_json:
        put_json(told)
        return
    if index:
        _index(index)
        return
    click.echo(f"{told['name']} ({told['source']})")
    click.echo(f"Tử số: {told['numerator']}\nMẫu số: {told['denominator']}\n{told['explain']}")
    _work_through(told["example"], str(told["table"]))


def _index(told: dict[str, Any]) -> None:
    """The UN's index year by year: published, and made again from its components."""
    click.echo(f"{told['name']} ({told['source']})\n{told['reason']}")
    for one in told["years"]:
        parts = " + ".join(
            f"{one['weights'][name]} × {at}" for name, at in one["components"].items()
        )
        made = f"  {parts} = {one['reproduced']}" if one["reproduced"] else ""
        click.echo(f"{one['year']}  {one['published'] or '–'}{made}")


def _work_through(example: Any, table: str) -> None:
    """An example: what differs from what is ordinary, row by row, and what all come to."""
    from toantrinh.web.cockpit.example_words import differs, ordinary

    click.echo(f"Ví dụ, từ {example['first']} đến {example['last']}. {ordinary(table)}")
    for row, added in zip(example["rows"], example["each"], strict=True):
        counts = " ".join(str("-" if at is None else at) for at in added.values())
        click.echo(f"  [{counts}]  {differs(row)}")
    for row in example["cases"]:
        click.echo(f"  cùng hồ sơ: {differs(row)}")
    click.echo(f"  = {example['fraction'] or example['why_not']}")


@measures.command()
@AS_JSON
@click.option("--place", default="", help="Only this province or commune, by its code.")
@click.option("--month", default="", help="As 2026-10; the last month kept without it.")
def score(*, place: str, month: str, as_json: bool) -> None:
    """Points of QĐ 766 of each province, as far as they are known, and the DTI as reported."""
    with ground(Teller()):
        from toantrinh.measures.places import nation, places_below
        from toantrinh.measures.places import place as place_named
        from toantrinh.measures.reported import as_told
        from toantrinh.measures.scoring import as_json as told_of
        from toantrinh.measures.scoring import scores
        from toantrinh.measures.standing import month_asked

        chosen = [place_named(place)] if place else places_below(nation())
        period = month_asked(month)
        found = scores(chosen[0].by, [one.code for one in chosen], period)
        names = {one.code: one.name for one in chosen}
        qd766 = [{"place": code, **told_of(one)} for code, one in found.items()]
        dti = as_told("dti")
    if as_json:
        when = period.first.isoformat()[:7] if period else None
        put_json({"month": when, "qd766": qd766, "dti": dti})
        return
    for row in qd766:
        bounds = "–" if row["why_not"] else f"{row['least']}–{row['most']}"
        click.echo(f"{bounds}  {names[str(row['place'])]}")
    for why in dict.fromkeys(row["why_not"] for row in qd766 if row["why_not"]):
        click.echo(str(why), err=True)


@measures.command()
@AS_JSON
def reported(*, as_json: bool) -> None:
    """Numbers that others published, such as the UN's index, and what its components come to."""
    with ground(Teller()):
        from toantrinh.measures.queries import told_by_others

        rows = told_by_others()
    if as_json:
        put_json(rows)
        return
    for row in rows:
        made = f"  tính lại: {row['reproduced']}" if row["reproduced"] else ""
        click.echo(f"{row['series']}  {row['place']}  {row['year']}  {row['value']}{made}")


@measures.command()
@AS_JSON
@click.option("--engines", default="duckdb,slow", show_default=True, help="Names, with commas.")
@FROM
@TO
def compare(*, engines: str, first: datetime | None, last: datetime | None, as_json: bool) -> None:
    """Let engines count everything over the same files. Exit 1 when they differ anywhere."""
    teller = Teller()
    with ground(teller):
        from toantrinh.measures.queries import compare as compare_engines

        teller.say("So các bộ tính")
        names = [name.strip() for name in engines.split(",") if name.strip()]
        found = compare_engines(names, _period(first, last))
    if as_json:
        put_json(found.as_json())
    else:
        for one in found.differences:
            click.echo(str(one))
        click.echo(f"{found.measures} chỉ số, {found.rows} dòng, {len(found.differences)} khác.")
    if found.differences:
        raise click.exceptions.Exit(1)


@measures.command()
@AS_JSON
def keep(*, as_json: bool) -> None:
    """Renew the kept answers of each month now; the worker does so twice a minute."""
    teller = Teller()
    with ground(teller):
        from toantrinh.measures.keeping import keep as keep_answers
        from toantrinh.measures.kept import months

        teller.say("Cập nhật số liệu theo tháng")
        renewed = [f"{first:%Y-%m}" for first in keep_answers(_PATIENCE)]
        known = [f"{month.first:%Y-%m}" for month in months()]
    if as_json:
        put_json({"months": known, "renewed": renewed})
    else:
        click.echo(f"{len(known)} tháng, {len(renewed)} tháng tính lại.", err=True)


def _period(first: datetime | None, last: datetime | None) -> "Period":
    from toantrinh.kernel.time import now, today
    from toantrinh.measures.period import Period

    until = last.date() if last else today()
    since = first.date() if first else date(until.year, 1, 1)
    return Period.of(since, until, now())
