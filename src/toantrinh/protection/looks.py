"""Rows of the access log in words: who looked, at what, in which dossier, by what right."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from toantrinh.catalogue.browsing import in_language
from toantrinh.catalogue.general_form import with_form
from toantrinh.dossiers.desk_queries import names_of
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.queries import HEAVY
from toantrinh.government.models import Agency, Post
from toantrinh.journal.bases import bases
from toantrinh.journal.models import Access
from toantrinh.kernel.time import local

_FIELDS = {
    "applicant": gettext_lazy("họ tên người nộp"),
    "number": gettext_lazy("số định danh"),
    "address": gettext_lazy("nơi ở"),
    "phone": gettext_lazy("số điện thoại"),
    "standing": gettext_lazy("mã và trạng thái hồ sơ"),
    "history": gettext_lazy("quá trình giải quyết"),
    "messages": gettext_lazy("trao đổi trong hồ sơ"),
    "result": gettext_lazy("kết quả"),
    "explanation": gettext_lazy("câu hỏi của bạn"),
}
_PURPOSES = {
    "handling": gettext_lazy("để giải quyết hồ sơ"),
    "search": gettext_lazy("để tìm hồ sơ"),
    "consultation": gettext_lazy("được hỏi ý kiến"),
    "break_glass": gettext_lazy("mở khẩn cấp, ngoài phạm vi phụ trách"),
}


class By(StrEnum):
    """Whose look it was, seen from the person who was looked at."""

    SELF = "self"
    MANDATE = "mandate"
    ORGANISATION = "organisation"
    OFFICER = "officer"
    SYSTEM = "system"


@dataclass(frozen=True)
class Seen:
    """What was seen, shortly and in full; `masked` was there and could not be read."""

    brief: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    masked: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Look:
    """One look: by whom, for which agency at which post, at what, in which dossiers, why."""

    id: UUID
    at: datetime
    by: By
    # Who looked under the person's own mandate, and which one that was.
    name: str
    mandate_id: UUID | None
    agency: str
    post: str
    seen: Seen
    dossiers: list[tuple[UUID, str]]
    basis: str
    source: str


def told(rows: Sequence[Access], person_id: UUID) -> list[Look]:
    """Looks at a person's data, of whose dossiers only theirs are named."""
    agencies = Agency.objects.in_bulk({row.agency for row in rows if row.agency})
    posts = _posts(rows)
    holders = names_of([row.actor for row in rows if row.basis == "mandate"])
    ids = {key for row in rows for key in _dossiers(row)}
    own = Dossier.objects.filter(pk__in=ids, applicant_id=person_id)
    dossiers = {row.pk: row for row in own.select_related("version").defer(*HEAVY)}
    return [
        Look(
            id=row.pk,
            at=row.at,
            by=_by(row, person_id),
            name=holders.get(row.actor, ""),
            mandate_id=_mandate(row),
            agency=agencies[row.agency].name if row.agency in agencies else "",
            post=_title(posts, row),
            seen=_seen(row, [dossiers[key] for key in _dossiers(row) if key in dossiers]),
            dossiers=[(key, dossiers[key].code or "") for key in _dossiers(row) if key in dossiers],
            basis=_basis(row),
            source=bases()[row.basis].source if row.basis in bases() else "",
        )
        for row in rows
    ]


def _posts(rows: Iterable[Access]) -> list[Post]:
    agencies = {row.agency for row in rows if row.agency and row.post}
    codes = {row.post for row in rows if row.post}
    return list(Post.objects.filter(agency__in=agencies, code__in=codes).order_by("valid_from"))


def _title(posts: list[Post], row: Access) -> str:
    """What the post was called on the day; a title that was changed in place reads as it is now."""
    day = local(row.at).date()
    mine = [post for post in posts if (post.agency_id, post.code) == (row.agency, row.post)]
    held = [post for post in mine if post.holds_on(day)] or mine
    return held[-1].title if held else ""


def _dossiers(row: Access) -> list[UUID]:
    """The dossiers of a row; those from before they were kept name one as their subject."""
    kind, _slash, key = row.subject.partition("/")
    return row.dossiers or ([UUID(key)] if kind == "dossier" and key else [])


def _by(row: Access, person_id: UUID) -> By:
    kind, _slash, key = row.actor.partition("/")
    if kind == "officer":
        return By.OFFICER
    if kind == "person":
        if key == str(person_id):
            return By.SELF
        return By.ORGANISATION if row.basis == "organisation" else By.MANDATE
    return By.SYSTEM


def _mandate(row: Access) -> UUID | None:
    kind, _slash, key = row.purpose.partition("/")
    return UUID(hex=key) if kind == "mandate" and key else None


def _basis(row: Access) -> str:
    known = bases().get(row.basis)
    if known is not None:
        return known.words(get_language() or "vi")
    return str(_PURPOSES.get(row.purpose, row.purpose))


def _seen(row: Access, dossiers: list[Dossier]) -> Seen:
    labels = {key: words for each in dossiers for key, words in _labels(each).items()}
    return Seen(_brief(row.fields), _words(row.fields, labels), _words(row.masked, labels))


def _words(codes: Iterable[str], labels: dict[str, str]) -> list[str]:
    return [str(_FIELDS.get(code) or labels.get(code) or _("mục khác")) for code in codes]


def _brief(codes: Sequence[str]) -> list[str]:
    """Plain fields by name, questions and papers by their number."""
    found = [str(_FIELDS[code]) for code in codes if code in _FIELDS]
    answers = sum(code.startswith("answers.") for code in codes)
    papers = sum(code.startswith("papers.") for code in codes)
    if answers:
        found.append(_("%(count)s mục trong tờ khai") % {"count": answers})
    if any(code.startswith("registers.") for code in codes):
        found.append(_("điều cơ sở dữ liệu ghi về bạn"))
    if papers:
        found.append(_("%(count)s giấy tờ") % {"count": papers})
    return found


def _labels(dossier: Dossier) -> dict[str, str]:
    """The names of questions and papers, by how the access log calls them."""
    content = in_language(with_form(dossier.version.read), get_language() or "vi")
    papers = {f"papers.{paper.key}": paper.name for paper in content.papers}
    papers["papers.other"] = _("giấy tờ khác")
    answers = {f"answers.{question.key}": question.label for question in content.fields()}
    beside = _("%(question)s, theo cơ sở dữ liệu")
    registers = {
        f"registers.{question.key}": beside % {"question": question.label}
        for question in content.fields()
        if question.known
    }
    return papers | answers | registers
