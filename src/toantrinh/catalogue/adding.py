"""Adding versions that are new or differ from the last one of their source, and search's words.

Whoever adds tells the journal.
"""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

from django.contrib.postgres.search import SearchVector
from django.db import connection
from django.db.models import Value

from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.models import WRITTEN_HERE, Procedure, Source, Version
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
    # Changed records that were put aside to be reviewed, once more, or are still waiting.
    drafts: int = 0
    renewed: int = 0
    waiting: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    parsed: Counter[str] = field(default_factory=Counter)
    unparsed: Counter[str] = field(default_factory=Counter)
    without_agency: int = 0

    def as_json(self) -> dict[str, Any]:
        """`{read, created, changed, unchanged, drafts, renewed, waiting, rejected, …}`.

        Each changed record made a draft or renewed one; `waiting` are those unchanged since theirs
        was made. `parsed` and `unparsed` count what gave numbers and what stayed words, by kind.
        """
        return {
            "read": self.read,
            "created": self.created,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "drafts": self.drafts,
            "renewed": self.renewed,
            "waiting": self.waiting,
            "rejected": [vars(entry) for entry in self.rejected],
            "parsed": dict(sorted(self.parsed.items())),
            "unparsed": dict(sorted(self.unparsed.items())),
            "without_agency": self.without_agency,
        }


@dataclass(frozen=True)
class New:
    """A version that may have to be added."""

    content: ProcedureContent
    source: Source
    valid_from: date
    digest: bytes
    raw: list[dict[str, object]] | None = None
    # Whether it comes with the house, as opposed to being published by somebody.
    ships: bool = False


def add(
    entries: list[New],
    report: ImportReport,
    progress: Progress | None = None,
    *,
    count: bool = True,
) -> None:
    """Add versions that are new or differ from the last one of their source.

    Whoever adds many without `count` counts the words themselves afterwards.
    """
    added = 0
    for start in range(0, len(entries), _BATCH):
        batch = entries[start : start + _BATCH]
        added += _add_batch(batch, report)
        if progress:
            progress("Ghi danh mục thủ tục", start + len(batch), len(entries))
    if added and count:
        count_words()


def _add_batch(batch: list[New], report: ImportReport) -> int:
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
        ours = any(version.source in WRITTEN_HERE for version in earlier)
        # What holds later is not what lists and search show now.
        if (new.source in WRITTEN_HERE or not ours) and (
            new.valid_from <= today() or code not in known
        ):
            describe(procedure, new.content)
            (renewed if code in known else fresh).append(procedure)
        report.created += last is None
        report.changed += last is not None
        added.append(_version(procedure, new, len(earlier) + 1))
    Procedure.objects.bulk_create(fresh)
    for procedure in renewed:
        procedure.save()
    Version.objects.bulk_create(added)
    return len(added)


def digest_of(content: ProcedureContent, valid_from: date) -> bytes:
    """What tells a version written here from others. Unlike payloads, it may hold hours as floats.

    Without defaults, so that a version stays the same when versions learn to say more.
    """
    said = content.model_dump(mode="json", exclude_defaults=True)
    return sha256(spelled([valid_from.isoformat(), said])).digest()


def spelled(value: object) -> bytes:
    """JSON with sorted keys and no spaces; numbers as JSON spells them."""
    text = json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return text.encode()


def _version(procedure: Procedure, new: New, number: int) -> Version:
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


def describe(procedure: Procedure, content: ProcedureContent) -> None:
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


def count_words() -> None:
    """Count anew in how many procedures each word of a name stands."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM catalogue_word")
        cursor.execute(
            "INSERT INTO catalogue_word (word, procedures) SELECT left(word, 100), max(ndoc)"
            " FROM ts_stat('SELECT words FROM catalogue_procedure WHERE open', 'AB')"
            " GROUP BY left(word, 100)"
        )
