"""`toantrinh procedure …`: check, play, compare, take out and bring in procedures as folders."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import click

from toantrinh.command.ground import ground, load_django
from toantrinh.command.officers import editor, publisher
from toantrinh.command.state import AS_JSON
from toantrinh.command.telling import Teller, put_json
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Invalid, NotFound, Refusal

if TYPE_CHECKING:
    from toantrinh.catalogue.content import ProcedureContent
    from toantrinh.catalogue.models import Draft


def register(group: click.Group) -> None:
    """Hang these commands under the group."""
    group.add_command(procedure)


@click.group()
def procedure() -> None:
    """Services as data."""


@procedure.command()
@click.argument("folders", nargs=-1, type=click.Path(exists=True, path_type=Path))
@AS_JSON
def check(folders: tuple[Path, ...], *, as_json: bool) -> None:
    """Read procedure folders; every mistake with file, line and remedy. Needs no database."""
    load_django()
    from toantrinh.catalogue.authored import FOLDER
    from toantrinh.dossiers.letters import read_whole

    told: list[dict[str, object]] = []
    for place in folders or sorted(FOLDER.glob("*/")):
        sheet = place / "procedure.yaml" if place.is_dir() else place
        try:
            entry = read_whole(sheet)
            told.append({"file": str(sheet), "code": entry.content.code, "problems": []})
        except Invalid as refusal:
            problems = [
                {"where": p.where, "line": p.line, "problem": p.text()} for p in refusal.problems
            ]
            told.append({"file": str(sheet), "code": None, "problems": problems})
    if as_json:
        put_json(told)
    else:
        for one in told:
            _tell_checked(one)
    if any(one["problems"] for one in told):
        raise click.exceptions.Exit(1)


def _tell_checked(one: dict[str, object]) -> None:
    problems = one["problems"]
    if not isinstance(problems, list) or not problems:
        click.echo(f"{one['file']}: đúng ({one['code']})")
        return
    for problem in problems:
        line = f":{problem['line']}" if problem["line"] else ""
        click.echo(f"{one['file']}{line}: {problem['where']}: {problem['problem']}")


@procedure.command()
@click.argument("which")
@AS_JSON
def simulate(which: str, *, as_json: bool) -> None:
    """Play all ways through the steps of a procedure. Exit 1 when something stands against it."""
    _valid_from, content = _read(which)
    from toantrinh.catalogue.simulation import simulate as play
    from toantrinh.dossiers.lifecycle import TABLE

    found = play(content, sorted({move.action for move in TABLE}))
    if as_json:
        put_json({"code": content.code, **found.as_json()})
    else:
        for way in found.ways:
            limit = "" if way.limit_hours is None else f" / {way.limit_hours:g}"
            click.echo(f"{' → '.join(way.steps)}: {way.hours:g}{limit} giờ")
        for words, names in (
            ("Không có bước tiếp theo", found.dead_ends),
            ("Quay vòng", found.loops),
            ("Không bao giờ tới", found.unreachable),
            ("Quá thời hạn luật định", [" → ".join(way.steps) for way in found.too_long]),
            ("Không bao giờ đúng", found.never_true),
            ("Việc không có trong vòng đời hồ sơ", found.unknown_acts),
            ("Ghi chú, không dùng vào đâu", found.unused_fields),
        ):
            for name in names:
                click.echo(f"{words}: {name}")
    if not found.good:
        raise click.exceptions.Exit(1)


@procedure.command()
@click.argument("before")
@click.argument("after")
@AS_JSON
def diff(before: str, after: str, *, as_json: bool) -> None:
    """What differs between two versions, field by field. Each is a folder, CODE or CODE@NUMBER."""
    _from, one = _read(before)
    _to, other = _read(after)
    from toantrinh.catalogue.differences import differences

    found = differences(one, other)
    if as_json:
        put_json([difference.as_json() for difference in found])
        return
    for difference in found:
        said = difference.as_json()
        click.echo(f"{difference.words}\n  − {_short(said['before'])}\n  + {_short(said['after'])}")
    if not found:
        click.echo("Hai phiên bản giống nhau.")


@procedure.command()
@click.argument("which")
@click.argument("folder", type=click.Path(path_type=Path))
def export(which: str, folder: Path) -> None:
    """Write a version as a folder."""
    valid_from, content = _read(which)
    from toantrinh.catalogue.folder import write_folder

    write_folder(content, valid_from, folder)
    click.echo(str(folder / "procedure.yaml"))


@procedure.command("import")
@click.argument("folder", type=click.Path(exists=True, path_type=Path))
@click.option("--as", "username", required=True, help="The login of the editor who writes it.")
@AS_JSON
def import_(folder: Path, *, username: str, as_json: bool) -> None:
    """Bring in a folder as a draft, which another person publishes. Safe to repeat."""
    with ground(Teller()):
        from toantrinh.catalogue.bringing import bring_in
        from toantrinh.dossiers.letters import read_whole

        entry = read_whole(folder / "procedure.yaml")
        draft, new = bring_in(entry, actor=editor(username))
        told = {"code": draft.code, "draft": str(draft.pk), "revision": draft.revision, "new": new}
    if as_json:
        put_json(told)
        return
    click.echo(f"{told['code']}: bản nháp {'đã lưu' if new else 'như cũ'}, chờ người khác công bố:")
    click.echo(f"  toantrinh procedure publish {told['code']} --as …")


@procedure.command()
@click.argument("code")
@click.option("--as", "username", required=True, help="The login of who publishes, not the writer.")
@click.option("--draft", "draft_id", type=click.UUID, help="Which draft, where there are several.")
@click.option(
    "--from", "day", type=click.DateTime(["%Y-%m-%d"]), help="The first day. Default: today."
)
@AS_JSON
def publish(
    code: str, *, username: str, draft_id: UUID | None, day: datetime | None, as_json: bool
) -> None:
    """Let the open draft of a procedure hold. Dossiers that were begun keep their version."""
    with ground(Teller()):
        from toantrinh.catalogue.drafting import publish_draft
        from toantrinh.kernel.time import today

        actor = publisher(username)
        draft = _waiting(code, draft_id, actor)
        version = publish_draft(
            draft.pk,
            actor=actor,
            valid_from=day.date() if day else today(),
            revision=draft.revision,
        )
        told = {
            "code": draft.code,
            "number": version.number,
            "valid_from": version.valid_from.isoformat(),
        }
    if as_json:
        put_json(told)
    else:
        click.echo(f"{told['code']}@{told['number']} từ {told['valid_from']}")


def _waiting(code: str, draft_id: UUID | None, actor: Actor) -> "Draft":
    """The one open draft of a procedure, or that of the id."""
    from toantrinh.catalogue.drafts import open_drafts

    found = [
        draft
        for draft in open_drafts(actor=actor)
        if draft.code == code and draft_id in {None, draft.pk}
    ]
    if not found:
        raise NotFound("Không có bản nháp nào của thủ tục %(code)s chờ công bố.", code=code)
    if len(found) > 1:
        raise Refusal(
            "Thủ tục %(code)s có %(count)s bản nháp. Hãy ghi --draft với một trong: %(drafts)s.",
            field="draft",
            code=code,
            count=len(found),
            drafts=", ".join(str(draft.pk) for draft in found),
        )
    return found[0]


@procedure.command()
def schema() -> None:
    """The JSON Schema of procedure.yaml, for editors."""
    load_django()
    from toantrinh.catalogue.schema import sheet_schema

    click.echo(json.dumps(sheet_schema(), ensure_ascii=False, indent=2))


def _read(which: str) -> "tuple[date, ProcedureContent]":
    """The first day and content of a folder, or of a version in the catalogue."""
    place = Path(which)
    if place.exists():
        load_django()
        from toantrinh.catalogue.authored import read_authored

        entry = read_authored(place / "procedure.yaml" if place.is_dir() else place)
        return entry.valid_from, entry.content
    code, _at, number = which.partition("@")
    if number and not number.isdecimal():
        raise Refusal("Số phiên bản phải là chữ số, ví dụ 1.001193@2.", field="which")
    with ground(Teller()):
        from toantrinh.catalogue.queries import find_procedure, version_in_force, version_numbered

        found = find_procedure(code)
        version = version_numbered(found, int(number)) if number else version_in_force(found)
        return version.valid_from, version.read


def _short(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 200 else f"{text[:200]}…"
