"""`toantrinh catalogue burden` and `lint`: what procedures cost people, what is wrong in them."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import click

from toantrinh.command.ground import ground
from toantrinh.command.state import AS_JSON
from toantrinh.command.telling import Teller, put_json
from toantrinh.kernel.text import fold

if TYPE_CHECKING:
    from toantrinh.catalogue.burden import Burden
    from toantrinh.catalogue.content import ProcedureContent
    from toantrinh.catalogue.costs import Way
    from toantrinh.catalogue.lint import Finding

_Command = Callable[..., None]


def _filters(command: _Command) -> _Command:
    for option in (
        click.option("--code", "codes", multiple=True, help="Only this procedure; repeatable."),
        click.option("--owner", default="", help="Only of this agency: its key, or words."),
        click.option("--sector", default="", help="Only of sectors with these words."),
    ):
        command = option(command)
    return command


@click.command()
@_filters
@click.option(
    "--channel",
    type=click.Choice(["direct", "online", "post"]),
    default="direct",
    show_default=True,
    help="How it is handed in, where that is offered.",
)
@click.option("--limit", type=click.IntRange(1), help="Only the first so many procedures.")
@AS_JSON
def burden(
    *,
    codes: tuple[str, ...],
    owner: str,
    sector: str,
    channel: "Way",
    limit: int | None,
    as_json: bool,
) -> None:
    """What an application costs in hours and đồng, and what registers could spare; most first.

    The shape of the JSON, and how the files behind it are extended, is in docs/catalogue.md.
    """
    with ground(Teller()):
        from toantrinh.catalogue import burden as b
        from toantrinh.catalogue.costs import model_on
        from toantrinh.catalogue.queries import contents_in_force
        from toantrinh.catalogue.weighing import weigh
        from toantrinh.kernel.time import today

        model = model_on(today())
        every = [content for _source, content in contents_in_force(today())]
    chosen = _chosen(every, codes, owner, sector)
    burdens = weigh(chosen, model, channel)
    told = {
        "day": today().isoformat(),
        "channel": channel,
        "model": [row.model_dump(mode="json") for row in model.rows.values()],
        "review": b.review(every),
        "total": b.total(burdens),
        "registers": b.by_register(burdens),
        "by_ministry": b.totals(burdens, lambda one: one.owner.name),
        "by_sector": b.totals(burdens, lambda one: one.content.sector),
        "procedures": [
            {"rank": rank, **one.as_json()} for rank, one in enumerate(burdens[:limit], 1)
        ],
    }
    if as_json:
        put_json(told)
    else:
        _tell_burden(told, burdens[: limit or 30])


def _chosen(
    contents: Iterable["ProcedureContent"], codes: tuple[str, ...], owner: str, sector: str
) -> list["ProcedureContent"]:
    from toantrinh.catalogue.owners import owner_of

    def owned(content: "ProcedureContent") -> bool:
        found = owner_of(content.decision)
        return owner in {"", found.key} or fold(owner) in fold(found.name)

    return [
        one
        for one in contents
        if (not codes or one.code in codes)
        and f" {fold(sector)}".rstrip() in f" {fold(one.sector)}"
        and owned(one)
    ]


def _tell_burden(told: dict[str, Any], first: list["Burden"]) -> None:
    total = told["total"]
    click.echo(
        f"{total['procedures']} thủ tục, {total['papers']} giấy tờ; {total['held']} giấy tờ của "
        f"{total['with_held']} thủ tục đã có trong cơ sở dữ liệu."
    )
    click.echo(f"\n{'Tiết kiệm (đ)':>14} {'Tốn (đ)':>12} {'Giờ':>7} {'Có sẵn':>7}  Thủ tục")
    for one in first:
        click.echo(
            f"{one.saved_total:>14,} {one.total:>12,} {one.cost.hours:>7} "
            f"{len(one.held):>3}/{one.papers:<3}  {one.content.code} {one.content.name[:90]}"
        )
    for key, title in (("by_ministry", "Cơ quan công bố"), ("by_sector", "Lĩnh vực")):
        click.echo(f"\n{'Tiết kiệm (đ)':>14} {'Thủ tục':>8} {'Có sẵn':>7}  {title}")
        for row in told[key][:15]:
            click.echo(
                f"{row['saved_total']:>14,} {row['procedures']:>8} {row['held']:>7}  {row['name']}"
            )
    held = told["review"]["held"]
    click.echo(
        f"\nĐối chiếu bằng mắt trên {held['papers']} giấy tờ chưa dùng để chọn chữ: "
        f"đúng {held['precision']}, tìm được {held['recall']}."
    )


@click.command()
@_filters
@click.option("--rule", "rules", multiple=True, help="Only findings of this rule; repeatable.")
@click.option("--strict", is_flag=True, help="Exit 1 when there are findings.")
@AS_JSON
def lint(
    *,
    codes: tuple[str, ...],
    owner: str,
    sector: str,
    rules: tuple[str, ...],
    strict: bool,
    as_json: bool,
) -> None:
    """What is missing or wrong in the catalogue, as a report for each agency that must mend it.

    Exit 0 with findings as without; `--strict` tells them by exit 1.
    """
    with ground(Teller()):
        from toantrinh.catalogue import lint as checks
        from toantrinh.catalogue.queries import contents_in_force
        from toantrinh.kernel.time import today

        every = [content for _source, content in contents_in_force(today())]
    wanted = {one.code for one in _chosen(every, codes, owner, sector)}
    findings = [
        one
        for one in checks.lint(every, today())
        if one.code in wanted and (not rules or one.rule in rules)
    ]
    reports = checks.by_owner(findings)
    if as_json:
        put_json(
            {
                "day": today().isoformat(),
                "procedures": len(wanted),
                "findings": len(findings),
                "rules": checks.counted(findings),
                "agencies": [report.as_json() for report in reports],
            }
        )
    else:
        for report in reports:
            click.echo(f"\n{report.owner.name}: {len(report.findings)}")
            _tell_findings(report.findings)
    if strict and findings:
        raise click.exceptions.Exit(1)


def _tell_findings(findings: Iterable["Finding"]) -> None:
    for one in findings:
        click.echo(f"  {one.code} [{one.rule}] {one.where}: {one.text()} {one.how_to_mend()}")
