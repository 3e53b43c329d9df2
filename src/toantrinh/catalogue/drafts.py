"""Drafts as they are read: what is wrong with one, what it changes, and all versions there are."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_noop as _
from pydantic import ValidationError

from toantrinh.catalogue import perms
from toantrinh.catalogue.checking import faults
from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.differences import Difference, differences
from toantrinh.catalogue.folder import SHEET, draft_sheet
from toantrinh.catalogue.models import WRITTEN_HERE, Draft, DraftState, Version
from toantrinh.catalogue.national_law import breaches
from toantrinh.catalogue.parts import Place
from toantrinh.catalogue.queries import find_procedure, national_version, version_in_force
from toantrinh.catalogue.rough import readable
from toantrinh.catalogue.schema_words import told
from toantrinh.catalogue.sheet import Sheet, read_text
from toantrinh.catalogue.simulation import known_acts, simulate
from toantrinh.government.models import Tier
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Invalid, NotFound, said
from toantrinh.kernel.time import today

VersionState = Literal["draft", "to_come", "published", "superseded"]


@dataclass(frozen=True)
class Finding:
    """What stands against publishing: where, on which line of the exported sheet, and in words.

    `place` is empty for what concerns the whole.
    """

    place: Place
    line: int | None
    message: str
    params: Mapping[str, object] = field(default_factory=dict)
    mend: str = ""

    @property
    def words(self) -> str:
        """What is wrong."""
        return said(self.message, self.params)

    @property
    def remedy(self) -> str:
        """How to mend it; empty where the words say so themselves."""
        return said(self.mend, self.params) if self.mend else ""

    def as_json(self) -> dict[str, object]:
        """`{place, line, words, remedy}`."""
        where = ".".join(map(str, self.place))
        return {"place": where, "line": self.line, "words": self.words, "remedy": self.remedy}


@dataclass(frozen=True)
class Standing:
    """One version or draft of a procedure, as it stands on a day."""

    state: VersionState
    version: Version | None
    draft: Draft | None
    # The last day on which it counts, where another one is known to follow.
    until: date | None = None


def draft(draft_id: UUID, *, actor: Actor) -> Draft:
    """A draft that somebody may read. Raises NotFound."""
    found = _rows(perms.visible(actor)).filter(pk=draft_id).first()
    if found is None:
        raise NotFound("Không có bản nháp này.")
    return found


def open_drafts(*, actor: Actor) -> list[Draft]:
    """The open drafts that somebody may read, the one last changed first."""
    return list(_rows(perms.visible(actor)).filter(state=DraftState.OPEN).order_by("-changed_at"))


def _rows(drafts: QuerySet[Draft]) -> QuerySet[Draft]:
    return drafts.select_related(
        "base__procedure", "agency", "created_by", "changed_by", "published_by", "version"
    )


def whole(content: Mapping[str, Any], templates: Mapping[str, str]) -> dict[str, Any]:
    """A draft's content with its letters, as a version's content has them."""
    letters = [
        {"name": name.removesuffix(".typ"), "source": source} for name, source in templates.items()
    ]
    return {**content, **({"templates": letters} if letters else {})}


def findings(draft: Draft) -> list[Finding]:
    """All that stands against publishing: the shape, then what must hold, then what play finds."""
    try:
        sheet = read_text(draft_sheet(draft).encode(), SHEET)
    except Invalid as refusal:
        return [Finding((), each.line, each.what, each.params) for each in refusal.problems]
    try:
        content = ProcedureContent.model_validate(whole(draft.content, draft.templates))
    except ValidationError as error:
        return [_finding(sheet, *each) for each in told(error, ProcedureContent)]
    wrong = [_finding(sheet, *each) for each in faults(content)]
    wrong += [
        Finding(each.place, sheet.line(each.place), each.what, each.params, each.mend)
        for law in _law_over(draft)
        for each in breaches(law, content, today())
    ]
    return wrong or list(_played(content, sheet))


def _law_over(draft: Draft) -> list[ProcedureContent]:
    """What of the nation binds a draft, one at most: a ministry's drafts are the law themselves.

    Of an imported draft that somebody changed it is the record.
    """
    if draft.agency is not None and draft.agency.kind.tier == Tier.NATION:
        return []
    if draft.record is not None:
        return [ProcedureContent.model_validate(draft.record)]
    version = national_version(draft.code)
    return [version.read] if version else []


def _finding(sheet: Sheet, place: Place, what: str, params: Mapping[str, object]) -> Finding:
    return Finding(place, sheet.line(place), what, params)


def _played(content: ProcedureContent, sheet: Sheet) -> Iterator[Finding]:
    found = simulate(content, known_acts)
    steps = {step.key: number for number, step in enumerate(content.process)}
    for names, what, mend in (
        (
            found.dead_ends,
            _("Bước “%(name)s” không dẫn tới đâu trong một số trường hợp."),
            _("Hãy thêm nhánh cho các trường hợp còn lại."),
        ),
        (found.loops, _("Bước “%(name)s” quay vòng."), _("Hãy đổi nhánh để hồ sơ đi tới cuối.")),
        (
            found.unreachable,
            _("Không trường hợp nào tới bước “%(name)s”."),
            _("Hãy thêm nhánh dẫn tới, hoặc bỏ bước này."),
        ),
        (
            found.unknown_acts,
            _("Vòng đời hồ sơ không có việc “%(name)s”."),
            _("Hãy chọn việc có trong danh sách."),
        ),
    ):
        for name in names:
            key = name.partition(":")[0]
            place: Place = ("process", steps[key])
            yield Finding(place, sheet.line(place), what, {"name": name}, mend)
    for way in found.too_long:
        yield Finding(
            ("process",),
            sheet.line(("process",)),
            _("Các bước %(way)s mất %(hours)s giờ, quá thời hạn luật định %(limit)s giờ."),
            {
                "way": " → ".join(way.steps),
                "hours": f"{way.hours:g}",
                "limit": f"{way.limit_hours:g}",
            },
            _("Hãy rút ngắn các bước."),
        )
    for dotted in found.never_true:
        place = tuple(int(step) if step.isdecimal() else step for step in dotted.split("."))
        yield Finding(
            place,
            sheet.line(place),
            _("Điều kiện này không bao giờ đúng."),
            {},
            _("Hãy sửa điều kiện, hoặc bỏ mục này."),
        )


def difference(one: Draft | Version, other: Version | None) -> list[Difference]:
    """What `one` changes against `other`, field by field; of a draft, as far as it can be read."""
    content = one.read if isinstance(one, Version) else _readable(one)
    nothing = ProcedureContent(code=content.code, name="…")
    return differences(other.read if other else nothing, content)


def _readable(draft: Draft) -> ProcedureContent:
    return readable(whole(draft.content, draft.templates))[0]


def versions_of(code: str, on: date | None = None) -> list[Standing]:
    """Open drafts, then all versions from the last to the first, each as it stands on a day."""
    day = on or today()
    rows = _rows(Draft.objects.filter(code=code, state=DraftState.OPEN)).order_by("-changed_at")
    drafts = [Standing("draft", None, draft) for draft in rows]
    try:
        procedure = find_procedure(code)
    except NotFound:
        return drafts
    versions = list(procedure.versions.defer("content", "raw").order_by("-number"))
    for version in versions:
        version.procedure = procedure
    return [*drafts, *_standings(versions, day)]


def _standings(versions: Sequence[Version], day: date) -> Iterator[Standing]:
    """Those that count on a later day are to come; of those that counted, one does now."""
    starts = sorted({version.valid_from for version in versions} | {day})
    ruling = {start: _ruling(versions, start) for start in starts}
    for version in versions:
        counted = [start for start in starts if ruling[start] is version]
        after = [start for start in starts if counted and start > counted[-1]]
        until = date.fromordinal(after[0].toordinal() - 1) if after else None
        if ruling[day] is version:
            yield Standing("published", version, None, until)
        elif counted and counted[0] > day:
            yield Standing("to_come", version, None, until)
        else:
            yield Standing("superseded", version, None, until)


def _ruling(versions: Sequence[Version], day: date) -> Version | None:
    """The same order as `queries.version_in_force`, over versions that are at hand."""
    begun = [version for version in versions if version.valid_from <= day]
    return max(
        begun,
        key=lambda one: (one.source in WRITTEN_HERE, one.valid_from, one.number),
        default=None,
    )


def current(code: str) -> Version | None:
    """The version in force, if the procedure is there and has one."""
    try:
        return version_in_force(find_procedure(code))
    except NotFound:
        return None
