"""The catalogue grows: authored procedures are loaded, published ones imported. Versions stay."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.contrib.postgres.search import SearchVector
from django.db import connection, transaction
from django.db.models import Value
from pydantic import ValidationError

from toantrinh.catalogue.authored import FOLDER, Authored, all_authored
from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.conversion import content_of
from toantrinh.catalogue.models import Procedure, Source, Version
from toantrinh.catalogue.national import Record, Unreadable, read_records
from toantrinh.journal.actions import append_to_stream
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.canonical import canonical
from toantrinh.kernel.text import fold, marked_tokens, sort_key
from toantrinh.kernel.time import now, today

Progress = Callable[[str, int, int], None]
_BATCH = 200
# Enough of the steps for search; the whole text is kept in the version.
_LONGEST_WORDS = 20_000


@dataclass
class Rejected:
    """A file that could not be read: which, where and why."""

    file: str
    line: int | None
    reason: str


@dataclass
class ImportReport:
    """What became of an import."""

    read: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    parsed: Counter[str] = field(default_factory=Counter)
    unparsed: Counter[str] = field(default_factory=Counter)
    without_agency: int = 0

    def as_json(self) -> dict[str, Any]:
        """`{read, created, changed, unchanged, rejected, parsed, unparsed, without_agency}`.

        `parsed` and `unparsed` count what gave numbers and what stayed words, by kind.
        """
        return {
            "read": self.read,
            "created": self.created,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "rejected": [vars(entry) for entry in self.rejected],
            "parsed": dict(sorted(self.parsed.items())),
            "unparsed": dict(sorted(self.unparsed.items())),
            "without_agency": self.without_agency,
        }


@dataclass(frozen=True)
class _New:
    """A version that may have to be added."""

    content: ProcedureContent
    source: Source
    valid_from: date
    digest: bytes
    raw: list[dict[str, object]] | None = None
    # Whether it comes with the house, as opposed to being published by somebody.
    ships: bool = False


def import_records(path: Path, *, actor: Actor, progress: Progress | None = None) -> ImportReport:
    """Read published records from an archive, folder or file, and add what is new or changed.

    What can't be read is named in the report while the rest loads. Safe to repeat.
    """
    report = ImportReport()
    found: dict[str, tuple[str, _New]] = {}
    for record in _readable(path, report, progress):
        new = _as_version(record, report)
        if new is None:
            continue
        if record.code in found:
            reason = f"mã {record.code} đã có trong {found[record.code][0]}"
            report.rejected.append(Rejected(record.file, 1, reason))
            continue
        found[record.code] = (record.file, new)
        report.parsed.update(record.parsed())
        report.unparsed.update(record.unparsed)
        report.without_agency += not (record.agency_performing or record.agency_competent)
    with transaction.atomic():
        _add([new for _file, new in found.values()], report, progress)
        append_to_stream(
            "catalogue",
            "import",
            actor=actor,
            payload={
                "read": report.read,
                "created": report.created,
                "changed": report.changed,
                "unchanged": report.unchanged,
                "rejected": len(report.rejected),
            },
        )
    return report


@transaction.atomic
def load_authored(*, actor: Actor, folder: Path = FOLDER) -> ImportReport:
    """Load the procedures that are written here. Raises Invalid, naming the line, for a bad one."""
    report = ImportReport()
    _add([_from_authored(entry, ships=True) for entry in all_authored(folder)], report, None)
    if report.created or report.changed:
        append_to_stream(
            "catalogue",
            "load_authored",
            actor=actor,
            payload={"created": report.created, "changed": report.changed},
        )
    return report


@transaction.atomic
def publish(entry: Authored, *, actor: Actor) -> tuple[Version, bool]:
    """Add a version that was written here, unless it is there already; whether it is new.

    Dossiers that were begun keep theirs.
    """
    report = ImportReport()
    _add([_from_authored(entry)], report, None)
    version = (
        Version.objects.select_related("procedure")
        .filter(procedure__code=entry.content.code, source=Source.AUTHORED)
        .latest("number")
    )
    if report.unchanged:
        return version, False
    append_to_stream(
        "catalogue",
        "publish",
        actor=actor,
        payload={"procedure": entry.content.code, "version": version.number},
    )
    return version, True


def _readable(path: Path, report: ImportReport, progress: Progress | None) -> Iterable[Record]:
    for found in read_records(path):
        if isinstance(found, Unreadable):
            report.rejected.append(Rejected(found.file, found.line, found.text()))
            continue
        report.read += 1
        if progress:
            progress("Đọc hồ sơ thủ tục", report.read, report.read + 1)
        yield found


def _as_version(record: Record, report: ImportReport) -> _New | None:
    try:
        content = content_of(record)
    except ValidationError as error:
        first = error.errors()[0]
        report.rejected.append(Rejected(record.file, None, f"{first['loc']}: {first['msg']}"))
        return None
    raw: list[dict[str, object]] = [
        {"label": section.label, "line": section.line, "text": section.text}
        for section in record.sections
    ]
    return _New(content, Source.NATIONAL, today(), bytes.fromhex(record.digest()), raw)


def _from_authored(entry: Authored, *, ships: bool = False) -> _New:
    # Without defaults, so that a version stays the same when versions learn to say more.
    said = entry.content.model_dump(mode="json", exclude_defaults=True)
    spelled = canonical([entry.valid_from.isoformat(), said])
    digest = sha256(spelled).digest()
    return _New(entry.content, Source.AUTHORED, entry.valid_from, digest, ships=ships)


def _add(entries: list[_New], report: ImportReport, progress: Progress | None) -> None:
    """Add versions that are new or differ from the last one of their source."""
    added = 0
    for start in range(0, len(entries), _BATCH):
        batch = entries[start : start + _BATCH]
        added += _add_batch(batch, report)
        if progress:
            progress("Ghi danh mục thủ tục", start + len(batch), len(entries))
    if added:
        _count_words()


def _add_batch(batch: list[_New], report: ImportReport) -> int:
    codes = [new.content.code for new in batch]
    known = {p.code: p for p in Procedure.objects.select_for_update().filter(code__in=codes)}
    versions: dict[str, list[Version]] = {}
    rows = Version.objects.filter(procedure__code__in=codes).defer("content", "raw")
    for version in rows.select_related("procedure").order_by("number"):
        versions.setdefault(version.procedure.code, []).append(version)
    fresh: list[Procedure] = []
    renewed: list[Procedure] = []
    added: list[Version] = []
    for new in batch:
        code = new.content.code
        earlier = versions.get(code, [])
        same = [v for v in earlier if v.source == new.source]
        last = same[-1] if same else None
        # What ships with the house must not come back over what was published here since.
        compared = same if new.ships else same[-1:]
        if any(bytes(version.digest) == new.digest for version in compared):
            report.unchanged += 1
            continue
        procedure = known.get(code) or Procedure(code=code, created_at=now())
        authored = any(version.source == Source.AUTHORED for version in earlier)
        if new.source == Source.AUTHORED or not authored:
            _describe(procedure, new.content)
            (renewed if code in known else fresh).append(procedure)
        report.created += last is None
        report.changed += last is not None
        added.append(_version(procedure, new, len(earlier) + 1))
    Procedure.objects.bulk_create(fresh)
    for procedure in renewed:
        procedure.save()
    Version.objects.bulk_create(added)
    return len(added)


def _version(procedure: Procedure, new: _New, number: int) -> Version:
    return Version(
        procedure=procedure,
        number=number,
        source=new.source,
        valid_from=new.valid_from,
        content=new.content.model_dump(mode="json", exclude_defaults=True),
        raw=new.raw,
        digest=new.digest,
        created_at=now(),
    )


def _describe(procedure: Procedure, content: ProcedureContent) -> None:
    """What lists and search show of the version in force."""
    names = list(dict.fromkeys([content.name, content.title]))
    telling = [*content.keywords, content.sector, content.agency, *content.results]
    rest = " ".join([content.description, *(p.name for p in content.papers), *content.steps])
    procedure.name = content.name[:1000]
    procedure.plain_name = content.title[:1000]
    procedure.name_sort = sort_key(content.title)
    procedure.sector = content.sector[:300]
    procedure.level = content.level[:100]
    procedure.name_folded = "\n".join(fold(name) for name in [*names, *content.keywords])
    procedure.other_folded = fold(" ".join(telling))
    procedure.name_marked = " ".join(marked for name in names for marked in marked_tokens(name))
    # An expression: the database makes the vector when the row is written.
    procedure.words = (
        SearchVector(Value(procedure.name_folded), config="simple", weight="A")
        + SearchVector(Value(procedure.other_folded), config="simple", weight="B")
        + SearchVector(Value(fold(rest[:_LONGEST_WORDS])), config="simple", weight="C")
    )


def _count_words() -> None:
    """Count anew in how many procedures each word of a name stands."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM catalogue_word")
        cursor.execute(
            "INSERT INTO catalogue_word (word, procedures) SELECT left(word, 100), max(ndoc)"
            " FROM ts_stat('SELECT words FROM catalogue_procedure WHERE open', 'AB')"
            " GROUP BY left(word, 100)"
        )
