"""The catalogue grows: authored procedures are loaded, published ones imported. Versions stay."""

from collections.abc import Iterable
from pathlib import Path

from django.db import transaction
from pydantic import ValidationError

from toantrinh.catalogue.adding import ImportReport, New, Progress, Rejected, add, digest_of
from toantrinh.catalogue.authored import FOLDER, Authored, all_authored, files_digest
from toantrinh.catalogue.conversion import content_of
from toantrinh.catalogue.models import Source
from toantrinh.catalogue.national import Record, Unreadable, read_records
from toantrinh.catalogue.reviewing import put_aside
from toantrinh.journal.actions import append_to_stream
from toantrinh.journal.models import Event
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.time import today

_STREAM = "catalogue"
_LOADED = "load_authored"


def import_records(path: Path, *, actor: Actor, progress: Progress | None = None) -> ImportReport:
    """Read published records from an archive, folder or file; add what is new, put aside changes.

    What can't be read is named in the report while the rest loads. Safe to repeat.
    """
    report = ImportReport()
    found: dict[str, tuple[str, New]] = {}
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
        add(put_aside([new for _file, new in found.values()], report), report, progress)
        append_to_stream(
            _STREAM,
            "import",
            actor=actor,
            payload={
                "read": report.read,
                "created": report.created,
                "changed": report.changed,
                "unchanged": report.unchanged,
                "drafts": report.drafts,
                "renewed": report.renewed,
                "rejected": len(report.rejected),
            },
        )
    return report


@transaction.atomic
def load_authored(*, actor: Actor, folder: Path = FOLDER) -> ImportReport:
    """Load the procedures that are written here. Raises Invalid, naming the line, for a bad one."""
    report = ImportReport()
    files, before = files_digest(folder), _files_of_last_load()
    add([_from_authored(entry) for entry in all_authored(folder)], report, None)
    if report.created or report.changed or files != before:
        append_to_stream(
            _STREAM,
            _LOADED,
            actor=actor,
            payload={"created": report.created, "changed": report.changed, "files": files},
        )
    return report


def renew_authored(*, actor: Actor, folder: Path = FOLDER) -> None:
    """The same, unless these very files were loaded last: versions stay, so all is there then.

    Reading them takes a fifth of what a command takes.
    """
    if files_digest(folder) != _files_of_last_load():
        load_authored(actor=actor, folder=folder)


def _files_of_last_load() -> object:
    loads = Event.objects.filter(stream=_STREAM, action=_LOADED).order_by("-seq")
    return loads.values_list("payload__files", flat=True).first()


def _readable(path: Path, report: ImportReport, progress: Progress | None) -> Iterable[Record]:
    for found in read_records(path):
        if isinstance(found, Unreadable):
            report.rejected.append(Rejected(found.file, found.line, found.text()))
            continue
        report.read += 1
        if progress:
            progress("Đọc hồ sơ thủ tục", report.read, report.read + 1)
        yield found


def _as_version(record: Record, report: ImportReport) -> New | None:
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
    return New(content, Source.NATIONAL, today(), bytes.fromhex(record.digest()), raw)


def _from_authored(entry: Authored) -> New:
    digest = digest_of(entry.content, entry.valid_from)
    return New(entry.content, Source.AUTHORED, entry.valid_from, digest, ships=True)
